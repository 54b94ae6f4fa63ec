internal import Kernel

/// A system on the wire, at run time: what is spoken with it, where it is, what is known of it.
struct Partner {
    /// Which.
    let system: SystemID
    /// What is spoken.
    let speech: any WireProtocol
    /// Where requests go; nil: nobody calls it from here.
    var endpoint: EndpointID?
    /// The host, for caps and words.
    var host = ""
    /// Caps, if it is not this machine.
    var governor: RequestGovernor?
    /// What the opening learnt.
    var session: Facts = [:]
    /// What the served side knows.
    var book = ServedBook()
    /// Operations by the names that the protocol knows.
    let operations: [String: OperationID]
    /// Answers' bytes at most.
    let responseLimit: Int
}
