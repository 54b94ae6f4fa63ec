/// Where a `Location` leads, seen from the request that it answers (RFC 3986, 5.2; RFC 9110, 10.2.2).
enum Redirection: Equatable {
    /// Within the origin: the path and query to ask for, base path included.
    case within(String)
    /// To another origin, as it is named there.
    case elsewhere(String)

    /// - Parameters:
    ///   - location: the field's value.
    ///   - endpoint: the origin that answered.
    ///   - target: path and query of the request that it answered, base path included.
    init(_ location: String, from endpoint: Endpoint, target: String) {
        let reference = location.prefix { $0 != "#" }
        if reference.hasPrefix("//") {
            self.init(absolute: "\(endpoint.scheme):\(reference)", from: endpoint)
        } else if reference.prefix(while: { $0 != "/" && $0 != "?" }).contains(":") {
            self.init(absolute: String(reference), from: endpoint)
        } else if reference.hasPrefix("/") {
            self = .within(String(reference))
        } else {
            let path = target.prefix { $0 != "?" }
            if reference.isEmpty {
                self = .within(target)
            } else if reference.hasPrefix("?") {
                self = .within(String(path + reference))
            } else {
                let folder = path.lastIndex(of: "/").map { String(path[...$0]) } ?? "/"
                self = .within(folder + reference)
            }
        }
    }

    private init(absolute: String, from endpoint: Endpoint) {
        guard let colon = absolute.firstIndex(of: ":"),
            let scheme = Endpoint.Scheme(rawValue: absolute[..<colon].lowercased()),
            absolute[colon...].hasPrefix("://")
        else {
            self = .elsewhere("\(absolute.prefix { $0 != ":" }.prefix(50)):")
            return
        }
        let rest = absolute[absolute.index(colon, offsetBy: 3)...]
        let authority = rest.prefix { $0 != "/" && $0 != "?" }
        let path = rest[authority.endIndex...]
        // What stands before "@" may be a password.
        let shown = "\(scheme)://\((authority.split(separator: "@").last ?? "").prefix(200))"
        var host = authority
        var port = scheme.standardPort
        // The port is what follows the last colon outside of the brackets of an IPv6 address.
        if let mark = authority.lastIndex(of: ":"), !authority[mark...].contains("]") {
            host = authority[..<mark]
            let digits = authority[authority.index(after: mark)...]
            guard let number = digits.isEmpty ? port : UInt16(digits) else {
                self = .elsewhere(shown)
                return
            }
            port = number
        }
        if host.hasPrefix("["), host.hasSuffix("]") { host = host.dropFirst().dropLast() }
        let same = scheme == endpoint.scheme && port == endpoint.port && host.lowercased() == endpoint.host.lowercased()
        self = same ? .within(path.hasPrefix("/") ? String(path) : "/" + path) : .elsewhere(shown)
    }
}
