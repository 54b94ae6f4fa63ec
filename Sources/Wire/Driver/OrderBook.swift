internal import Kernel

/// The orders of a run as partners see them: made when first needed, with what operations learnt of them, forgotten when
/// they are over. A class: with the plan in it a copy for a look would cost more than the look.
final class OrderBook {
    private let plan: Plan
    private let lines: OrderLines
    private let prefix: String
    private var facts: [UInt64: Facts] = [:]

    /// - Parameter run: what tells this run's references from those of others, such as the date.
    init(plan: Plan, run: String) {
        self.plan = plan
        lines = OrderLines(plan)
        prefix = OrderBook.prefix(plan, run: run)
    }

    /// How the references of a run's orders begin.
    static func prefix(_ plan: Plan, run: String) -> String { "\(plan.wire?.mark ?? WirePlan.usualMark)-\(run)-" }

    /// An order's reference.
    func reference(_ number: UInt64) -> String { prefix + String(number) }

    /// The number in a reference of this run; nil for others.
    func number(in reference: String) -> UInt64? {
        guard reference.hasPrefix(prefix) else { return nil }
        return UInt64(reference.dropFirst(prefix.count))
    }

    /// An order in words.
    func business(_ order: Order) -> BusinessOrder {
        func name(_ mix: DemandPlan.Mix, _ index: UInt8) -> String {
            mix.names.indices.contains(Int(index)) ? mix.names[Int(index)] : ""
        }
        let demand = plan.demand
        return BusinessOrder(
            number: order.number, reference: reference(order.number), channel: name(demand.channels, order.channel),
            destination: name(demand.destinations, order.destination), service: name(demand.services, order.service),
            warehouse: name(demand.warehouses, order.warehouse), grams: Int(order.grams),
            currency: demand.currency.isEmpty ? "EUR" : demand.currency,
            ordered: plan.zone.originUnixSeconds + order.due / .second,
            lines: lines.lines(of: order, most: 200).map { line in
                BusinessOrder.Line(
                    sku: OrderBook.sku(line.product), quantity: line.units, unitPrice: OrderBook.price(line.product))
            },
            facts: facts[order.number] ?? [:])
    }

    /// Notes what was learnt of an order.
    func learn(_ number: UInt64, _ learnt: Facts) {
        guard !learnt.isEmpty else { return }
        facts[number, default: [:]].merge(learnt) { $1 }
    }

    /// Forgets an order.
    func forget(_ number: UInt64) { facts[number] = nil }

    /// A product's code.
    static func sku(_ product: Int) -> String {
        let digits = String(product)
        return "P" + String(repeating: "0", count: max(0, 6 - digits.count)) + digits
    }

    /// A product's price in cents, from 4.99 to 99.99, the same in every run.
    static func price(_ product: Int) -> Int64 {
        Int64(RandomKey(0x9ace).child(UInt64(product)).value % 96) * 100 + 499
    }
}
