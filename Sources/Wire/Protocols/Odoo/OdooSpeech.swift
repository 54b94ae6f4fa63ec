internal import Kernel

/// What both of Odoo's protocols do on the client side.
struct OdooSpeech: Sendable, Hashable {
    /// The operations, by the names that presets give them.
    static let operations = [
        "create order", "confirm order", "validate picking", "update tracking", "invoice", "read states", "cancel",
    ]

    let options: OdooOptions

    func conversation(_ task: any OdooTask, _ codec: any OdooCodec, _ session: Facts) -> any Conversation {
        ScriptedConversation(OdooScript(task: task, codec: codec, options: options, facts: session))
    }

    static func task(_ operation: String, _ order: BusinessOrder) -> (any OdooTask)? {
        switch operation {
        case "create order": OdooCreateOrder(order: order)
        case "confirm order": OdooConfirmOrder(order: order)
        case "validate picking": OdooValidatePicking(order: order)
        case "update tracking": OdooUpdateTracking(order: order)
        case "invoice": OdooInvoice(order: order)
        case "read states": OdooReadStates(order: order)
        case "cancel": OdooCancel(target: .order(order))
        default: nil
        }
    }

    static func undoing(_ record: CreatedRecord) -> (any OdooTask)? {
        guard let id = Int64(record.id), id > 0 else { return nil }
        switch record.kind {
        case "sale.order": return OdooCancel(target: .id(id))
        case "account.move", "res.partner", "product.product", "crm.tag":
            return OdooArchive(model: record.kind, id: id)
        default: return nil
        }
    }
}
