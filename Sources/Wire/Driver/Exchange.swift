internal import Kernel

/// An attempt on the wire: the conversation it is and how far it has come.
struct Exchange {
    /// The attempt.
    var departure: Departure
    /// The order, as it was known when the conversation began; nil where neither session nor credential can change, so that
    /// it need not be made anew.
    let order: BusinessOrder?
    /// Who is asked.
    var system: SystemID
    /// What is said.
    var conversation: any Conversation
    /// Requests of the conversation so far; one that is sent again with another token or session is the same.
    var requests = 0
    /// The request under way, without credentials: it may have to be sent again with another one.
    var request: WireRequest?
    /// When the request under way could have gone out.
    var wanted: Instant = 0
    /// When it was handed to the client; nil: it waits for a token or a session.
    var launched: Instant?
    /// The number of the token, or of the session, that it carries.
    var credential: UInt64?
    /// How often the request under way was refused for its credential or session.
    var refusals = 0
    /// Whether the machine was told that the attempt went out.
    var isSent = false
    /// When it went out.
    var sent: Instant = 0
    /// Records of the conversation that are in the journal.
    var noted = 0
    /// Whether the latest answer refused for a limit's sake.
    var isLimited = false
    /// The latest answer's wish to be left alone until then.
    var retryAt: Instant = .never
}
