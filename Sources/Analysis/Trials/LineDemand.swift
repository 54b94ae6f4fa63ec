import Kernel

/// How much was asked of the line that was asked most, by all trials of one load together: the offered load of a queueing
/// system, what came over what could be done.
struct LineDemand {
    /// Work that came over work that could be done; below 1 the share that was in use. Above 1, what waits grows.
    let ratio: Double
    /// What came for it, in pieces: by chance so many more or fewer as their square root.
    let came: Double
    /// Whether that is why it is not known whether it grows.
    let isHidden: Bool

    /// A line over several trials.
    private struct Sum {
        var own = (came: 0.0, taken: 0.0)
        var entries: [(came: Double, taken: Double)] = []
        var busy = 0.0
        var count = 0.0

        mutating func add(_ line: LineUse) {
            own = (own.came + Double(line.own.came), own.taken + Double(line.own.taken))
            if entries.isEmpty { entries = line.entries.map { _ in (0, 0) } }
            for (index, entry) in line.entries.enumerated() where index < entries.count {
                entries[index].came += Double(entry.came)
                entries[index].taken += Double(entry.taken)
            }
            busy += line.busy
            count += 1
        }
    }

    /// - Parameters:
    ///   - readings: of the same plan and the same steady load, by seeds.
    ///   - isPart: whether there are more of them, so that how they scatter tells what chance does.
    /// - Returns: nil where no line is known.
    init?(_ readings: [TrialReading], isPart: Bool = false) {
        var lines: [Resource: Sum] = [:]
        for line in readings.flatMap(\.lines) { lines[line.resource, default: Sum()].add(line) }
        let areSeveral = isPart || readings.count > 1
        let found = lines.flatMap { resource, line -> [(ratio: Double, came: Double, isHidden: Bool)] in
            // What a limit refuses is answered, and budgets speak of it; what comes again and again is not done.
            let isLimit = if case .limit = resource { true } else { false }
            let busy = line.busy / line.count
            return ((isLimit ? [] : [line.own]) + line.entries).compactMap { flow in
                // However busy a limit is, whoever gives up does not wait for it: a few calls on their way when the span ends are
                // no growth.
                let least = isLimit ? max(line.count, LineDemand.underWay * flow.came) : 1
                let chance = max(least, areSeveral ? 0 : 3 * flow.came.squareRoot())
                let grown = flow.came - flow.taken
                guard !isLimit || busy >= LineDemand.mostlyBusy && grown > chance else { return nil }
                let ratio = LineDemand.ratio(came: flow.came, taken: flow.taken, busy: busy, chance: chance)
                return (ratio, flow.came, busy * flow.came >= flow.taken && grown > 1 && grown <= chance)
            }
        }
        guard let most = found.max(by: { ($0.ratio, $0.came) < ($1.ratio, $1.came) }) else { return nil }
        (ratio, came, isHidden) = most
    }

    /// The offered load: what came, times the time that each of those taken up kept a worker busy, over the workers' time. Where
    /// they had time to spare all was taken up, but for what waits by design for its wave or its window.
    /// - Parameter chance: growth that is none: three standard deviations of what came by chance.
    private static func ratio(came: Double, taken: Double, busy: Double, chance: Double) -> Double {
        guard busy >= mostlyBusy else { return busy }
        let offered = busy * came / max(1, taken)
        guard offered < 1 || came - taken > chance else { return 1 - 1e-6 }
        return min(farthest, offered)
    }

    /// Share of what came for a limit that may be on its way: half of what a limit is known to.
    private static let underWay = 0.01
    /// Share of their time from which on workers have none to spare.
    private static let mostlyBusy = 0.9
    /// Furthest beyond what can be done that is told apart.
    private static let farthest = 1000.0
}
