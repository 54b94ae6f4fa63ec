import Kernel
import Testing

@testable import Analysis
@testable import Reconciliation

/// Random runs in which the new side consolidates invoices, and in which it is known what is wrong with which of them.
@Suite("Planted differences of consolidated invoices")
struct PlantedDocumentsTests {
    private static let orders = 1_200
    private static let agreement = Agreement(
        kinds: [
            EventKind(name: "order", role: .order), EventKind(name: "invoice", role: .invoice, spansOrders: true),
        ], fields: RehearsedFields.all)

    /// What can go wrong with a consolidated invoice.
    private enum Flaw: CaseIterable { case amount, missing, again, copied, lineLost }

    /// What a comparison must find, in units by class.
    private typealias Truth = [VerdictClass: Int]

    private static func invoice(_ order: Int, _ cents: Int64, number: String, row: Int, at minute: Int) -> (
        BusinessEvent, [Int64]
    ) {
        var values = [Int64](repeating: EventField.absent, count: agreement.fields.count)
        values[RehearsedFields.net] = cents * 10_000
        values[RehearsedFields.tax] = cents * 2_000
        values[RehearsedFields.total] = cents * 12_000
        let event = BusinessEvent(
            order: KeyHash.of("O\(order)"), kind: 1, time: Int64(minute) * .minute, row: UInt64(row),
            document: KeyHash.of(number) >> 16 | 1)
        return (event, values)
    }

    /// Both sides: one invoice an order on the old, one of two to five orders on the new.
    private static func run(_ seed: UInt64, rate: Double) -> (stores: [SideStore], truth: Truth) {
        var generator = SplitMix64(state: seed &* 131 &+ 17)
        let (old, new) = (SideStore(.old, agreement: agreement), SideStore(.new, agreement: agreement))
        var truth: Truth = [.match: orders]
        var row = 0
        func add(_ made: (BusinessEvent, [Int64]), to store: SideStore) {
            made.1.withUnsafeBufferPointer { store.add(made.0, $0) }
            row += 1
        }
        let none = [Int64](repeating: EventField.absent, count: agreement.fields.count)
        for order in 0..<orders {
            let event = BusinessEvent(order: KeyHash.of("O\(order)"), kind: 0, time: Int64(order), row: UInt64(order))
            for store in [old, new] { none.withUnsafeBufferPointer { store.add(event, $0) } }
        }
        var first = 0
        while first < orders {
            let group = Array(first..<min(first + 2 + Int(generator.uniform() * 4), orders))
            // What is left over at the end.
            guard group.count > 1 else {
                for store in [old, new] { add(invoice(first, 700, number: "I\(first)", row: row, at: 10), to: store) }
                truth[.match, default: 0] += 1
                break
            }
            var sum: Int64 = 0
            for order in group {
                // No two alike, so that lines of one document are not taken for its copies.
                let cents = 1_000 + Int64(order) * 10
                sum += cents
                add(invoice(order, cents, number: "I\(order)", row: row, at: 10), to: old)
            }
            let flaw = generator.uniform() < rate ? Flaw.allCases.randomElement(using: &generator) : nil
            func consolidated(_ cents: Int64, number: String, of orders: [Int]) {
                for order in orders { add(invoice(order, cents, number: number, row: row, at: 20), to: new) }
            }
            func found(_ verdict: VerdictClass, _ units: Int = 1) { truth[verdict, default: 0] += units }
            let number = "C\(first)"
            switch flaw {
            case nil:
                consolidated(sum, number: number, of: group)
                found(.tolerated)
            case .amount:
                consolidated(sum + 10, number: number, of: group)
                found(.splitMismatch)
            case .missing: found(.missing, group.count)
            case .again:
                // A second document for the same orders is one duplicate.
                consolidated(sum, number: number, of: group)
                consolidated(sum, number: number + "X", of: group)
                found(.tolerated)
                found(.duplicate)
            case .copied:
                consolidated(sum, number: number, of: group)
                consolidated(sum, number: number, of: [group[0]])
                found(.tolerated)
                found(.duplicate)
            case .lineLost:
                // Its last order is neither on it nor in its sum.
                let last = group[group.count - 1]
                consolidated(sum - 1_000 - Int64(last) * 10, number: number, of: group.dropLast())
                // Of two orders one is left: its invoice by itself.
                found(group.count == 2 ? .timingOnly : .tolerated)
                found(.missing)
            }
            first += group.count
        }
        return ([old, new], truth)
    }

    @Test("Every flaw is found as what it is, and nothing else is found")
    func planted() {
        var seen: Truth = [:]
        for seed in 0..<UInt64(PlantedRunsTests.runs) {
            // Every tenth run has none at all.
            let (stores, truth) = Self.run(seed, rate: seed % 10 == 9 ? 0 : 0.02 + 0.1 * Double(seed % 5))
            let tally = Reconciler(EventStore(Self.agreement, stores), asOf: 100 * .day)
                .tally(parts: 0..<SideStore.partCount)
            for verdict in VerdictClass.allCases {
                #expect(tally.total[verdict].units == truth[verdict] ?? 0, "seed \(seed): \(verdict.name)")
                seen[verdict, default: 0] += truth[verdict] ?? 0
            }
            #expect(tally.total.total.old == stores[0].count)
            #expect(tally.total.total.new == stores[1].count)
            #expect(tally.allOrders.reduce(0, +) == Self.orders)
        }
        for verdict in [VerdictClass.tolerated, .timingOnly, .splitMismatch, .duplicate, .missing] {
            #expect(seen[verdict] ?? 0 > 0, "\(verdict.name) was never planted")
        }
    }
}
