import Kernel

/// How much was asked of the line that was asked most, by all trials of one load together: the offered load of a queueing
/// system, what came over what could be done.
struct LineDemand {
    /// Work that came over work that could be done; below 1 the share of their time that workers were busy. Above 1, what
    /// waits grows.
    let ratio: Double

    /// - Parameters:
    ///   - readings: of the same plan and the same steady load, by seeds.
    ///   - isPart: whether there are more of them, so that how they scatter tells what chance does.
    /// - Returns: nil where no line is known.
    init?(_ readings: [TrialReading], isPart: Bool = false) {
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
                chance: isPart || readings.count > 1 ? 0 : 3 * line.came.squareRoot())
        }
        guard let most = ratios.max() else { return nil }
        ratio = most
    }

    /// The offered load: what came, times the time that each of those taken up kept a worker busy, over the workers' time. Where
    /// they had time to spare all was taken up, but for what waits by design for its wave or its window.
    /// - Parameter chance: growth that is none: three standard deviations of what came by chance.
    private static func ratio(came: Double, taken: Double, busy: Double, chance: Double) -> Double {
        guard busy >= mostlyBusy else { return busy }
        let offered = busy * came / max(1, taken)
        guard offered < 1 || came - taken > max(1, chance) else { return 1 - 1e-6 }
        return min(farthest, offered)
    }

    /// Share of their time from which on workers have none to spare.
    private static let mostlyBusy = 0.9
    /// Furthest beyond what can be done that is told apart.
    private static let farthest = 1000.0
}
