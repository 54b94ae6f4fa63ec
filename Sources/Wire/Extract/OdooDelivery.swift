/// A transfer of goods that belongs to a sale order, with its quantities, and the events it tells of.
struct OdooDelivery: Sendable, Hashable {
    private let row: JSON
    /// Moved, in millionths.
    private var done: Int64 = 0
    /// Of it what had been delivered before.
    private var returned: Int64 = 0
    /// Still to be moved.
    private var open: Int64 = 0
    /// Not to be moved any more.
    private var cancelled: Int64 = 0

    private var state: String? { row["state"]?.text }
    private var code: String? { row["picking_type_code"]?.text }
    private var isOutgoing: Bool { code == "outgoing" }
    private var isDone: Bool { state == "done" }

    /// - Parameter quantity: the field of a move with what it has moved.
    init(_ row: JSON, moves: [JSON], quantity: String) {
        self.row = row
        for move in moves {
            switch move["state"]?.text {
            case "done":
                let moved = ExactAmount.millionths(move[quantity]) ?? 0
                done &+= moved
                if move["origin_returned_move_id"]?.reference != nil { returned &+= moved }
            case "cancel": cancelled &+= ExactAmount.millionths(move["product_uom_qty"]) ?? 0
            default: open &+= ExactAmount.millionths(move["product_uom_qty"]) ?? 0
            }
        }
    }

    /// What has left, in millionths.
    static func shipped(_ deliveries: [OdooDelivery]) -> Int64 {
        deliveries.reduce(0) { $1.isOutgoing && $1.isDone ? $0 &+ $1.done : $0 }
    }

    /// The events of an order's deliveries.
    /// - Parameter isCancelled: whether the order is: then it tells of what is not shipped, and not its deliveries.
    static func lines(
        _ deliveries: [OdooDelivery], _ order: OdooOrder, isCancelled: Bool, _ kinds: Set<OdooEventKind>
    ) -> [OdooEventLine] {
        var lines: [OdooEventLine] = []
        var told: Set<String> = []
        let hasShipped = deliveries.contains { $0.isOutgoing && $0.isDone }
        for delivery in deliveries {
            func add(_ kind: OdooEventKind, _ time: String, _ quantity: Int64, from place: String = "location_id") {
                guard kinds.contains(kind) else { return }
                var line = delivery.line(kind, order, time)
                line.add("document", delivery.row["name"]?.text)
                line.add(quantity: quantity)
                line.add("location", delivery.row[place]?.named)
                lines.append(line)
            }
            if delivery.isDone {
                switch delivery.code {
                case "outgoing": add(.shipment, "date_done", delivery.done)
                case "internal": add(.pick, "date_done", delivery.done)
                case "incoming" where delivery.returned > 0:
                    add(.goodsReturn, "date_done", delivery.returned, from: "location_dest_id")
                default: break
                }
            }
            guard delivery.isOutgoing else { continue }
            // Once shipped it is no back order any more: what is ordered is shipped, back-ordered and cancelled.
            let isLeftOver = hasShipped || delivery.row["backorder_id"]?.reference != nil
            if delivery.open > 0, isLeftOver, !isCancelled { add(.backOrder, "create_date", delivery.open) }
            if delivery.cancelled > 0, !isCancelled { add(.cancellation, "write_date", delivery.cancelled) }
            if let number = delivery.row["carrier_tracking_ref"]?.text, !number.isEmpty, delivery.isDone,
                kinds.contains(.tracking), told.insert(number).inserted
            {
                var line = delivery.line(.tracking, order, "date_done")
                line.add("document", number)
                lines.append(line)
            }
        }
        return lines
    }

    private func line(_ kind: OdooEventKind, _ order: OdooOrder, _ time: String) -> OdooEventLine {
        var line = OdooEventLine(kind, order: order, time: row[time])
        line.add("partner", row["carrier_id"]?.named)
        if kind == .shipment || kind == .pick || kind == .goodsReturn { line.add("status", state) }
        return line
    }
}
