public import Analysis
import Kernel

/// Puts differences of two runs' scenarios into words.
public enum RunDifferenceWords {
    /// `seed (7 → 8), scenario (3 figures)`.
    static func summary(_ differences: [RunDifference]) -> String {
        RunDifference.Kind.allCases.compactMap { kind in
            let own = differences.filter { $0.kind == kind }
            guard let first = own.first else { return nil }
            let name = kind == .beside ? "names, budgets and addresses" : kind.rawValue
            guard own.count == 1 else { return "\(name) (\(Figures.count(Int64(own.count), of: "figure")))" }
            return "\(name) (\(line(first)))"
        }.joined(separator: ", ")
    }

    /// `links.middleware → ups.attempts: 3 → 5`.
    static func line(_ difference: RunDifference) -> String {
        func told(_ value: String?) -> String { value.map { shown($0, difference.path) } ?? "nothing" }
        return "\(difference.path): \(told(difference.base)) → \(told(difference.run))"
    }

    /// Why two runs are not compared: every difference by its key path, and what to do.
    /// - Parameters:
    ///   - differences: those that are in the way, and perhaps others.
    ///   - base: what the first run was called.
    ///   - run: what the second run was called.
    ///   - isOneSide: whether both are to be runs of one side, which nothing but the seed may tell apart.
    public static func refusal(
        _ differences: [RunDifference], base: String, run: String, isOneSide: Bool = false
    ) -> String {
        var lines = ["\(run) cannot be compared with \(base): what was run differs (first: \(base), then: \(run))"]
        if let title = differences.first(where: { $0.path == "title" }) { lines.append("  \(line(title))") }
        for kind in RunDifference.Kind.allCases where kind.matters {
            let own = differences.filter { $0.kind == kind }
            guard !own.isEmpty else { continue }
            lines.append("  \(kind.rawValue):")
            lines += own.prefix(limit).map { "    " + line($0) }
            if own.count > limit { lines.append("    and \(own.count - limit) more") }
        }
        let meant = RunDifference.Kind.allCases.filter { kind in
            kind.canBeMeant && differences.contains { $0.kind == kind }
        }
        let fixed = RunDifference.Kind.allCases.filter { kind in
            kind.matters && !kind.canBeMeant && differences.contains { $0.kind == kind }
        }
        if isOneSide {
            lines.append("runs of one side may differ in their seed alone: leave one of them out")
        } else if fixed.isEmpty {
            lines.append(
                "run both from one scenario, or, if the difference is meant: --across \(meant.map(\.rawValue).joined(separator: ","))"
            )
        } else {
            lines.append(
                "\(fixed.map(\.rawValue).joined(separator: " and ")) must be the same: run \(base) anew as \(run) was run"
            )
        }
        return lines.joined(separator: "\n")
    }

    /// Differences of a kind that are listed.
    private static let limit = 20

    /// Keys whose whole numbers are lengths of time, in ns.
    private static let times: Set = [
        "timeout", "base", "cap", "lifetime", "window", "end", "fixed", "mean", "low", "high", "period", "lagTolerance",
        "start", "shift", "openFor", "redelivery", "length", "resolution", "penalty",
    ]

    private static func shown(_ value: String, _ path: String) -> String {
        let key = path.split(separator: ".").last.map { String($0) } ?? ""
        if times.contains(key), let time = Int64(value), time.magnitude >= 1_000 { return Figures.duration(time) }
        return value.count > 80 ? value.prefix(79) + "…" : value
    }
}
