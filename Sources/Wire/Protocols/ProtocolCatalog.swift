internal import Kernel

/// Makes a system's protocol from what the plan says of it.
enum ProtocolCatalog {
    /// What makes it impossible.
    struct Problem: Error, CustomStringConvertible {
        let description: String
    }

    /// The protocol of an endpoint.
    /// - Parameters:
    ///   - operations: the names of the system's operations.
    ///   - secret: finds a secret; throws with the remedy.
    static func make(
        _ endpoint: EndpointPlan, operations: [String], secret: (SecretReference) throws -> Secret
    ) throws -> any WireProtocol {
        switch endpoint.dialect {
        case .plain: return PlainProtocol(operations: operations)
        case .http:
            let requests = operations.compactMap { name in endpoint.requests[name].map { (name: name, plan: $0) } }
            return try HTTPTemplateProtocol(operations: requests, opening: endpoint.opening) { try? secret($0) }
        case .odooJSONRPC, .odooJSON2, .ups, .fedex, .dhlExpress, .karrio, .wms:
            throw Problem(description: "unavailable")
        }
    }
}
