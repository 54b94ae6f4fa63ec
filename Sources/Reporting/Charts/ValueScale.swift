import Kernel

/// What a chart's values are, for its axis, its table and its words.
enum ChartUnit: Sendable, Hashable {
    /// Pieces of something.
    case count
    /// Nanoseconds.
    case time
    /// A share in 0...1.
    case share
    /// A plain ratio.
    case ratio

    /// The value in a table.
    func text(_ value: Double) -> String {
        switch self {
        case .count: Figures.trimmed(value, value.magnitude < 10 ? 2 : value.magnitude < 100 ? 1 : 0)
        case .time: Figures.duration(Nanoseconds(min(max(value, -9e18), 9e18)))
        case .share: Figures.percent(value, digits: 1)
        case .ratio: Figures.fixed(value, 2)
        }
    }

    /// The value on an axis.
    func tick(_ value: Double) -> String {
        switch self {
        case .count: Figures.short(value)
        case .time: Figures.duration(Nanoseconds(min(max(value, -9e18), 9e18)))
        case .share: Figures.trimmed(value * 100, 2) + " %"
        case .ratio: Figures.trimmed(value, 2)
        }
    }
}

/// Maps values to heights in 0...1 and picks round ticks.
struct ValueScale: Sendable {
    /// The value at the bottom.
    let low: Double
    /// The value at the top.
    let high: Double
    /// Whether equal distances are equal ratios.
    let isLogarithmic: Bool
    /// Round values to label, ascending.
    let ticks: [Double]

    /// A scale from `floor` to the next round value at or above the highest one; a floor below zero is rounded down, so that
    /// zero has a label.
    static func linear(_ unit: ChartUnit, to highest: Double, from floor: Double = 0) -> ValueScale {
        let step = niceStep(unit, for: max(highest - floor, smallestSpan(unit)) / 4)
        let floor = floor < 0 ? (floor / step + 1e-9).rounded(.down) * step : floor
        let span = max(highest - floor, smallestSpan(unit))
        let top = floor + (span / step - 1e-9).rounded(.up) * step
        var ticks: [Double] = []
        var k = 0.0
        while floor + k * step <= top + step * 1e-6 {
            ticks.append(floor + k * step)
            k += 1
        }
        return ValueScale(low: floor, high: top, isLogarithmic: false, ticks: ticks)
    }

    /// A logarithmic scale over whole decades, or over 1-2-5 steps where there are few.
    static func logarithmic(_ unit: ChartUnit, from lowest: Double, to highest: Double) -> ValueScale {
        // Of pieces and times none are smaller than one; of ratios none than a hundredth worth a place.
        let bottom = max(lowest, unit == .ratio || unit == .share ? 0.01 : 1)
        let top = max(highest, bottom * 2)
        if unit == .time { return logarithmicTime(from: bottom, to: top) }
        let marks = stride(from: -2, through: 19, by: 1).flatMap { decade in
            [1.0, 2, 5].map { $0 * powerOfTen(decade) }
        }
        let low = marks.last { $0 <= bottom } ?? bottom
        let high = marks.first { $0 >= top } ?? top
        let inside = marks.filter { $0 >= low && $0 <= high }
        let decades = inside.filter { mark in stride(from: -2, through: 19, by: 1).contains { powerOfTen($0) == mark } }
        return ValueScale(low: low, high: high, isLogarithmic: true, ticks: inside.count > 6 ? decades : inside)
    }

    /// As clocks count: decades up to ten seconds, then minutes, hours and days.
    private static func logarithmicTime(from bottom: Double, to top: Double) -> ValueScale {
        let coarse: [Double] = [
            1e3, 1e4, 1e5, 1e6, 1e7, 1e8, 1e9, 1e10, 6e10, 6e11, 3.6e12, 2.16e13, 8.64e13, 8.64e14, 8.64e15, 8.64e16,
        ]
        let fine = (coarse + coarse.filter { $0 < 1e10 }.flatMap { [$0 * 2, $0 * 5] } + [2e10, 1.2e11, 3e11, 7.2e12])
            .sorted()
        let low = coarse.last { $0 <= bottom } ?? coarse[0]
        let high = fine.first { $0 >= top && $0 > low } ?? top
        let ticks = (high / low > 60 ? coarse : fine).filter { $0 >= low && $0 <= high }
        return ValueScale(low: low, high: high, isLogarithmic: true, ticks: ticks)
    }

    /// The height of a value in 0...1, kept inside the chart.
    func position(_ value: Double) -> Double {
        guard high > low else { return 0 }
        if isLogarithmic {
            let span = Elementary.log(high) - Elementary.log(low)
            return min(max((Elementary.log(max(value, low)) - Elementary.log(low)) / span, 0), 1)
        }
        return min(max((value - low) / (high - low), 0), 1)
    }

    private static func smallestSpan(_ unit: ChartUnit) -> Double {
        switch unit {
        case .count: 4
        case .time: 1e6
        case .share: 0.01
        case .ratio: 0.1
        }
    }

    private static func niceStep(_ unit: ChartUnit, for span: Double) -> Double {
        if unit == .time {
            let second = 1e9
            let round: [Double] =
                [1e6, 2e6, 5e6, 1e7, 2e7, 5e7, 1e8, 2e8, 5e8]
                + [1.0, 2, 5, 10, 15, 30, 60, 120, 300, 600, 900, 1_800, 3_600, 7_200, 10_800, 21_600, 43_200, 86_400]
                .map { $0 * second }
            if let step = round.first(where: { $0 >= span }) { return step }
            return (span / (86_400 * second)).rounded(.up) * 86_400 * second
        }
        var decade = -6
        while powerOfTen(decade + 1) <= span { decade += 1 }
        let base = powerOfTen(decade)
        let step = [1, 2, 2.5, 5, 10].map { $0 * base }.first { $0 >= span * 0.999_999 } ?? base * 10
        return unit == .count ? max(1, step.rounded(.up)) : step
    }

    private static func powerOfTen(_ exponent: Int) -> Double {
        var result = 1.0
        for _ in 0..<exponent.magnitude { result *= 10 }
        return exponent < 0 ? 1 / result : result
    }
}
