/// An exact decimal number as written: `digits / 10^places`.
struct Decimal: Hashable, Sendable {
    /// All digits without the point.
    var digits: Int64
    /// How many of them stand behind the point.
    var places: Int

    /// Reads `12`, `1.50`, `20,000`, `20_000`; at most 15 digits, at most 9 of them behind the point; no sign, no exponent.
    init?(_ text: some StringProtocol) {
        var digits: Int64 = 0
        var places = 0
        var count = 0
        var seenPoint = false
        var sinceGroup: Int?
        for character in text.utf8 {
            switch character {
            case 48...57:
                guard count < 15 else { return nil }
                digits = digits * 10 + Int64(character - 48)
                count += 1
                if seenPoint { places += 1 }
                if let since = sinceGroup { sinceGroup = since + 1 }
            case 44, 95:  // A comma or underscore groups thousands: three digits follow, always.
                guard !seenPoint, count > 0, count <= 3 || sinceGroup != nil, sinceGroup ?? 3 == 3 else { return nil }
                sinceGroup = 0
            case 46:
                guard !seenPoint, count > 0, sinceGroup ?? 3 == 3 else { return nil }
                seenPoint = true
                sinceGroup = nil
            default: return nil
            }
        }
        guard count > 0, !seenPoint || places > 0, sinceGroup ?? 3 == 3, places <= 9 else { return nil }
        self.digits = digits
        self.places = places
    }

    /// The number as a double.
    var double: Double {
        Double(digits) / Double(Decimal.power(places))
    }

    /// `self * factor` if it is a whole number that fits.
    func times(_ factor: Int64) -> Int64? {
        let (product, overflow) = Int128(digits).multipliedReportingOverflow(by: Int128(factor))
        let scale = Int128(Decimal.power(places))
        guard !overflow, product % scale == 0 else { return nil }
        return Int64(exactly: product / scale)
    }

    /// `self * factor` rounded to the nearest whole number, if it fits.
    func roundedTimes(_ factor: Int64) -> Int64? {
        let scale = Int128(Decimal.power(places))
        return Int64(exactly: (Int128(digits) * Int128(factor) + scale / 2) / scale)
    }

    /// Ten to the power of `exponent`, which is 0...18.
    static func power(_ exponent: Int) -> Int64 {
        (0..<max(0, min(exponent, 18))).reduce(Int64(1)) { power, _ in power * 10 }
    }
}

/// Takes a text apart from the left.
struct Scanner {
    /// What is left.
    private(set) var rest: Substring

    init(_ text: String) {
        rest = text[...]
        skipSpace()
    }

    /// Whether nothing is left.
    var isAtEnd: Bool { rest.isEmpty }

    /// Drops white space.
    mutating func skipSpace() {
        rest = rest.drop { $0 == " " || $0 == "\t" || $0 == "\u{A0}" || $0 == "\u{202F}" }
    }

    /// The number at the front, with the white space behind it.
    mutating func number() -> Decimal? {
        let text = rest.prefix { ("0"..."9").contains($0) || $0 == "." || $0 == "," || $0 == "_" }
        // A range such as 1..2: the points belong to it.
        let piece = text.firstRange(of: "..").map { text[..<$0.lowerBound] } ?? text
        guard let number = Decimal(piece) else { return nil }
        rest = rest[piece.endIndex...]
        skipSpace()
        return number
    }

    /// The letters at the front, with the white space behind them.
    mutating func word() -> String? {
        let text = rest.prefix { $0.isLetter || $0 == "%" }
        guard !text.isEmpty else { return nil }
        rest = rest[text.endIndex...]
        skipSpace()
        return String(text)
    }

    /// Drops `text` and the white space behind it, if it is at the front.
    mutating func take(_ text: String) -> Bool {
        guard rest.hasPrefix(text) else { return false }
        rest = rest.dropFirst(text.count)
        skipSpace()
        return true
    }
}
