/// Where requests go that are not a system's operations: webhooks and token requests.
struct WireRoute {
    /// The client's name for it.
    let endpoint: EndpointID
    /// Path of the requests.
    let path: String
    /// The host, for words.
    let host: String
    /// Its caps in `HostGovernors`; nil: this machine.
    let governor: Int?
}
