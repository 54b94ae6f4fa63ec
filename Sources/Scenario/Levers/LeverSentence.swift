internal import Kernel

/// A change of a landscape in words: `middleware workers +50%`, `ups label quota x2`, `middleware -> carriers attempts 2`.
struct LeverSentence: Hashable {
    /// What is done.
    enum Deed: Hashable {
        /// So many times as much.
        case scale(Double)
        /// So many tries at most; the number there is now, if it is told.
        case attempts(Int, now: Int?)
        /// So many retries per call.
        case retryBudget(Double)
        /// A breaker that opens at so large a share of failures.
        case breaker(Double)
        /// A cache that the scenario declares is in use, or is not.
        case cache(isOn: Bool)
        /// A cache that answers so large a share of the calls.
        case cacheHits(Double)
        /// Callers do not wait for calls.
        case async
        /// So many may wait.
        case queue(Int)
        /// Who is served next.
        case discipline(PoolPlan.Discipline)
        /// So many requests under way.
        case underWay(Int)
    }

    /// What it is done to.
    var subject: String
    /// What is done.
    var deed: Deed

    /// Examples, for people.
    static let expected =
        "middleware workers +50%, ups label quota x2, middleware -> carriers attempts 3 -> 2, middleware -> carriers retry budget 20%, "
        + "middleware -> carriers breaker 50%, middleware -> stock cache on, carriers.label async, middleware workers queue 500, odoo workers lifo, odoo under way 64"

    /// - Throws: what is wrong.
    static func parse(_ text: String) throws(ValueError) -> LeverSentence {
        var words = text.replacing("→", with: "->").split(whereSeparator: \.isWhitespace).map(String.init)
        // "+50 %" and "20 %" are as good as without the space.
        if words.count > 2, words.last == "%" {
            words.removeLast()
            words[words.count - 1] += "%"
        }
        guard let last = words.last, words.count >= 2 else { throw .unreadable }
        func subject(without count: Int) throws(ValueError) -> String {
            guard words.count > count else { throw .unreadable }
            return words.dropLast(count).joined(separator: " ")
        }
        if let discipline = PoolPlan.Discipline(rawValue: last.lowercased()) {
            return LeverSentence(subject: try subject(without: 1), deed: .discipline(discipline))
        }
        if let factor = try factor(last) {
            return LeverSentence(subject: try subject(without: 1), deed: .scale(factor))
        }
        func ends(with phrase: String) -> Bool {
            let parts = phrase.split(separator: " ").map(String.init)
            return words.count > parts.count + 1
                && words.dropLast().suffix(parts.count).map({ $0.lowercased() }) == parts
        }
        if ends(with: "retry budget") {
            return LeverSentence(subject: try subject(without: 3), deed: .retryBudget(try share(last)))
        }
        if ends(with: "breaker") {
            return LeverSentence(subject: try subject(without: 2), deed: .breaker(try share(last)))
        }
        if last.lowercased() == "async" { return LeverSentence(subject: try subject(without: 1), deed: .async) }
        if ends(with: "cache") {
            let subject = try subject(without: 2)
            switch last.lowercased() {
            case "on": return LeverSentence(subject: subject, deed: .cache(isOn: true))
            case "off": return LeverSentence(subject: subject, deed: .cache(isOn: false))
            default:
                guard last.hasSuffix("%") else {
                    throw .refused("expected on, off, or a share of calls such as 60%, found \(quoted(last))")
                }
                return LeverSentence(subject: subject, deed: .cacheHits(try share(last, of: 0...100)))
            }
        }
        if ends(with: "queue") {
            return LeverSentence(subject: try subject(without: 2), deed: .queue(try count(last, from: 0)))
        }
        if ends(with: "under way") {
            return LeverSentence(subject: try subject(without: 3), deed: .underWay(try count(last, from: 1)))
        }
        if words.count >= 5, words[words.count - 4].lowercased() == "attempts", words[words.count - 2] == "->" {
            return LeverSentence(
                subject: try subject(without: 4),
                deed: .attempts(try count(last, from: 1), now: try count(words[words.count - 3], from: 1)))
        }
        if ends(with: "attempts") {
            return LeverSentence(subject: try subject(without: 2), deed: .attempts(try count(last, from: 1), now: nil))
        }
        throw .unreadable
    }

    /// `+50%`, `-20%`, `x2`, `×1.5`; nil: it is something else.
    private static func factor(_ word: String) throws(ValueError) -> Double? {
        let factor: Double
        if word.hasSuffix("%"), let sign = word.first, sign == "+" || sign == "-" {
            guard let number = number(word.dropFirst().dropLast()) else { return nil }
            factor = 1 + (sign == "+" ? number : -number) / 100
        } else if let sign = word.first, sign == "x" || sign == "×", let number = number(word.dropFirst()) {
            factor = number
        } else {
            return nil
        }
        guard factor != 1 else {
            throw .refused("expected a change, found \(quoted(word)), which leaves things as they are")
        }
        guard factor > 0, factor <= 1000 else {
            throw .refused("expected a change that leaves something, x1000 at most, found \(quoted(word))")
        }
        return factor
    }

    private static func number(_ text: Substring) -> Double? {
        guard !text.isEmpty, text.allSatisfy({ $0.isASCII && $0.isNumber || $0 == "." }) else { return nil }
        return Double(text)
    }

    /// - Parameter range: what it may be, in per cent; nil: anything above nothing.
    private static func share(_ word: String, of range: ClosedRange<Double>? = nil) throws(ValueError) -> Double {
        let number = word.hasSuffix("%") ? number(word.dropLast()) : nil
        guard let number, range?.contains(number) ?? (number > 0 && number <= 1000) else {
            let bounds = range.map { " of \(percent($0.upperBound / 100)) at most" } ?? ""
            throw .refused("expected a share such as 20%\(bounds), found \(quoted(word))")
        }
        return number / 100
    }

    private static func count(_ word: String, from least: Int) throws(ValueError) -> Int {
        guard let count = Int(word), count >= least, count <= 100_000_000 else {
            throw .refused("expected a whole number from \(least), found \(quoted(word))")
        }
        return count
    }
}
