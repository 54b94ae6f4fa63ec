public import Kernel

/// Something in which two runs differ besides what they measured: by key path of the checked scenario.
public struct RunDifference: Sendable, Hashable {
    /// What kind of difference it is.
    public enum Kind: String, Sendable, Hashable, CaseIterable {
        /// The root of all randomness.
        case seed
        /// Which orders come, when, and what they are promised.
        case orders
        /// The landscape, its figures and the journey; what is laid over a scenario, such as calibrated figures, is in it.
        case scenario
        /// Into how many parts the run was divided.
        case shards
        /// From when to when the run is: intervals of one belong to none of the other.
        case hours
        /// Virtual time, or the clock on the wall.
        case clock
        /// What does not change what happens: names, budgets, levers, where systems are reached.
        case beside

        /// Whether it may be meant on purpose, so that one can ask for a comparison across it.
        public var canBeMeant: Bool {
            switch self {
            case .seed, .orders, .scenario, .shards: true
            case .hours, .clock, .beside: false
            }
        }

        /// Whether runs that differ in it are not compared unless it is meant.
        public var matters: Bool { self != .beside }
    }

    /// What kind it is.
    public var kind: Kind
    /// Where: "links.middleware → ups.attempts".
    public var path: String
    /// What the first run has there; nil: nothing.
    public var base: String?
    /// What the second run has there; nil: nothing.
    public var run: String?

    /// A difference.
    public init(kind: Kind, path: String, base: String?, run: String?) {
        self.kind = kind
        self.path = path
        self.base = base
        self.run = run
    }

    /// All in which two runs differ.
    public static func all(_ base: Recording, _ run: Recording) -> [RunDifference] {
        var found: [RunDifference] = []
        func clock(_ recording: Recording) -> String { recording.wire == nil ? "virtual" : "wall" }
        func shards(_ recording: Recording) -> String { String(recording.parts?.count ?? 1) }
        if clock(base) != clock(run) {
            found.append(RunDifference(kind: .clock, path: "clock", base: clock(base), run: clock(run)))
        }
        if shards(base) != shards(run) {
            found.append(RunDifference(kind: .shards, path: "shards", base: shards(base), run: shards(run)))
        }
        if base.plan != run.plan { found += PlanDifference(base, run).found }
        // Only a file of orders can change behind the plan's back.
        if !found.contains(where: { $0.kind == .seed || $0.kind == .orders || $0.kind == .hours }),
            base.stop == .finished, run.stop == .finished, base.books.due != run.books.due
        {
            found.append(
                RunDifference(
                    kind: .orders, path: "orders due", base: String(base.books.due), run: String(run.books.due)))
        }
        return found
    }

    /// Whether two runs differ by chance as well: by the clock on the wall, or with other random numbers or orders.
    static func hasChance(between base: Recording, and run: Recording) -> Bool {
        base.wire != nil || run.wire != nil || base.plan.seed != run.plan.seed || base.plan.demand != run.plan.demand
            || base.plan.zone != run.plan.zone || base.books.due != run.books.due
    }
}
