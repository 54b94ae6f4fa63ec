internal import Kernel

/// A system on the wire, at run time: what is spoken with it, where it is, what is known of it. A class, as each request
/// looks at it and changes its book in place.
final class Partner {
    /// Which.
    let system: SystemID
    /// Whether it is somewhere else, and not served by this program.
    let isReal: Bool
    /// What is spoken.
    private(set) var speech: any WireProtocol
    /// Where requests go; nil: nobody calls it from here.
    var endpoint: EndpointID?
    /// The host, for words.
    var host = ""
    /// Its caps in `HostGovernors`; nil: this machine.
    var governor: Int?
    /// Its credential and session, where these may change in a run.
    var access: AccessKeeper?
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

    /// Speaks with the credential that is in use now.
    func takeCredential(_ plan: Plan, _ secrets: inout SecretBook) throws {
        guard let endpoint = plan.wire?.endpoint(of: system) else { return }
        speech = try ProtocolCatalog.make(endpoint, of: system, in: plan, credentials: access?.inOrder ?? []) {
            try secrets.secret($0)
        }
        guard let auth = endpoint.auth, let secret = access?.credential, isReal, !endpoint.isProtocolsAuth else {
            return
        }
        authenticator = try Authenticator(auth, secret: secret)
    }
}

/// Where the tokens for a system come from.
struct TokenDesk {
    /// Keeps them fresh.
    var keeper: TokenKeeper
    /// The token endpoint.
    let route: WireRoute
}
