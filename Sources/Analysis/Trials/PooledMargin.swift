import Kernel

/// How far several seeds of one load, taken together, are from their budgets.
///
/// What is bad is summed over the seeds and compared with what is allowed of their sum (a ratio estimator), and not each seed's
/// percentile averaged with the others': of an hour in which a line ran full the 95th percentile is far off, and the mean of
/// its logarithm over hours is not that of all orders, however many hours there are. Budgets that are no shares are averaged
/// on the logarithm.
struct PooledMargin {
    let readings: [TrialReading]

    /// Each budget that all seeds could judge: the logarithm of how many times as bad it might be, as
    /// `TrialReading.Judged.margin`; `PooledMargin.lines` stands for lines that do not grow.
    var parts: [Int: Double] { parts(without: nil) }

    /// What lines that do not grow are called among budgets.
    static let lines = -1

    /// The tightest of them; nil: nothing could be judged. Lines count where they grow, or nearly do: until then, how full they are
    /// is nobody's budget.
    var tightest: Double? { PooledMargin.tightest(of: parts) }

    private static let nearly = 0.05

    private static func tightest(of parts: [Int: Double]) -> Double? {
        parts.filter { $0.key != lines || $0.value < nearly }.values.min()
    }

    /// The tightest margin as a value for each seed whose mean is it, free of the first order of the ratio's bias, and whose
    /// scatter tells how sure it is: the jackknife's pseudo-values (J. Tukey; R. Miller, Biometrika 61, 1974).
    var pseudoValues: [Double]? { pseudoValues(of: nil) }

    /// The same of one part; of the tightest where that is nil, or not known everywhere.
    func pseudoValues(of part: Int?) -> [Double]? {
        func margin(_ parts: [Int: Double]) -> Double? {
            part.flatMap { parts[$0] } ?? PooledMargin.tightest(of: parts)
        }
        guard let whole = margin(parts) else { return nil }
        let count = Double(readings.count)
        guard count > 1 else { return [whole] }
        let parts = readings.indices.map { margin(self.parts(without: $0)) ?? whole }
        return parts.map { count * whole - (count - 1) * $0 }
    }

    /// The least error of the tightest margin, on the logarithm, where it counts samples: that of so many independent ones (Poisson).
    /// Half of one stands for none. Of a line that may grow or not it is that of what came. Nil: it counts nothing.
    var countError: Double? {
        guard let margin = tightest, let part = parts.first(where: { $0.value == margin })?.key else { return nil }
        if part == PooledMargin.lines {
            guard let demand = LineDemand(readings), demand.isHidden else { return nil }
            return 1 / max(1, demand.came).squareRoot()
        }
        let faults = readings.compactMap { reading in reading.judged.first { $0.budget == part }?.fault }
        guard faults.count == readings.count, faults.allSatisfy(\.isCounted) else { return nil }
        return 1 / max(0.5, faults.reduce(0) { $0 + $1.bad }).squareRoot()
    }

    private func parts(without left: Int?) -> [Int: Double] {
        let taken = readings.indices.filter { $0 != left }.map { readings[$0] }
        guard let first = taken.first else { return [:] }
        var parts: [Int: Double] = [:]
        for budget in first.judged.map(\.budget) {
            let judged = taken.compactMap { reading in reading.judged.first { $0.budget == budget } }
            if judged.count == taken.count { parts[budget] = PooledMargin.margin(judged) }
        }
        parts[PooledMargin.lines] = PooledMargin.lines(taken, areSeveral: readings.count > 1)
        return parts
    }

    /// How far lines are from growing; nil: nothing is known of them.
    private static func lines(_ taken: [TrialReading], areSeveral: Bool) -> Double? {
        let asked = LineDemand(taken, isPart: areSeveral)?.ratio
        let days = taken.compactMap(\.demand)
        let day = days.isEmpty ? nil : days.reduce(0, +) / Double(days.count)
        let room = [asked, day].compactMap { $0 }.max().map { -Elementary.log(max(1e-3, $0)) }
        // Whether all of them together grow, or work is left, is yes or no: of several seeds the share that says so counts.
        let grown = Double(taken.filter { !$0.isWorkedOff }.count) / Double(taken.count)
        guard grown > 0 else { return room }
        return min(room ?? .infinity, PooledMargin.unsteady * (1 - 2 * grown))
    }

    /// How far from its bound what does not keep up is taken to be.
    private static let unsteady = 0.1

    private static func margin(_ judged: [TrialReading.Judged]) -> Double {
        let mean = judged.reduce(0) { $0 + $1.margin } / Double(judged.count)
        let faults = judged.compactMap(\.fault)
        guard faults.count == judged.count else { return mean }
        let of = faults.reduce(0) { $0 + $1.of }
        let bad = faults.reduce(0) { $0 + $1.bad }
        let allowed = faults[0].allowed * of
        let isCounted = faults[0].isCounted
        // Of so few samples a share is not told.
        guard of > 0, allowed > (isCounted ? 1 : 0) else { return mean }
        let raw = Elementary.log(allowed / max(bad, isCounted ? 0.5 : 1e-9 * of))
        let margin = min(Budget.farthest, max(-Budget.farthest, raw))
        // The verdict of one seed and its margin never contradict each other.
        guard judged.count == 1 else { return margin }
        return judged[0].holds ? max(margin, 0) : min(margin, -1e-6)
    }
}
