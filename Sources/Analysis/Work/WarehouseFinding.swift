public import Kernel

/// How late a warehouse's orders were, and how much of that was the warehouse's own work.
public struct WarehouseFinding: Sendable, Hashable {
    /// Index into `DemandPlan.warehouses`.
    public var warehouse: Int
    /// The warehouse systems its orders go through.
    public var systems: [SystemID]
    /// Whether orders of other warehouses go through them as well, so that waiting lines cannot be told apart.
    public var isShared: Bool
    /// Its orders that made their cut-off or did not.
    public var judged: Int64
    /// Dispatched after the cut-off.
    public var late: Int64
    /// Never dispatched.
    public var missing: Int64
    /// The cut-off that most of them missed (index into `CutoffTally.moments`); nil if none was missed.
    public var worstCutoff: Int?
    /// Orders that missed that one.
    public var worstMissed: Int64
    /// The pool with the longest waiting line, and the line; nil if nothing ever waited.
    public var pool: PoolID?
    /// Its waiting line.
    public var line: StockFinding?
    /// Wave releases: the last one at or before the line was longest, where the warehouse works in waves.
    public var wave: Instant?
    /// Of the time that orders lost on their way to the promised event around the worst cut-off (from two hours before it
    /// until the delayed ones were gone), the share lost in the warehouse's own work, 0...1; nil if nothing was lost.
    public var ownShare: Double?

    /// Orders that did not make their cut-off.
    public var missed: Int64 { late + missing }
    /// An estimate of the orders that missed their cut-off because of the warehouse's own work: the missed ones, by the share
    /// of the time they lost there.
    public var missedByWork: Int64 { Int64((Double(missed) * (ownShare ?? 0)).rounded()) }
    /// Whether its own work is what makes it late.
    public var isLateByWork: Bool { missed > 0 && (ownShare ?? 0) >= 0.5 }
    /// What else held its orders up around the worst cut-off, largest first.
    public var others: [Loss]
}

extension WarehouseFinding {
    init(
        _ warehouse: Int, _ readings: Readings, _ around: inout CutoffPaths
    ) {
        let plan = readings.plan
        let tally = readings.recording.cutoffs
        self.warehouse = warehouse
        systems = plan.warehouseSystems(warehouse)
        let own = systems
        isShared = plan.demand.warehouses.names.indices.contains {
            $0 != warehouse && !Set(plan.warehouseSystems($0)).isDisjoint(with: own)
        }
        var sums = CutoffTally.Cell()
        var worst: (cutoff: Int, missed: Int64)?
        for cutoff in tally.moments.indices {
            var missed: Int64 = 0
            for carrier in 0..<tally.carriers {
                let cell = tally.cells[tally.index(cutoff: cutoff, warehouse: warehouse, carrier: carrier)]
                sums.met += cell.met
                sums.late += cell.late
                sums.missing += cell.missing
                missed += cell.late + cell.missing
            }
            if missed > (worst?.missed ?? 0) { worst = (cutoff, missed) }
        }
        judged = sums.judged
        late = sums.late
        missing = sums.missing
        worstCutoff = worst?.cutoff
        worstMissed = worst?.missed ?? 0
        let pools = plan.pools.indices.filter { own.contains(plan.pools[$0].system) }
        let lines = pools.map { ($0, StockFinding(.pool($0), readings)) }.filter { $0.1.peak > 0 }
        let longest = lines.max { ($0.1.peak, $1.0) < ($1.1.peak, $0.0) }
        pool = longest?.0
        line = longest?.1
        wave = longest.flatMap { plan.wave(at: $0.1.peakAt, of: own) }
        ownShare = nil
        others = []
        guard let worst, !own.isEmpty, let path = around.path(worst.cutoff) else { return }
        let window = around.window(worst.cutoff)
        let elsewhere = plan.systems.indices.filter { plan.systems[$0].role != .warehouse }
        // What is lost elsewhere is lost by orders of all warehouses; what is lost here by those of this one.
        let hereOrders = Double(max(1, WarehouseFinding.taken(own, readings, over: window)))
        let here =
            own.reduce(0) { $0 + path.losses.sum(of: $1) } / (isShared ? Double(max(1, path.orders)) : hereOrders)
        let there = elsewhere.reduce(0) { $0 + path.losses.sum(of: $1) } / Double(max(1, path.orders))
        ownShare = here + there > 0 ? here / (here + there) : nil
        others = path.losses.losses.filter { plan.systems[$0.system].role != .warehouse }
    }

    /// Messages that the queues of some systems gave to their workers.
    private static func taken(_ systems: [SystemID], _ readings: Readings, over window: Range<Int>) -> Int64 {
        let queues = readings.plan.queues.indices.filter { systems.contains(readings.plan.queues[$0].system) }
        return queues.map { readings.recording.total(readings.meters.queueTaken($0), over: window) }.max() ?? 0
    }

    /// All warehouses with orders, the one with most missed orders first.
    static func all(
        _ readings: Readings, _ around: inout CutoffPaths
    ) -> [WarehouseFinding] {
        var found: [WarehouseFinding] = []
        for warehouse in readings.plan.demand.warehouses.names.indices {
            found.append(WarehouseFinding(warehouse, readings, &around))
        }
        return found.sorted { ($0.missed, $1.warehouse) > ($1.missed, $0.warehouse) }
    }
}

extension Plan {
    /// The warehouse systems that orders of a warehouse go through: members of routes by warehouse, else the system of that
    /// name, else all warehouse systems.
    func warehouseSystems(_ warehouse: Int) -> [SystemID] {
        let all = systems.indices.filter { systems[$0].role == .warehouse }
        var found: [SystemID] = []
        for route in routes where route.choice == .warehouse && route.edges.indices.contains(warehouse) {
            let callee = links[edges[route.edges[warehouse]].link].callee
            if all.contains(callee), !found.contains(callee) { found.append(callee) }
        }
        if !found.isEmpty { return found }
        let name = demand.warehouses.names[warehouse].lowercased()
        if let named = all.first(where: {
            systems[$0].name.lowercased() == name || systems[$0].label.lowercased() == name
        }) {
            return [named]
        }
        return all
    }

    /// The last moment at or before an instant of a calendar that programs of some systems wait for.
    fileprivate func wave(at instant: Instant, of systems: [SystemID]) -> Instant? {
        let entries =
            operations.filter { systems.contains($0.system) }.map(\.entry)
            + queues.filter { systems.contains($0.system) }.map(\.entry)
        var last: Instant?
        for entry in entries {
            for calendar in ProgramWalk(from: entry, in: self).calendars
            where calendars[calendar].open.stretches.isEmpty {
                guard let moment = calendars[calendar].moments.instants.last(where: { $0 <= instant }) else { continue }
                last = max(last ?? moment, moment)
            }
        }
        return last
    }
}
