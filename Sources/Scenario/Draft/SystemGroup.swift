internal import Kernel

/// Systems that do the same, under one name: calls and budgets may speak of all of them.
struct SystemGroup {
    /// The name ("carriers").
    var name: String
    /// Who belongs to it.
    var members: [SystemID]
}
