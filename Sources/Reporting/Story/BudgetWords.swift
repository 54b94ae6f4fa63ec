import Kernel

extension Budget {
    /// The unit of the measured value.
    var unit: ChartUnit {
        switch measure {
        case .quantile, .mean, .maximum, .age: .time
        case .amplification: .ratio
        case .outcomeShare, .cutoffShare, .endingShare, .parkedShare: .share
        case .depth, .rate: .count
        }
    }

    /// The scenario's words up to the comparison, and what follows the bound: the budget's name.
    var name: String {
        for sign in [" >= ", " <= ", " < ", " > ", ">=", "<=", "<", ">"] {
            guard let range = Budget.find(sign, in: text) else { continue }
            let left = text[..<range.lowerBound]
            let right = text[range.upperBound...].split(separator: " ").dropFirst()
            let tail = right.drop { ["%", "s", "ms", "min", "h"].contains($0) }
            return (left.split(separator: " ") + tail).joined(separator: " ")
        }
        return text
    }

    private static func find(_ sign: String, in text: String) -> Range<String.Index>? {
        var start = text.startIndex
        while start < text.endIndex {
            if text[start...].hasPrefix(sign),
                let end = text.index(start, offsetBy: sign.count, limitedBy: text.endIndex)
            {
                return start..<end
            }
            start = text.index(after: start)
        }
        return nil
    }

    /// `≥ 99.5 %`.
    var boundWords: String { comparison.sign + " " + words(bound, isBound: true) }

    /// A value of this budget's measure in words.
    func words(_ value: Double, isBound: Bool = false) -> String {
        switch unit {
        case .share: isBound ? Figures.trimmed(value * 100, 4) + " %" : Figures.percent(value)
        case .time: Figures.duration(Nanoseconds(min(max(value, 0), 9e18)))
        case .ratio: isBound ? Figures.trimmed(value, 3) : Figures.fixed(value, 2)
        case .count: Figures.trimmed(value, value < 100 ? 1 : 0) + (measure == .rate ? "/h" : "")
        }
    }
}

extension Budget.Comparison {
    /// The sign as people write it.
    var sign: String {
        switch self {
        case .less: "<"
        case .lessOrEqual: "≤"
        case .greater: ">"
        case .greaterOrEqual: "≥"
        }
    }
}
