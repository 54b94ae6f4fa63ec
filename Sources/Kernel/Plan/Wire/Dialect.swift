/// What is spoken with a system; the names of scenarios, and what each protocol wants to know.
public enum Dialect: String, Sendable, Codable, Hashable, CaseIterable {
    /// Rehearse's own: one POST an operation with the order as JSON.
    case plain
    /// Requests from templates.
    case http
    /// Odoo's /jsonrpc, versions 16 to 18 (and 19, where it is on its way out).
    case odooJSONRPC = "odoo-json-rpc"
    /// Odoo 19's /json/2.
    case odooJSON2 = "odoo-json-2"
    /// UPS's shipping API.
    case ups
    /// FedEx's ship API.
    case fedex
    /// DHL Express's MyDHL API.
    case dhlExpress = "dhl-express"
    /// The multi-carrier platform karrio.
    case karrio
    /// A warehouse over REST.
    case wms

    /// Names of its options, each with what it is; those with a star must be given for a real system.
    public var options: [(name: String, about: String, isNeeded: Bool)] {
        switch self {
        case .plain, .http: []
        case .odooJSONRPC:
            [
                ("database", "The database's name.", true), ("login", "The user's login.", true),
                ("version", "16, 17, 18 or 19; asked of the server if left out.", false),
                (
                    "session",
                    "`web`, to log in with a password and call within a session, as Odoo's web client does, or `none` (if left out): each call shows password or API key.",
                    false
                ),
                ("company", "Id of the company; the user's own if left out.", false),
                ("warehouse", "Id of the warehouse; the company's first if left out.", false),
            ] + Dialect.odooOptions
        case .odooJSON2:
            [
                ("database", "The database's name, where the host serves several.", false),
                ("company", "Id of the company; the user's own if left out.", false),
                ("warehouse", "Id of the warehouse; the company's first if left out.", false),
            ] + Dialect.odooOptions
        case .ups, .fedex, .dhlExpress: [("account", "The shipper's account number.", true)]
        case .karrio: [("carrier", "Name of the carrier connection; any if left out.", false)]
        case .wms: []
        }
    }

    /// What either protocol of Odoo wants to know.
    private static let odooOptions = [
        (
            name: "products",
            about:
                "`synthetic`, made under codes such as REHEARSE-P000001 where they are missing (if left out), or `existing`, which must be there under theirs.",
            isNeeded: false
        ),
        (name: "tag", about: "A tag to put on each sale order; none if left out.", isNeeded: false),
        (
            name: "wizards",
            about:
                "Served side: what is always asked before a delivery is done, of `backorder`, `sms`, `print` and (16) `immediate transfer`, with commas; only what Odoo needs to know if left out.",
            isNeeded: false
        ),
    ]
}
