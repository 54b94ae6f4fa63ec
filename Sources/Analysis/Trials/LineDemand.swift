import Kernel

/// How much was asked of the line that was asked most, by all trials of one load together: the offered load of a queueing
/// system, what came over what could be done.
struct LineDemand {
    /// Work that came over work that could be done; below 1 the share of their time that workers were busy. Above 1, what
    /// waits grows.
    let ratio: Double

    /// - Parameter readings: of the same plan and the same steady load, by seeds.
    /// - Returns: nil where no line is known.
    init?(_ readings: [TrialReading]) {
        var lines: [PoolID: (came: Double, taken: Double, busy: Double, count: Double)] = [:]
        for line in readings.flatMap(\.lines) {
            let sum = lines[line.pool] ?? (0, 0, 0, 0)
            lines[line.pool] = (
                sum.came + Double(line.came), sum.taken + Double(line.taken), sum.busy + line.busy, sum.count + 1
            )
        }
        let ratios = lines.values.map { line in
            LineDemand.ratio(
                came: line.came, taken: line.taken, busy: line.busy / line.count,
                // Of several seeds what chance does is told by how they scatter.
                chance: readings.count > 1 ? 0 : 3 * line.came.squareRoot())
        }
        guard let most = ratios.max() else { return nil }
        ratio = most
    }

    /// Work comes in waves and waits by design where people do it: only where all workers were busy all the time does a line
    /// that has grown say that too much came.
    /// - Parameter chance: growth that is none: three standard deviations of what came by chance.
    private static func ratio(came: Double, taken: Double, busy: Double, chance: Double) -> Double {
        let isOver = busy >= fullyBusy && came - taken > max(1, chance)
        guard isOver else { return min(busy, 1 - 1e-6) }
        return min(farthest, came / max(1, taken))
    }

    /// Share of their time from which on workers are taken to be busy all of it.
    private static let fullyBusy = 0.98
    /// Furthest beyond what can be done that is told apart.
    private static let farthest = 1000.0
}
