/// Names of facts that several protocols share.
public enum FactName {
    /// An order's tracking number, a text: a carrier's label teaches it, the ERP is told it.
    public static let tracking = "tracking"
    /// The carrier's id of an order's shipment, a text.
    public static let shipment = "shipment"
    /// State of the sale order, by the ERP's word.
    public static let saleOrder = "sale order"
    /// State of the picking, by the ERP's word.
    public static let picking = "picking"
    /// State of the invoice, by the ERP's word.
    public static let invoice = "invoice"
    /// State of the shipment, by the carrier's word.
    public static let shipmentState = "shipment state"
    /// State of the warehouse order, by the warehouse's word.
    public static let warehouseState = "warehouse state"
    /// Records that were read, a list.
    public static let records = "records"
    /// Whether a model could not be read because it is withheld from the user or is not there, a truth value.
    public static let isWithheld = "withheld"
}
