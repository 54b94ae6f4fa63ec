internal import ArgumentParser

/// A length of time as people type it: `90s`, `10m`, `1.5h`.
struct TimeArgument {
    let duration: Duration

    /// - Throws: `ValidationError` for anything else, and for more than a hundred days.
    static func parse(_ text: String) throws -> TimeArgument {
        let units: [(name: String, seconds: Double)] = [("min", 60), ("s", 1), ("m", 60), ("h", 3_600)]
        for unit in units where text.hasSuffix(unit.name) {
            let digits = text.dropLast(unit.name.count)
            guard digits.allSatisfy({ $0.isASCII && ($0.isNumber || $0 == ".") }), let number = Double(digits),
                number > 0, number * unit.seconds <= 8_640_000
            else { break }
            return TimeArgument(duration: .seconds(number * unit.seconds))
        }
        throw ValidationError("expected a time such as 90s, 10m or 2h, found \"\(text)\"")
    }
}
