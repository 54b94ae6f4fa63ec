internal import Kernel

/// Why a call of Odoo failed, told apart as far as Odoo's own words allow.
struct OdooFault: Sendable, Hashable {
    /// What kind of failure.
    enum Kind: Sendable, Hashable {
        /// Password or key refused.
        case denied
        /// The user may not.
        case rights
        /// The database is not there.
        case database
        /// A model is not there: its module is not installed.
        case model
        /// A field or a method is not there: a module is missing, or the version is another.
        case member
        /// The business says no.
        case business
        /// The record is gone.
        case missing
        /// The session is over.
        case session
        /// The database is in trouble for the moment.
        case transient
        /// This wire is not offered at this address.
        case wire
        /// Too many requests.
        case limited
        /// The server, or a proxy before it, failed.
        case server
        /// Not an answer of Odoo.
        case garbage
    }

    var kind: Kind
    /// Class of the exception, where the answer names one.
    var name: String?
    /// What Odoo said, one line, shortened.
    var message: String
    /// What to do about it.
    var remedy: String?

    init(_ kind: Kind, name: String? = nil, _ message: String, remedy: String? = nil) {
        self.kind = kind
        self.name = name
        self.message = message.inOneLine
        self.remedy = remedy ?? OdooFault.remedy(kind)
    }

    /// The class that links and reports see.
    var outcome: Outcome {
        switch kind {
        case .limited: .rateLimited
        case .transient, .server, .garbage: .serverError
        case .denied, .rights, .database, .model, .member, .business, .missing, .session, .wire: .businessError
        }
    }

    /// Whether the password or key was refused, or the session is over.
    var isDenied: Bool { kind == .denied || kind == .session }

    /// The end of a conversation that it stops.
    /// - Parameter label: what was called.
    func ending(_ label: String) -> Ending { Ending(outcome, words(label), isDenied: isDenied) }

    /// For people: what was called, what came, what to do.
    func words(_ label: String) -> String {
        let who = name.map { ($0.split(separator: ".").last.map(String.init) ?? $0) + ": " } ?? ""
        let end = message.hasSuffix(".") || message.hasSuffix("!") || message.hasSuffix("?") ? "" : "."
        return "Odoo, \(label): \(who)\(message)\(end)" + (remedy.map { " " + $0 } ?? "")
    }

    /// An exception in a body of either wire.
    init(exception name: String, message: String) {
        let kind = OdooFault.kind(name, message)
        self.init(kind, name: name, message.isEmpty ? "no message" : message, remedy: OdooFault.special(name, message))
    }

    private static func kind(_ name: String, _ message: String) -> Kind {
        if message.contains("database") && message.contains("does not exist") { return .database }
        // The web client's way says it so.
        if message == "Database not found." { return .database }
        if let kind = kinds[name] { return kind }
        if name.hasPrefix("psycopg2.") || name.hasPrefix("psycopg.") { return .transient }
        if message.hasPrefix("Invalid field") || name == "builtins.AttributeError" { return .member }
        if isModelMissing(name, message) { return .model }
        return .business
    }

    private static let kinds: [String: Kind] = [
        "odoo.exceptions.AccessDenied": .denied,
        "odoo.exceptions.AccessError": .rights,
        "odoo.exceptions.MissingError": .missing,
        "odoo.http.SessionExpiredException": .session,
        "werkzeug.exceptions.Unauthorized": .denied,
        "werkzeug.exceptions.InternalServerError": .server,
        "builtins.MemoryError": .server,
    ]

    /// Whether an exception that Odoo did not foresee will come again however often it is asked: our call does not fit.
    static func isPermanent(_ name: String, _ message: String) -> Bool {
        [.member, .model, .database].contains(kind(name, message)) || name == "builtins.TypeError"
    }

    private static func isModelMissing(_ name: String, _ message: String) -> Bool {
        // "Object sale.order doesn't exist" to 18, KeyError 'sale.order' since, "the model 'sale.order' does not exist".
        (message.hasPrefix("Object ") && message.contains("doesn't exist"))
            || (message.hasPrefix("the model ") && message.contains("does not exist"))
            || (name == "builtins.KeyError" && message.contains("."))
    }

    private static func special(_ name: String, _ message: String) -> String? {
        if message.contains("carrier_tracking_ref") {
            return
                "Install the module stock_delivery (delivery up to 16) in this database: it brings the tracking reference."
        }
        if message.contains("sale_id") {
            return "Install the module sale_stock in this database: it ties pickings to sales orders."
        }
        if message.hasPrefix("No journal could be found") {
            return "The company has no chart of accounts: install one, such as l10n_generic_coa, or its country's."
        }
        if message == "Invalid apikey" {
            return "The API key is wrong or has expired: make a new one under the user's Preferences, Account Security."
        }
        return nil
    }

    private static func remedy(_ kind: Kind) -> String? {
        switch kind {
        case .denied:
            "Check the login and the password or API key of this system; a key that has expired must be made anew."
        case .rights: "Give the user of this key the rights of a sales, inventory and invoicing user in Odoo."
        case .database: "Check the name under `database`; it must be one that this Odoo serves."
        case .model: "Install the module that brings this model (Sales: sale_management; Inventory: sale_stock)."
        case .member:
            "The installed modules or the version differ from what was expected: check `version` and the modules."
        case .missing:
            "The record was deleted in Odoo; run `rehearse cleanup` for the earlier run or use a new reference."
        case .session: "Log in again; a password that was changed ends all sessions."
        case .wire: nil
        case .business, .transient, .limited, .server, .garbage: nil
        }
    }
}
