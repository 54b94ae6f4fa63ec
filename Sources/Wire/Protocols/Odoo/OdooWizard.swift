/// A question that Odoo answers an action with instead of doing it.
public enum OdooWizard: String, Sendable, Codable, Hashable, CaseIterable {
    /// Nothing was picked: process all that is reserved? Odoo 16 only.
    case immediateTransfer = "stock.immediate.transfer"
    /// Less was picked than ordered: make a second delivery of the rest?
    case backorder = "stock.backorder.confirmation"
    /// Send the customer a text message?
    case sms = "confirm.stock.sms"
    /// Really cancel an order that is confirmed? Odoo 16 to 18.
    case cancelOrder = "sale.order.cancel"
    /// Not a question: the transfer is done and labels or slips are to be printed.
    case print = "do_multi_print"
}
