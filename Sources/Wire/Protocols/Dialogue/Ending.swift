internal import Kernel

/// How a script ended: the class, and words for people.
struct Ending: Sendable, Hashable {
    /// The class that the link's policy and the reports see.
    var outcome: Outcome
    /// What the partner said and the remedy, or a remark on a success.
    var detail: String?

    init(_ outcome: Outcome, _ detail: String? = nil) {
        self.outcome = outcome
        self.detail = detail
    }

    /// Done, nothing to remark.
    static let done = Ending(.ok)
}
