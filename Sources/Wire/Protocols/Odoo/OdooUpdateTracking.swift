internal import Kernel

/// "update tracking": writes the tracking number on the order's delivery and reads it back.
struct OdooUpdateTracking: OdooTask {
    let order: BusinessOrder

    func run(_ odoo: inout OdooDialogue) throws(Interruption) -> Ending {
        let id = try odoo.saleOrder(order)
        // Without a carrier in the landscape the reference stands in for its number.
        let tracking = order.facts[FactName.tracking]?.text ?? order.reference
        let fields = ["name", "state", "carrier_tracking_ref"]
        let pickings = try odoo.rows(
            .searchRead(
                "stock.picking",
                [
                    ["sale_id", "=", .integer(id)], ["picking_type_code", "=", "outgoing"], ["state", "!=", "cancel"],
                    ["backorder_id", "=", false],
                ], fields, order: "id"))
        guard !pickings.isEmpty else {
            throw odoo.refused(
                "sale order \(id) has no delivery to put a tracking number on; it must be confirmed first")
        }
        let open = pickings.filter { $0["carrier_tracking_ref"]?.text != tracking }.compactMap { $0["id"]?.integer }
        guard !open.isEmpty else { return .done }
        _ = try odoo.value(
            .write("stock.picking", open, [JSON.Member("carrier_tracking_ref", .string(tracking))]))
        let rows = try odoo.rows(.read("stock.picking", open, fields))
        guard rows.count == open.count, rows.allSatisfy({ $0["carrier_tracking_ref"]?.text == tracking }) else {
            throw odoo.refused("the tracking number was written and is not there when read back")
        }
        return .done
    }
}
