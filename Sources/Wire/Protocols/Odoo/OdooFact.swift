/// Names of facts that Odoo's conversations keep.
enum OdooFact {
    /// Of an order: id of the sale order, a number.
    static let order = "odoo.order"
    /// Of an order: its name ("S00027").
    static let name = "odoo.name"
    /// Of an order: ids of its pickings.
    static let pickings = "odoo.pickings"
    /// Of an order: ids of its invoices.
    static let invoices = "odoo.invoices"
    /// Of a session: the user's id.
    static let user = "odoo.user"
    /// Of a session: its id, where it is the web client's.
    static let webSession = "odoo.session"
    /// Of a session: the major version.
    static let version = "odoo.version"
    /// Of a session: id of the synthetic customer.
    static let partner = "odoo.partner"
    /// Of a session: id of the place where the warehouse keeps its stock.
    static let stock = "odoo.stock"
    /// Of a session: id of the tag.
    static let tag = "odoo.tag"

    /// Of a session: id of the product with that code.
    static func product(_ sku: String) -> String { "odoo.product " + sku }
}
