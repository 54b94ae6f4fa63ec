/// Spoils a text at random, as slips, bad merges and bad luck do; the same seed spoils it the same way.
struct Mutant {
    private var state: UInt64

    init(seed: UInt64) {
        state = seed
    }

    /// SplitMix64 (Steele, Lea and Flood, 2014).
    private mutating func bits() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var z = state
        z = (z ^ (z >> 30)) &* 0xBF58_476D_1CE4_E5B9
        z = (z ^ (z >> 27)) &* 0x94D0_49BB_1331_11EB
        return z ^ (z >> 31)
    }

    /// A number below `bound`, which is above 0.
    mutating func below(_ bound: Int) -> Int {
        Int(bits() % UInt64(bound))
    }

    /// One of them; nil when there is none.
    mutating func pick<Element>(_ from: [Element]) -> Element? {
        from.isEmpty ? nil : from[below(from.count)]
    }

    /// Values that someone, some day, writes somewhere.
    static let values = [
        "", "~", "null", "yes", "no", "0", "-1", "1", "00", "0x1F", "1e3", "1e400", ".inf", ".nan", "2", "100", "1.5",
        "0.000000001", "999999999999999", "9223372036854775807", "9223372036854775808", "18446744073709551615",
        "99999999999999999999999", "1,000", "1_000", "1k", "1000M", "1000000M", "0%", "1%", "100%", "101%", "1000%",
        "999999999999999%", "0.000000001%", "0s", "1ns", "1us", "1s", "3660d", "999999999d", "-5s", "1h30m", "1m1h",
        "0/s", "1/s", "1000000000/s", "1/3660d", "999999999999999/ns", "0.000000001/s", "1M/ns", "0..1/s", "x0",
        "x1000", "x0.001", "x999999999", "1970-01-01", "2199-12-31", "2199-12-31 24:00", "1970-01-01 00:00",
        "2026-02-30", "2026-03-29 02:30", "00:00", "24:00", "23:59:59", "25:00", "12:60", "00:00-24:00", "00:00-00:00",
        "23:59-00:01", "1970-01-01..2199-12-31", "business", "month end", "fri-mon", "tue, thu",
        "lognormal 1ns p99 3660d",
        "lognormal 1s p99 2s", "exponential 3660d", "exponential 1ns", "uniform 0s..3660d", "uniform 5s..1s",
        "gamma 1s shape 0.01", "gamma 3660d shape 10000", "pareto 1ns shape 0.05 max 3660d",
        "pareto 1 shape 0.05 max 1000000",
        "zipf 0", "zipf 99", "even", "batch", "poisson", "[]", "{}", "[1]", "{ a: 1 }", "[[[]]]", "*a", "&a 1",
        "!!int 1",
        "\"\"", "\"\\u0000\"", "'", "\"", "|", ">", "#", "- -", "? ", "a: b: c", "\u{FEFF}", "\u{202E}", "🚚",
        "e\u{301}",
        "any", "journey", "nobody", "workers", "carriers", "ordered", "ordered -> ordered", "journey -> any",
        "any -> any", "carriers.label", ".", "..", "a.b.c", "->", "50% of 100", "100% of 1", "1% of 100000",
        "hang 3660d",
        "slow x1000", "slow x0.001", "reset", "refuse", "business error", "lines 1000000..1", "lines 0..0",
        "5% of orders", "parked at most 0 times", "weight at most 100 t", "on time", "1 t", "0 g", "12.50 EUR", "0 EUR",
        "1000000000 JPY", "UTC", "Europe/Brussels", "Pacific/Apia", "America/St_Johns", "Europe/Nowhere", "/etc/passwd",
        "../../x.csv", "/dev/null", "/", "p99 < 2s", "label p99 < 2s", "orders completed >= 99%",
        "depth of middleware.orders < 999999999999", "throughput of orders > 1M/ns", "label p99 < 0s for any 1ns",
        "amplification carriers < 0", "lines at least 5000M", "weight at least 9000000 t",
        "units at most 999999999999999", "lines 5000M..6000M", "parked at most 999999999999999 times",
        "0.0001% of orders",
        "67108865", "50M", "9999999999999 g", "x0.000001", "1000000000", "2026-11-27 24:00", "month end, weekend",
    ]

    /// A copy with one to four things spoiled.
    mutating func spoiled(_ text: String, words: [String]) -> String {
        var lines = text.split(separator: "\n", omittingEmptySubsequences: false).map(String.init)
        for _ in 0...below(3) where !lines.isEmpty { spoil(&lines, words: words) }
        return lines.joined(separator: "\n")
    }

    /// A copy with one value changed, which is likely to be read still.
    mutating func spoiledLightly(_ text: String, words: [String]) -> String {
        var lines = text.split(separator: "\n", omittingEmptySubsequences: false).map(String.init)
        guard !lines.isEmpty else { return text }
        replaceWord(&lines[below(lines.count)], words: words)
        return lines.joined(separator: "\n")
    }

    private mutating func spoil(_ lines: inout [String], words: [String]) {
        let at = below(lines.count)
        switch below(14) {
        case 0: lines.remove(at: at)
        case 1: lines.insert(lines[at], at: below(lines.count))
        case 2: lines.swapAt(at, below(lines.count))
        case 3: lines[at] = String(repeating: " ", count: below(9)) + lines[at].drop { $0 == " " }
        case 4: lines.removeLast(lines.count - at)
        case 5:
            let end = lines[at].utf8.count
            lines[at] = String(lines[at].unicodeScalars.prefix(below(end + 1)).map(Character.init))
        case 6:
            var scalars = Array(lines[at].unicodeScalars)
            scalars.insert(Unicode.Scalar(UInt8(below(128))), at: below(scalars.count + 1))
            lines[at] = String(String.UnicodeScalarView(scalars))
        case 7:
            // A block of lines goes elsewhere.
            let block = Array(lines[at..<min(lines.count, at + 1 + below(6))])
            lines.insert(contentsOf: block, at: below(lines.count + 1))
        default: replaceWord(&lines[at], words: words)
        }
    }

    /// Another word in place of one of a line's; sometimes a key, mostly a value.
    private mutating func replaceWord(_ line: inout String, words: [String]) {
        let code = line.prefix { $0 != "#" }
        let ends: Set<Character> = [" ", ",", "{", "}", "[", "]", "\t"]
        var pieces: [Range<String.Index>] = []
        var index = code.startIndex
        while index < code.endIndex {
            guard !ends.contains(code[index]) else {
                index = code.index(after: index)
                continue
            }
            let end = code[index...].firstIndex { ends.contains($0) } ?? code.endIndex
            pieces.append(index..<end)
            index = end
        }
        guard let piece = pick(pieces) else { return }
        let new = below(4) == 0 ? pick(words) : pick(Mutant.values)
        let isKey = line[piece].hasSuffix(":")
        line.replaceSubrange(piece, with: (new ?? "") + (isKey && below(3) > 0 ? ":" : ""))
    }

    /// A copy with some bytes changed, put in or left out.
    mutating func spoiled(bytes: [UInt8]) -> [UInt8] {
        var out = bytes
        for _ in 0...below(8) where !out.isEmpty {
            let at = below(out.count)
            switch below(4) {
            case 0: out[at] = UInt8(below(256))
            case 1: out.insert(UInt8(below(256)), at: at)
            case 2: out.remove(at: at)
            default: out[at] ^= 1 << UInt8(below(8))
            }
        }
        return out
    }
}
