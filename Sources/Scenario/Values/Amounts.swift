/// An exact amount of money: `12.50 EUR` is 1250 minor units.
struct Money: Hashable, Sendable {
    /// Cents, or whatever the currency counts in.
    var minorUnits: Int64
    /// ISO 4217 code.
    var currency: String

    /// Decimal places of a currency (ISO 4217); two unless it is one of the exceptions.
    static func places(of currency: String) -> Int {
        switch currency {
        case "JPY", "KRW", "VND", "CLP", "ISK", "XAF", "XOF", "XPF", "UGX", "PYG", "RWF", "KMF", "GNF", "DJF", "BIF",
            "VUV":
            0
        case "BHD", "IQD", "JOD", "KWD", "LYD", "OMR", "TND": 3
        default: 2
        }
    }

    static func parse(_ text: String) throws(ValueError) -> Money {
        var scanner = Scanner(text)
        var currency = scanner.word()
        guard let number = scanner.number() else { throw .unreadable }
        if currency == nil { currency = scanner.word() }
        guard scanner.isAtEnd, let currency, isCode(currency) else { throw .unreadable }
        let places = places(of: currency)
        guard number.places <= places, let units = number.times(Decimal.power(places)) else {
            throw .refused("expected at most \(places) decimals for \(currency), found \(quoted(text))")
        }
        guard units <= 1_000_000_000_000 else { throw .refused("expected a smaller amount, found \(quoted(text))") }
        return Money(minorUnits: units, currency: currency)
    }

    static func isCode(_ text: String) -> Bool {
        text.count == 3 && text.allSatisfy { ("A"..."Z").contains($0) }
    }
}

extension Shape where Value == Money {
    /// An amount of money, exact.
    static var money: Shape<Money> {
        .scalar(
            "an amount such as 12.50 EUR",
            pattern: "^\\s*([A-Z]{3}\\s*)?[0-9][0-9,_]*(\\.[0-9]+)?\\s*([A-Z]{3})?\\s*$"
        ) { text throws(ValueError) in try Money.parse(text) }
    }
}

/// Weights: `500 g`, `1.2 kg`, `1 t`; in whole grams.
enum WeightNotation {
    static func unit(_ word: String) -> Int64? {
        switch word {
        case "g": 1
        case "kg": 1_000
        case "t": 1_000_000
        default: nil
        }
    }

    static func parse(_ text: String) throws(ValueError) -> Int64 {
        var scanner = Scanner(text)
        guard let number = scanner.number(), let word = scanner.word(), let unit = unit(word), scanner.isAtEnd else {
            throw .unreadable
        }
        guard let grams = number.times(unit) else {
            throw .refused("expected a weight in whole grams, found \(quoted(text))")
        }
        guard grams <= 100_000_000 else { throw .refused("expected a weight of at most 100 t, found \(quoted(text))") }
        return grams
    }
}

extension Shape where Value == Int64 {
    /// A weight in grams.
    static var weight: Shape<Int64> {
        .scalar("a weight such as 500 g or 1.2 kg", pattern: "^\\s*[0-9][0-9,_]*(\\.[0-9]+)?\\s*(g|kg|t)\\s*$") {
            text throws(ValueError) in try WeightNotation.parse(text)
        }
    }
}

/// How popular products are: `zipf 1.1`, or `even`. The value is the exponent; 0 is even.
extension Shape where Value == Double {
    static var popularity: Shape<Double> {
        .scalar("a popularity such as zipf 1.1, or even", pattern: "^\\s*(even|zipf\\s+[0-9]+(\\.[0-9]+)?)\\s*$") {
            text throws(ValueError) in
            var scanner = Scanner(text)
            guard let word = scanner.word() else { throw .unreadable }
            if word == "even", scanner.isAtEnd { return 0 }
            guard word == "zipf", let number = scanner.number(), scanner.isAtEnd else { throw .unreadable }
            guard number.double <= 10 else {
                throw .refused("expected a zipf exponent of at most 10, found \(quoted(text))")
            }
            return number.double
        }
    }
}
