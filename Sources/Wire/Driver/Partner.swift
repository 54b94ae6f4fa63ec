internal import Kernel

/// A system on the wire, at run time: what is spoken with it, where it is, what is known of it. A class, as each request
/// looks at it and changes its book in place.
final class Partner {
    /// Which.
    let system: SystemID
    /// Whether it is somewhere else, and not served by this program.
    let isReal: Bool
    /// What is spoken.
    let speech: any WireProtocol
    /// Where requests go; nil: nobody calls it from here.
    var endpoint: EndpointID?
    /// The host, for words.
    var host = ""
    /// Its caps in `HostGovernors`; nil: this machine.
    var governor: Int?
    /// What its requests say of who sends them.
    var authenticator = Authenticator.none
    /// Where tokens come from, if requests need one.
    var tokens: TokenDesk?
    /// What the opening learnt.
    var session: Facts = [:]
    /// What the served side knows.
    var book = ServedBook()
    /// Operations by the names that the protocol knows.
    let operations: [String: OperationID]
    /// Answers' bytes at most.
    let responseLimit: Int

    init(
        system: SystemID, isReal: Bool, speech: any WireProtocol, operations: [String: OperationID], responseLimit: Int
    ) {
        self.system = system
        self.isReal = isReal
        self.speech = speech
        self.operations = operations
        self.responseLimit = responseLimit
    }
}

/// Where the tokens for a system come from.
struct TokenDesk {
    /// Keeps them fresh.
    var keeper: TokenKeeper
    /// The token endpoint.
    let route: WireRoute
}
