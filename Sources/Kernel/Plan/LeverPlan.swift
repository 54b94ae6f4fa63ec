/// Something that could be done about a landscape, for the question what it would buy.
public struct LeverPlan: Sendable, Codable, Hashable {
    /// What people call it.
    public var name: String
    /// What it costs, in `currency`; nil: nobody said.
    public var cost: Double?
    /// The currency of `cost`, by ISO 4217; nil: nobody said.
    public var currency: String?
    /// What it changes of this plan.
    public var changes: [PlanChange]
    /// Whether it rewrites parts of the scenario as well, so that its plan is another one.
    public var rewrites: Bool

    /// A lever.
    public init(
        name: String, cost: Double? = nil, currency: String? = nil, changes: [PlanChange] = [], rewrites: Bool = false
    ) {
        self.name = name
        self.cost = cost
        self.currency = currency
        self.changes = changes
        self.rewrites = rewrites
    }
}
