internal import Kernel
struct ReplaySection {
    static let shape = Shape<ReplaySection>.mapping("replay", "Orders.") { _ in ReplaySection() }
    func plan(_ clock: Clock) -> DemandPlan.Replay? { nil }
}
