/// The `Host` of requests to what answers this machine only, the admin endpoint.
enum HostField {
    /// The answer to a request that asks for another host than this machine; nil: it asks for this one, or for none.
    ///
    /// The page of a stranger whose name was made to mean this machine (DNS rebinding) sends no `Origin`, but its own name.
    static func refusal(_ host: String?) -> WireResponse? {
        guard let host else { return nil }
        if let name = try? Endpoint(url: "http://\(host)").host, TargetGuard.isLoopback(name) { return nil }
        return .json(403, ["error": "not for pages in browsers: its Host is not this machine"])
    }
}
