internal import Kernel

/// An attempt on the wire: the conversation it is and how far it has come.
struct Exchange {
    /// The attempt.
    var departure: Departure
    /// Who is asked.
    var system: SystemID
    /// What is said.
    var conversation: any Conversation
    /// Requests sent so far.
    var requests = 0
    /// The latest answer's wish to be left alone until then.
    var retryAt: Instant = .never
}

/// A request to a served system that the model is at work on.
struct PendingRequest {
    /// Whom to answer.
    var connection: ServedConnection
    /// Its number there.
    var serial: Int
    /// Who was asked.
    var system: SystemID
    /// What.
    var call: ServedCall
}
