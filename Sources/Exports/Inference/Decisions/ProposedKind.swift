internal import Reconciliation

/// A kind of event that is proposed.
struct ProposedKind {
    /// Its name in the mapping.
    var name: String
    /// What it is in the life of an order.
    let role: EventRole
    /// Words of each side.
    var words: [[EventWord]]
    /// What is unsure about it.
    var doubts: [String] = []
}
