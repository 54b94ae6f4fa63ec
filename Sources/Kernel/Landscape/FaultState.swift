/// Whether a fault is on, with its good and bad spells made as time goes by.
struct FaultState {
    private var generator: SplitMix64
    private var bad = false
    private var until: Instant = 0
    /// Switched on or off by hand; nil: it was not.
    var forced: Bool?

    /// The state of fault `index` at the beginning: a good spell.
    init(_ plan: FaultPlan, seed: UInt64, index: Int) {
        generator = RandomKey(seed: seed, path: "faults").child(UInt64(index)).generator
        if let burst = plan.burst { until = spell(burst.good) }
    }

    /// Whether the fault is on at `now`; instants never go back.
    mutating func isOn(_ plan: FaultPlan, at now: Instant) -> Bool {
        if let forced { return forced }
        if let during = plan.during, !during.contains(now) { return false }
        guard let burst = plan.burst else { return true }
        while now >= until {
            bad.toggle()
            until += spell(bad ? burst.bad : burst.good)
        }
        return bad
    }

    private mutating func spell(_ mean: Nanoseconds) -> Nanoseconds {
        max(1, Int64(-Elementary.log(generator.uniform()) * Double(mean)))
    }
}
