public import Reconciliation

/// Two landscapes that get the same orders, and what is compared.
public struct ParallelScenario: Sendable {
    /// One of them.
    public struct Landscape: Sendable {
        /// What people call it.
        public var name: String
        /// The scenario as it is with this landscape.
        public var scenario: ScenarioFile
    }

    /// A kind of business event, and the journey's event that it is.
    public struct Event: Sendable, Hashable {
        /// The journey's event, by name.
        public var event: String
        /// The document whose state is its status, by name; nil: it has no status.
        public var document: String?
    }

    /// The landscape in use.
    public var baseline: Landscape
    /// The one that may take over.
    public var candidate: Landscape
    /// Kinds, in the order of `events`, and fields.
    public var agreement: Agreement
    /// By kind.
    public var events: [Event]
    /// What the partners are.
    public var dimension: PartnerDimension
    /// Whether the baseline runs once more, to learn what differs by nature.
    public var learnsNoise: Bool
    /// Who moves when.
    public var onboarding: Onboarding
    /// What is planted in the candidate's events.
    public var defects: [Defect]
    /// The criteria.
    public var gate: GatePlan
}
