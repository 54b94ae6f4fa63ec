internal import Analysis
internal import ArgumentParser
internal import Kernel

/// Differences that are meant: `seed,scenario`.
struct AcrossArgument: ExpressibleByArgument {
    let kinds: [RunDifference.Kind]

    /// What may be named.
    static let names = RunDifference.Kind.allCases.filter(\.canBeMeant).map(\.rawValue)

    init?(argument: String) {
        var kinds: [RunDifference.Kind] = []
        for part in argument.split(separator: ",", omittingEmptySubsequences: false) {
            guard let kind = RunDifference.Kind(rawValue: String(part)), kind.canBeMeant else { return nil }
            kinds.append(kind)
        }
        self.kinds = kinds
    }

    static var allValueStrings: [String] { names }
}

/// A share that may be lost: `5%`, `2.5 %`, `5`.
struct ToleranceArgument: ExpressibleByArgument {
    let share: Double

    init?(argument: String) {
        guard let percent = try? PercentArgument.parse(argument).percent,
            percent / 100 >= ComparisonSettings.leastTolerance, percent <= 1_000
        else { return nil }
        share = percent / 100
    }
}

/// A short length of time: `1ms`, `250us`, `0.5s`.
struct FloorArgument: ExpressibleByArgument {
    let time: Nanoseconds

    init?(argument: String) {
        let units: [(String, Double)] = [("us", 1e3), ("µs", 1e3), ("ms", 1e6), ("s", 1e9)]
        guard let unit = units.first(where: { argument.hasSuffix($0.0) }),
            let number = Double(argument.dropLast(unit.0.count)), number >= 0, number * unit.1 <= 3.6e12
        else { return nil }
        time = Nanoseconds(number * unit.1)
    }
}
