internal import Kernel

/// How a script ended: the class, and words for people.
struct Ending: Sendable, Hashable {
    /// The class that the link's policy and the reports see.
    var outcome: Outcome
    /// What the partner said and the remedy, or a remark on a success.
    var detail: String?
    /// Whether the credential was refused, or the session is over, at the last request.
    var isDenied: Bool

    init(_ outcome: Outcome, _ detail: String? = nil, isDenied: Bool = false) {
        self.isDenied = isDenied
        self.outcome = outcome
        self.detail = detail
    }

    /// Done, nothing to remark.
    static let done = Ending(.ok)
}
