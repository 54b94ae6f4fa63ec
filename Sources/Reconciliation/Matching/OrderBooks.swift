internal import Kernel

/// What must add up on a side: an order's quantities, an invoice's sums, the stock at a place.
final class OrderBooks: Sendable {
    let agreement: Agreement
    let compared: [UInt16]
    let quantity: Int?
    private let net: Int?
    private let tax: Int?
    private let total: Int?

    init(_ comparison: PairComparison) {
        agreement = comparison.agreement
        compared = comparison.compared
        quantity = agreement.field(.quantity)
        net = agreement.field(.net)
        tax = agreement.field(.tax)
        total = agreement.field(.total)
    }

    /// Whether ordered is shipped, back-ordered and cancelled; nil where it cannot be told.
    func isOrderBalanced(_ part: borrowing EventPart, _ members: ArraySlice<Int32>, _ side: Side) -> Bool? {
        guard let quantity else { return nil }
        var ordered: Int64 = 0
        var settled: Int64 = 0
        var hasOrder = false
        var hasSettled = false
        for member in members {
            let event = part.events[Int(member)]
            guard event.side == side.rawValue, !event.isShadow else { continue }
            let role = agreement.kinds[Int(event.kind)].role
            switch role {
            case .order, .shipment, .backOrder, .cancellation:
                guard compared[Int(event.kind)] & 1 << UInt16(quantity) != 0 else { return nil }
                let value = part.value(member, quantity)
                guard value != EventField.absent else { return nil }
                if role == .order {
                    ordered &+= value
                    hasOrder = true
                } else {
                    settled &+= value
                    hasSettled = true
                }
            default: continue
            }
        }
        return hasOrder && hasSettled ? ordered == settled : nil
    }

    /// Whether an invoice's total is its lines and tax; nil where one of them is not told.
    func isInvoiceBalanced(_ part: borrowing EventPart, _ event: Int32) -> Bool? {
        guard let net, let tax, let total else { return nil }
        let values = [net, tax, total].map { part.value(event, $0) }
        guard !values.contains(EventField.absent) else { return nil }
        let (sum, first) = values[0].addingReportingOverflow(values[1])
        let (gap, second) = values[2].subtractingReportingOverflow(sum)
        return !first && !second && gap.magnitude <= agreement.rounding.magnitude
    }

    /// Of a place's and article's stock levels on a side: those that the moves since the level before do not come to.
    func unbalancedLevels(_ part: borrowing EventPart, _ members: ArraySlice<Int32>, _ side: Side) -> Set<Int32> {
        guard let quantity else { return [] }
        let own = members.filter { part.events[Int($0)].side == side.rawValue }
        let levels = own.filter { !part.events[Int($0)].isShadow }.sorted { earlier(part, $0, $1) }
        let moves = own.filter { part.events[Int($0)].isShadow }.sorted { earlier(part, $0, $1) }
        var unbalanced: Set<Int32> = []
        var next = 0
        var last: Int64?
        for level in levels {
            let time = part.events[Int(level)].time
            let value = part.value(level, quantity)
            var moved: Int64 = 0
            while next < moves.count, part.events[Int(moves[next])].time <= time {
                let amount = part.value(moves[next], quantity)
                if amount != EventField.absent { moved &+= amount }
                next += 1
            }
            guard value != EventField.absent else { continue }
            if let last, last &+ moved != value { unbalanced.insert(level) }
            last = value
        }
        return unbalanced
    }

    private func earlier(_ part: borrowing EventPart, _ a: Int32, _ b: Int32) -> Bool {
        let (one, two) = (part.events[Int(a)], part.events[Int(b)])
        return (one.time, one.row) < (two.time, two.row)
    }
}
