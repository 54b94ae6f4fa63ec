internal import Kernel

/// Makes a system's protocol from what the plan says of it.
enum ProtocolCatalog {
    /// What makes it impossible.
    struct Problem: Error, CustomStringConvertible {
        let description: String
    }

    /// The protocol of an endpoint.
    /// - Parameters:
    ///   - credentials: the secrets of its `auth`: the one in use, and those that the served side takes as well.
    ///   - secret: finds another secret; throws with the remedy.
    static func make(
        _ endpoint: EndpointPlan, of system: SystemID, in plan: Plan, credentials: [Secret],
        secret: (SecretReference) throws -> Secret
    ) throws -> any WireProtocol {
        let operations = plan.operations.filter { $0.system == system }.map(\.name)
        switch endpoint.dialect {
        case .plain: return PlainProtocol(operations: operations)
        case .http:
            let requests = operations.compactMap { name in endpoint.requests[name].map { (name: name, plan: $0) } }
            return try HTTPTemplateProtocol(operations: requests, opening: endpoint.opening) { try? secret($0) }
        case .odooJSONRPC, .odooJSON2:
            var options = try odoo(endpoint, operations, credentials.first ?? Secret(""))
            options.others = Array(credentials.dropFirst())
            options.products = try odooProducts(endpoint, plan.demand.products)
            options.marker = plan.wire?.mark ?? WirePlan.usualMark
            return endpoint.dialect == .odooJSON2 ? OdooJSON2(options) : OdooJSONRPC(options)
        case .ups: return UPSProtocol(carrier(endpoint, UPSProtocol().options))
        case .fedex: return FedExProtocol(carrier(endpoint, FedExProtocol().options))
        case .dhlExpress: return DHLExpressProtocol(carrier(endpoint, DHLExpressProtocol().options))
        case .karrio: return KarrioProtocol(karrio(endpoint, credentials))
        case .wms: return WMSProtocol()
        }
    }

    private static func odoo(
        _ endpoint: EndpointPlan, _ operations: [String], _ secret: Secret
    ) throws -> OdooOptions {
        let given = endpoint.options
        func number(_ name: String) throws -> Int64? {
            guard let text = given[name] else { return nil }
            guard let number = Int64(text), number > 0 else {
                throw Problem(description: "options.\(name): expected an id such as 1, found \"\(text)\"")
            }
            return number
        }
        let version = try number("version").map { major -> OdooVersion in
            guard let version = OdooVersion(rawValue: Int(clamping: major)) else {
                throw Problem(description: "options.version: expected 16, 17, 18 or 19, found \(major)")
            }
            return version
        }
        var options = OdooOptions(
            database: given["database"] ?? "", login: given["login"] ?? "", secret: secret, version: version ?? .v18,
            company: try number("company"), warehouse: try number("warehouse"), tag: given["tag"],
            servedWizards: try odooWizards(given["wizards"]), modelled: Set(operations))
        switch given["session"] ?? "none" {
        case "web": options.isWebSession = true
        case "none": break
        case let other: throw Problem(description: "options.session: expected web or none, found \"\(other)\"")
        }
        return options
    }

    /// The questions that a served Odoo always asks before a delivery is done.
    private static func odooWizards(_ text: String?) throws -> Set<OdooWizard> {
        let known: [String: OdooWizard] = [
            "immediate transfer": .immediateTransfer, "backorder": .backorder, "sms": .sms, "print": .print,
        ]
        let names = (text ?? "").split(separator: ",").map {
            String($0).trimmingPrefix { $0 == " " }.split(separator: " ").joined(separator: " ")
        }
        return Set(
            try names.map { name in
                guard let wizard = known[name] else {
                    throw Problem(
                        description:
                            "options.wizards: expected some of \(known.keys.sorted().joined(separator: ", ")), found \"\(name)\""
                    )
                }
                return wizard
            })
    }

    /// Products looked up before the first order, and made where that is wanted. Of a larger assortment each is looked up
    /// when an order first asks for it: most of a catalogue never is.
    private static let preparedProducts = 2_000

    private static func odooProducts(_ endpoint: EndpointPlan, _ count: Int) throws -> OdooProducts {
        let codes = count <= preparedProducts ? (0..<max(count, 0)).map(OrderBook.sku) : []
        switch endpoint.options["products"] ?? "synthetic" {
        case "synthetic": return .synthetic(codes)
        case "existing": return .existing(codes)
        case let other:
            throw Problem(description: "options.products: expected synthetic or existing, found \"\(other)\"")
        }
    }

    private static func carrier(_ endpoint: EndpointPlan, _ usual: CarrierOptions) -> CarrierOptions {
        var options = usual
        if let account = endpoint.options["account"] { options.account = account }
        return options
    }

    private static func karrio(_ endpoint: EndpointPlan, _ credentials: [Secret]) -> KarrioOptions {
        let secret = credentials.first ?? Secret("")
        let access: KarrioOptions.Access =
            switch endpoint.auth {
            case .basic(let user, _): .user(user, secret)
            case .password: .key(secret)
            case .key, .bearer, .clientCredentials, nil: .outside
            }
        return KarrioOptions(
            access: access, others: Array(credentials.dropFirst()), connection: endpoint.options["carrier"])
    }
}
