internal import ArgumentParser

/// A share in per cent: `2`, `2%`, `0.5 %`.
struct PercentArgument: CustomStringConvertible {
    let percent: Double
    var description: String { "\(percent)" }

    /// - Throws: `ValidationError` for what is no number.
    static func parse(_ text: String) throws -> PercentArgument {
        let number = text.hasSuffix("%") ? text.dropLast() : text[...]
        let digits = number.last == " " ? number.dropLast() : number
        guard let percent = Double(digits), percent.isFinite else {
            throw ValidationError("expected per cent, such as 2 or 2%, found \"\(text)\"")
        }
        return PercentArgument(percent: percent)
    }
}
