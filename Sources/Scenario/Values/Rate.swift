internal import Kernel

/// So many in so long: `300/min`, `600/s`, `50k/day`, `20/10s`, `300 per minute`.
struct Rate: Hashable, Sendable {
    /// How many.
    var count: Int
    /// In how long.
    var period: Nanoseconds
    /// As written, for reports.
    var text: String

    /// How many a second.
    var perSecond: Double { Double(count) * 1e9 / Double(period) }

    static func parse(_ text: String) throws(ValueError) -> Rate {
        var scanner = Scanner(text)
        let amount = try CountNotation.scan(&scanner)
        if scanner.isAtEnd {
            throw .refused("expected a rate, so many in so long, such as \(text)/min, found \(quoted(text))")
        }
        guard scanner.take("/") || scanner.take("per ") else { throw .unreadable }
        let period: Nanoseconds
        if let word = scanner.word() {
            guard let unit = TimeNotation.unit(word) else { throw .unreadable }
            period = unit
        } else {
            period = try TimeNotation.scan(&scanner)
        }
        guard scanner.isAtEnd else { throw .unreadable }
        guard period > 0 else { throw .refused("expected a rate over a period longer than 0, found \(quoted(text))") }
        // 0.5/s is one in two seconds: a limiter counts whole requests.
        let (digits, scale) = amount
        var count = digits
        var length = Int128(period) * Int128(scale)
        while scale > 1, count % 10 == 0, length % 10 == 0, length > Int128(period) {
            count /= 10
            length /= 10
        }
        guard count > 0 else { throw .refused("expected a rate above 0, found \(quoted(text))") }
        guard count <= 1_000_000_000, length <= Int128(TimeNotation.limit) else {
            throw .refused("expected a rate of at most 1000M in at most 3660 days, found \(quoted(text))")
        }
        return Rate(count: Int(count), period: Nanoseconds(length), text: text)
    }
}

/// Whole numbers: `5`, `40k`, `1M`, `20,000`, `1.5k`.
enum CountNotation {
    /// The largest count anywhere in a scenario.
    static let limit = 1_000_000_000_000

    /// Takes a number with its suffix from the front of a text: `digits / scale`.
    static func scan(_ scanner: inout Scanner) throws(ValueError) -> (digits: Int64, scale: Int64) {
        guard let number = scanner.number() else { throw .unreadable }
        var factor: Int64 = 1
        var ahead = scanner
        // Any other word is not the count's: "2 p99 14", "20 per hour", "at most 2 times".
        if let word = ahead.word() {
            switch word {
            case "k", "K", "thousand": factor = 1_000
            case "M", "million": factor = 1_000_000
            default: break
            }
            if factor > 1 { scanner = ahead }
        }
        var digits = number.digits
        var places = number.places
        while factor > 1, places > 0 {
            factor /= 10
            places -= 1
        }
        let (product, overflow) = digits.multipliedReportingOverflow(by: factor)
        guard !overflow else { throw .refused("expected a count of at most \(limit)") }
        digits = product
        return (digits, Decimal.power(places))
    }

    static func parse(_ text: String) throws(ValueError) -> Int {
        var scanner = Scanner(text)
        let (digits, scale) = try scan(&scanner)
        guard scanner.isAtEnd else { throw .unreadable }
        guard digits % scale == 0 else { throw .refused("expected a whole number, found \(quoted(text))") }
        let count = digits / scale
        guard count <= Int64(limit) else {
            throw .refused("expected a count of at most \(limit), found \(quoted(text))")
        }
        return Int(count)
    }
}

extension Shape where Value == Rate {
    /// So many in so long.
    static var rate: Shape<Rate> {
        .scalar(
            "a rate such as 300/min",
            pattern:
                "^\\s*[0-9][0-9,_]*(\\.[0-9]+)?\\s*(k|K|M|thousand|million)?\\s*(/|per )\\s*[0-9.,_]*\\s*[a-zµμ]+\\s*$"
        ) {
            text throws(ValueError) in try Rate.parse(text)
        }
    }
}

extension Shape where Value == Int {
    /// A whole number within bounds.
    static func count(_ bounds: ClosedRange<Int>) -> Shape<Int> {
        .scalar(
            "a number such as 200 or 40k",
            pattern: "^\\s*[0-9][0-9,_]*(\\.[0-9]+)?\\s*(k|K|M|thousand|million)?\\s*$", numbers: true
        ) { text throws(ValueError) in
            let count = try CountNotation.parse(text)
            guard bounds.contains(count) else {
                throw .refused(
                    "expected a number from \(bounds.lowerBound) to \(grouped(bounds.upperBound)), found \(quoted(text))"
                )
            }
            return count
        }
    }
}

extension Shape where Value == Double {
    /// A part of a whole as a percentage; its value is a fraction, 0.55 for 55 %.
    static var share: Shape<Double> {
        share(upTo: 1)
    }

    /// A percentage up to a bound given as a fraction (3 for 300 %).
    static func share(upTo bound: Double) -> Shape<Double> {
        .scalar("a share such as 55%", pattern: "^\\s*[0-9][0-9,_]*(\\.[0-9]+)?\\s*%\\s*$") {
            text throws(ValueError) in
            if Decimal(text) != nil {
                throw .refused("expected a share with its sign, such as \(text)%, found \(quoted(text))")
            }
            let share = try ShareNotation.parse(text)
            guard share <= bound else {
                throw .refused("expected a share of at most \(Int(bound * 100))%, found \(quoted(text))")
            }
            return share
        }
    }

    /// A factor: `x60`, `1.5x`, `150%`, or the number alone.
    static func factor(_ bounds: ClosedRange<Double>) -> Shape<Double> {
        .scalar(
            "a factor such as x1.5", pattern: "^\\s*(x\\s*)?[0-9][0-9,_]*(\\.[0-9]+)?\\s*(x|%)?\\s*$", numbers: true
        ) { text throws(ValueError) in
            var scanner = Scanner(text)
            let leading = scanner.take("x")
            guard let number = scanner.number() else { throw .unreadable }
            var value = number.double
            if !leading, scanner.take("%") {
                value = Double(number.digits) / (Double(Decimal.power(number.places)) * 100)
            } else if !leading {
                _ = scanner.take("x")
            }
            guard scanner.isAtEnd else { throw .unreadable }
            guard bounds.contains(value) else {
                throw .refused(
                    "expected a factor from \(bounds.lowerBound) to \(bounds.upperBound), found \(quoted(text))")
            }
            return value
        }
    }
}

/// Percentages: `55%`, `0.5 %`.
enum ShareNotation {
    /// The fraction: 0.55 for `55%`.
    static func parse(_ text: String) throws(ValueError) -> Double {
        var scanner = Scanner(text)
        guard let number = scanner.number(), scanner.take("%"), scanner.isAtEnd else { throw .unreadable }
        // One division of whole numbers, so that 55% is the double nearest to 0.55.
        return Double(number.digits) / (Double(Decimal.power(number.places)) * 100)
    }
}
