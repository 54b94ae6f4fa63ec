/// How to work with one Odoo database.
public struct OdooOptions: Sendable, Hashable {
    /// The database's name.
    public var database: String
    /// The user's login; JSON-2 knows the user by its key and leaves this aside.
    public var login: String
    /// The password or an API key (JSON-RPC), the password (web session), the API key (JSON-2).
    public var secret: Secret
    /// Whether the client opens a session as a browser does, and calls within it; if not, each call carries user and secret.
    public var isWebSession = false
    /// Secrets that the served side takes as well, while they change.
    public var others: [Secret] = []
    /// The version taken for granted until the server has told its own, and the version that the served side plays.
    public var version: OdooVersion
    /// Id of the company that orders are for; nil: the user's.
    public var company: Int64?
    /// Id of the warehouse that delivers; nil: Odoo chooses.
    public var warehouse: Int64?
    /// Where products come from.
    public var products: OdooProducts
    /// Reference of the synthetic customer (`res.partner.ref`), made if there is none.
    public var partner: String
    /// Written into each order's source document (`origin`), so that synthetic orders can be found.
    public var marker: String
    /// Name of a tag (`crm.tag`) put on each order; nil: none, which needs no rights on tags.
    public var tag: String?
    /// Wizards that the served side shows although Odoo would not need them.
    public var servedWizards: Set<OdooWizard>
    /// Operations that the served side's model carries out; others are answered at once.
    public var modelled: Set<String>

    /// Options.
    public init(
        database: String, login: String = "", secret: Secret, version: OdooVersion = .v18, company: Int64? = nil,
        warehouse: Int64? = nil, products: OdooProducts = .synthetic([]), partner: String = "REHEARSE",
        marker: String = "REHEARSE", tag: String? = nil, servedWizards: Set<OdooWizard> = [],
        modelled: Set<String> = OdooOptions.presetOperations
    ) {
        self.database = database
        self.login = login
        self.secret = secret
        self.version = version
        self.company = company
        self.warehouse = warehouse
        self.products = products
        self.partner = partner
        self.marker = marker
        self.tag = tag
        self.servedWizards = servedWizards
        self.modelled = modelled
    }

    /// The operations of the presets for Odoo.
    public static let presetOperations: Set<String> = [
        "create order", "confirm order", "validate picking", "update tracking", "invoice",
    ]

    /// A text from the partner with our secret blotted out, should it ever be quoted back.
    func withoutSecret(_ text: String) -> String {
        let revealed = secret.revealed
        guard revealed.count >= 4, text.contains(revealed) else { return text }
        return text.split(separator: revealed, omittingEmptySubsequences: false).joined(separator: secret.description)
    }
}
