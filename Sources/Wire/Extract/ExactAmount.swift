/// Numbers of JSON in millionths, exact, digit by digit: no amount goes through a binary fraction.
enum ExactAmount {
    /// A number such as 12.1 or 3e2 in millionths. What is smaller is rounded half away from zero: that is only what is left of the
    /// binary fractions that Odoo keeps quantities in, such as 0.30000000000000004. Nil: no number, or one too large.
    static func millionths(_ json: JSON?) -> Int64? {
        guard case .number(let written)? = json else { return nil }
        var text = written[...]
        let isNegative = text.first == "-"
        if isNegative { text = text.dropFirst() }
        var exponent = 0
        if let mark = text.firstIndex(where: { $0 == "e" || $0 == "E" }) {
            guard let told = Int(text[text.index(after: mark)...]), told.magnitude < 1_000 else { return nil }
            exponent = told
            text = text[..<mark]
        }
        let parts = text.split(separator: ".", maxSplits: 1, omittingEmptySubsequences: false)
        let digits = parts.joined().utf8.map { Int64($0) - 0x30 }
        guard let whole = parts.first, digits.allSatisfy({ (0...9).contains($0) }) else { return nil }
        let kept = whole.utf8.count + exponent + 6
        guard kept >= 0 else { return 0 }
        var value: Int64 = 0
        for place in 0..<kept {
            // Zeros behind the last digit: of a number that is none they are not counted one by one.
            if place >= digits.count, value == 0 { break }
            let digit = place < digits.count ? digits[place] : 0
            let (tenfold, first) = value.multipliedReportingOverflow(by: 10)
            let (sum, second) = tenfold.addingReportingOverflow(digit)
            guard !first, !second else { return nil }
            value = sum
        }
        if kept < digits.count, digits[kept] >= 5 {
            guard value < .max else { return nil }
            value += 1
        }
        return isNegative ? -value : value
    }

    /// Millionths as a number: 12100000 is 12.1.
    static func number(_ millionths: Int64) -> JSON {
        let magnitude = millionths.magnitude
        var rest = String(magnitude % 1_000_000)
        rest = String(repeating: "0", count: 6 - rest.count) + rest
        while rest.last == "0" { rest.removeLast() }
        let whole = (millionths < 0 ? "-" : "") + String(magnitude / 1_000_000)
        return .number(rest.isEmpty ? whole : "\(whole).\(rest)")
    }

    /// An amount for the file; one that does not fit stays as it was written, and is told where it is read.
    static func written(_ json: JSON?) -> JSON? {
        guard case .number? = json else { return nil }
        return millionths(json).map(number) ?? json
    }
}
