internal import ArgumentParser

/// What may be spent: `10000`, `10k`, `10,000 EUR`, `EUR 10000`.
struct SpendArgument {
    /// How much.
    let amount: Double
    /// In which currency, by ISO 4217; nil: in that of the levers.
    let currency: String?

    /// - Throws: `ValidationError` for anything else.
    static func parse(_ text: String) throws -> SpendArgument {
        // A comma parts thousands; elsewhere it may be meant for a decimal point, which is not guessed.
        let isParted =
            text.matches(of: /[0-9],/).isEmpty || text.contains(/(^|[^0-9,])[0-9]{1,3}(,[0-9]{3})+([^0-9,]|$)/)
        guard isParted else {
            throw ValidationError(
                "expected an amount from 0 such as 10000, 10k, 10,000 or 12.50 EUR, found \"\(text)\"")
        }
        var rest = Substring(text.filter { $0 != "," && $0 != "_" && $0 != " " })
        var currency: String?
        func isCode(_ part: Substring) -> Bool { part.count == 3 && part.allSatisfy { ("A"..."Z").contains($0) } }
        if isCode(rest.prefix(3)) {
            currency = String(rest.prefix(3))
            rest = rest.dropFirst(3)
        } else if isCode(rest.suffix(3)) {
            currency = String(rest.suffix(3))
            rest = rest.dropLast(3)
        }
        let scale: Double =
            switch rest.last {
            case "k": 1e3
            case "M": 1e6
            default: 1
            }
        if scale > 1 { rest = rest.dropLast() }
        guard rest.allSatisfy({ $0.isASCII && ($0.isNumber || $0 == ".") }), let number = Double(rest),
            number.isFinite, number * scale <= 1e15
        else {
            throw ValidationError("expected an amount from 0 such as 10000, 10k or 10000 EUR, found \"\(text)\"")
        }
        return SpendArgument(amount: number * scale, currency: currency)
    }
}
