internal import Kernel

/// How TLS is done, as the scenario writes it. There is no key that turns verification off.
enum TLSSection {
    static let shape = Shape<TLSPlan>.mapping("tls", "How TLS is done.", isInherited: true) { fields in
        let authorities = fields.optional("authorities", .text, "A PEM file with the authorities to trust.")
        let certificate = fields.optional("certificate", .text, "A PEM file with the client's certificate.")
        let key = fields.optional("key", .text, "A PEM file with the certificate's key.")
        let password = fields.optional("password", .secret, "The key's password, if it has one.")
        let minimum = fields.optional(
            "minimum", .choice(of: TLSPlan.Version.self), "The least version, 1.2 or 1.3.", or: TLSPlan.Version.two)
        guard !fields.isIncomplete else { return nil }
        guard (certificate == nil) == (key == nil) else {
            fields.item.refuse("a client's certificate and its key belong together: expected both, found one")
            return nil
        }
        if password != nil, key == nil {
            fields.place(of: "password").refuseKey("\"password\" belongs to a key")
            return nil
        }
        func path(_ path: String?) -> String? {
            path.map { FileStore.resolve($0, besides: fields.item.tree.place.file) }
        }
        return TLSPlan(
            authorities: path(authorities), certificate: path(certificate), key: path(key), password: password,
            minimum: minimum)
    }
}
