internal import Kernel

/// Lengths of time: `300ms`, `1.5s`, `10m`, `2h`, `1h30m`, `90 minutes`, `3d`.
enum TimeNotation {
    /// The longest length of time anywhere in a scenario: ten years.
    static let limit: Nanoseconds = 3_660 * .day

    /// Nanoseconds in a unit, or nil.
    static func unit(_ word: String) -> Nanoseconds? {
        switch word {
        case "ns": 1
        case "us", "µs", "μs": .microsecond
        case "ms", "millisecond", "milliseconds": .millisecond
        case "s", "sec", "second", "seconds": .second
        case "m", "min", "minute", "minutes": .minute
        case "h", "hour", "hours": .hour
        case "d", "day", "days": .day
        case "w", "week", "weeks": 7 * .day
        default: nil
        }
    }

    /// Takes one length of time from the front of a text; parts follow each other from larger to smaller units.
    static func scan(_ scanner: inout Scanner) throws(ValueError) -> Nanoseconds {
        var total: Nanoseconds = 0
        var last = Nanoseconds.max
        var parts = 0
        while true {
            var ahead = scanner
            guard let number = ahead.number(), let word = ahead.word(), let unit = unit(word), unit < last else {
                if parts == 0 { throw .unreadable }
                return total
            }
            guard let length = number.roundedTimes(unit), length <= limit, total + length <= limit else {
                throw .refused("expected a duration of at most 3660 days")
            }
            total += length
            last = unit
            parts += 1
            scanner = ahead
        }
    }

    /// Reads a whole text; a bare 0 is a length of time too.
    static func parse(_ text: String) throws(ValueError) -> Nanoseconds {
        if text == "0" { return 0 }
        var scanner = Scanner(text)
        let length = try scan(&scanner)
        guard scanner.isAtEnd else { throw .unreadable }
        return length
    }

    /// A length of time in words for people: `1h30m`, `1.5s`, `250ms`.
    static func text(_ length: Nanoseconds) -> String {
        guard length > 0 else { return "0s" }
        if length < .second {
            let units: [(Nanoseconds, String)] = [(.millisecond, "ms"), (.microsecond, "us"), (1, "ns")]
            let (unit, name) = units.first { length % $0.0 == 0 } ?? (1, "ns")
            return "\(length / unit)\(name)"
        }
        if length < .minute, length % .second != 0 {
            let milliseconds = length / .millisecond
            let fraction = String(milliseconds % 1000 + 1000).dropFirst()
            let trimmed = String(fraction.reversed().drop { $0 == "0" }.reversed())
            return trimmed.isEmpty ? "\(milliseconds / 1000)s" : "\(milliseconds / 1000).\(trimmed)s"
        }
        var out = ""
        var rest = length
        for (unit, name) in [(Nanoseconds.day, "d"), (.hour, "h"), (.minute, "m"), (.second, "s")] {
            // Whole days only read well from two days on; 24h is a day as people plan it.
            if unit == .day, length < 2 * .day || length % .day != 0 { continue }
            if rest >= unit {
                out += "\(rest / unit)\(name)"
                rest %= unit
            }
        }
        return out
    }

    /// A pattern for editors.
    static let pattern =
        "^\\s*(0|([0-9][0-9,_]*(\\.[0-9]+)?\\s*(ns|us|µs|ms|s|sec|m|min|h|d|w|(millisecond|second|minute|hour|day|week)s?)\\s*)+)$"
}

extension Shape where Value == Nanoseconds {
    /// A length of time, 0 allowed.
    static var duration: Shape<Nanoseconds> {
        duration(in: 0...TimeNotation.limit)
    }

    /// A length of time that is not 0.
    static var positiveDuration: Shape<Nanoseconds> {
        duration(in: 1...TimeNotation.limit)
    }

    /// A length of time within bounds.
    static func duration(in bounds: ClosedRange<Nanoseconds>) -> Shape<Nanoseconds> {
        .scalar("a duration such as 10m", pattern: TimeNotation.pattern, numbers: bounds.lowerBound == 0) {
            text throws(ValueError) in
            if Decimal(text) != nil, text != "0" {
                throw .refused("expected a duration with its unit, such as \(text)s or \(text)m, found \(quoted(text))")
            }
            let length = try TimeNotation.parse(text)
            if length < bounds.lowerBound {
                throw .refused(
                    bounds.lowerBound == 1
                        ? "expected a duration longer than 0, found \(quoted(text))"
                        : "expected a duration of at least \(TimeNotation.text(bounds.lowerBound)), found \(quoted(text))"
                )
            }
            if length > bounds.upperBound {
                throw .refused(
                    "expected a duration of at most \(TimeNotation.text(bounds.upperBound)), found \(quoted(text))")
            }
            return length
        }
    }
}
