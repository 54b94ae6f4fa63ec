internal import Reconciliation

/// A field that is proposed for comparison.
struct ProposedField {
    /// Its name in the mapping.
    var name: String
    var form: EventField.Form
    var meaning: EventField.Meaning
    /// By side and group; nil: the group does not have it.
    var columns: [[ColumnRule?]]
    /// Share of compared pairs that agree, and how many were compared.
    var agree: Double
    var compared: Int
    /// The kind in which most were compared.
    var kind: Int
    /// What is unsure about it.
    var doubts: [String]
}
