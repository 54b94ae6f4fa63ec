public import Kernel

/// How times are written in an order file.
public struct TimeFormat: Sendable, Hashable {
    /// One element of a pattern.
    private enum Token: Sendable, Hashable {
        case year, month, day, hour, hour12, minute, second, fraction, marker, offset
        case literal(UInt8)
    }

    private enum Kind: Sendable, Hashable {
        case iso
        case unix(perSecond: Int64)
        case pattern([Token])
    }

    /// A time as written: seconds since 1970 by the clock on the wall, and the offset from UTC if it was written too.
    struct Reading: Hashable {
        /// Seconds since 1970-01-01 00:00 of the clock that was read.
        var seconds: Int64
        var nanoseconds: Int64
        /// Seconds east of UTC; nil: the file's zone decides.
        var offset: Int?
    }

    private let kind: Kind
    /// As the scenario writes it.
    public let text: String

    /// ISO 8601: `2026-11-27 08:26`, `2026-11-27T08:26:00.250+01:00`, `2026-11-27`.
    public static let iso = TimeFormat(kind: .iso, text: "iso")

    private init(kind: Kind, text: String) {
        self.kind = kind
        self.text = text
    }

    /// A format by name (`iso`, `unix`, `unix ms`, `unix us`, `unix ns`) or by a pattern such as `M/d/yyyy H:mm`.
    ///
    /// Letters of a pattern: `yyyy` or `yy`, `M`/`MM`, `d`/`dd`, `H`/`HH`, `h`/`hh` with `a` (AM, PM), `m`/`mm`,
    /// `s`/`ss`, `S...` (fraction of a second), `Z` (offset or Z), and text in single quotes. One letter or two: both read
    /// one or two digits. `yy` is 2000 to 2099.
    /// - Returns: nil if the text is no format: an unknown letter, no year, month or day, one of them twice, `h` without `a`.
    public init?(_ text: String) {
        self.text = text
        switch text.lowercased() {
        case "iso", "iso 8601", "iso-8601", "iso8601": kind = .iso
        case "unix", "unix s": kind = .unix(perSecond: 1)
        case "unix ms": kind = .unix(perSecond: 1_000)
        case "unix us": kind = .unix(perSecond: 1_000_000)
        case "unix ns": kind = .unix(perSecond: 1_000_000_000)
        default:
            guard let tokens = TimeFormat.tokens(Array(text.utf8)) else { return nil }
            kind = .pattern(tokens)
        }
    }

    /// What a pattern without seconds cuts times to: a minute, an hour or a day; nil: nothing is known to be cut.
    public var step: Nanoseconds? {
        guard case .pattern(let tokens) = kind, !tokens.contains(.second), !tokens.contains(.fraction) else {
            return nil
        }
        if tokens.contains(.minute) { return .minute }
        return tokens.contains(.hour) || tokens.contains(.hour12) ? .hour : .day
    }

    private static func tokens(_ bytes: [UInt8]) -> [Token]? {
        var tokens: [Token] = []
        var i = 0
        while i < bytes.count {
            let byte = bytes[i]
            if byte == UInt8(ascii: "'") {
                guard let end = bytes[(i + 1)...].firstIndex(of: byte) else { return nil }
                tokens += bytes[(i + 1)..<end].map(Token.literal)
                i = end + 1
                continue
            }
            var end = i
            while end < bytes.count && bytes[end] == byte { end += 1 }
            let run = end - i
            switch byte {
            case UInt8(ascii: "y") where run == 2 || run == 4: tokens.append(.year)
            case UInt8(ascii: "M") where run <= 2: tokens.append(.month)
            case UInt8(ascii: "d") where run <= 2: tokens.append(.day)
            case UInt8(ascii: "H") where run <= 2: tokens.append(.hour)
            case UInt8(ascii: "h") where run <= 2: tokens.append(.hour12)
            case UInt8(ascii: "m") where run <= 2: tokens.append(.minute)
            case UInt8(ascii: "s") where run <= 2: tokens.append(.second)
            case UInt8(ascii: "S") where run <= 9: tokens.append(.fraction)
            case UInt8(ascii: "a") where run == 1: tokens.append(.marker)
            case UInt8(ascii: "Z"), UInt8(ascii: "X"): tokens.append(.offset)
            case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"): return nil
            default: tokens += [Token](repeating: .literal(byte), count: run)
            }
            i = end
        }
        let named = tokens.filter { if case .literal = $0 { false } else { true } }
        guard Set(named).count == named.count, Set(named).isSuperset(of: [.year, .month, .day]),
            named.contains(.hour12) == named.contains(.marker), !(named.contains(.hour) && named.contains(.hour12))
        else { return nil }
        return tokens
    }

    /// Reads a time; nil if the bytes are none in this format.
    func read(_ bytes: ArraySlice<UInt8>) -> Reading? {
        var scanner = TimeScanner(bytes)
        switch kind {
        case .iso: return scanner.iso()
        case .unix(let perSecond): return scanner.unix(perSecond: perSecond)
        case .pattern(let tokens):
            var parts = TimeScanner.Parts()
            var afternoon: Bool?
            for token in tokens {
                switch token {
                case .year:
                    guard let year = scanner.year() else { return nil }
                    parts.year = year
                case .month: parts.month = scanner.number(1...2) ?? -1
                case .day: parts.day = scanner.number(1...2) ?? -1
                case .hour: parts.hour = scanner.number(1...2) ?? -1
                case .hour12:
                    guard let hour = scanner.number(1...2), (1...12).contains(hour) else { return nil }
                    parts.hour = hour % 12
                case .minute: parts.minute = scanner.number(1...2) ?? -1
                case .second: parts.second = scanner.number(1...2) ?? -1
                case .fraction: parts.nanoseconds = scanner.fraction() ?? -1
                case .marker:
                    afternoon = scanner.marker()
                    if afternoon == nil { return nil }
                case .offset:
                    guard let offset = scanner.offset() else { return nil }
                    parts.offset = offset
                case .literal(let byte):
                    guard scanner.take(byte) else { return nil }
                }
            }
            if afternoon == true { parts.hour += 12 }
            return scanner.isAtEnd ? parts.reading : nil
        }
    }
}
