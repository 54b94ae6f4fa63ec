import Kernel
import Testing

@testable import Reconciliation

/// Which of several events of one kind stand for each other: those that differ least, all together.
@Suite("Nearest pairs")
struct NearestPairsTests {
    typealias Row = EventTable.Row

    /// Two shipments on the old side at minutes 60 and 1,620, and what the new side has; what became of them, with the difference of
    /// time in minutes.
    private func shipments(
        _ old: [[String: String]], _ new: [(minute: Double, values: [String: String])], noise: NoiseModel? = nil
    ) -> [String] {
        var rows = [Row(.old, "order", at: 0), Row(.new, "order", at: 0)]
        for (index, values) in old.enumerated() {
            rows.append(Row(.old, "shipment", at: 60 + 1_560 * Double(index), values, document: "LF\(index)"))
        }
        for (index, event) in new.enumerated() {
            rows.append(Row(.new, "shipment", at: event.minute, event.values, document: "OUT\(index)"))
        }
        let reconciler = Reconciler(EventTable.store(rows), asOf: 100_000 * .minute, noise: noise)
        return reconciler.explain(order: KeyHash.of("A")).filter { $0.unit.kind == 1 }.map { unit in
            unit.unit.verdict.name + (unit.unit.delta.map { " \($0 / .minute)" } ?? "")
        }.sorted()
    }

    @Test("A value that one has by nature of what the other has does not make an early and a late one of two")
    func noisyField() {
        let old = [["quantity": "2", "place": "A-01"], ["quantity": "2", "place": "B-07"]]
        let new: [(Double, [String: String])] = [
            (60, ["quantity": "2", "place": "B-07"]), (1_620, ["quantity": "2", "place": "C-11"]),
        ]
        #expect(shipments(old, new) == ["master-data drift 0", "master-data drift 0"])
        var noise = NoiseModel(kinds: EventTable.agreement.kinds.count)
        noise.fields[1] = 1 << 5
        #expect(shipments(old, new, noise: noise) == ["tolerated 0", "tolerated 0"])
    }

    @Test("Events that all of their values tell apart are found however late they are, and in whatever order")
    func valuesTell() {
        let old = [["quantity": "2", "place": "A-01"], ["quantity": "3", "place": "B-07"]]
        let swapped: [(Double, [String: String])] = [(60, old[1]), (1_620, old[0])]
        #expect(shipments(old, swapped) == ["late beyond agreement 1560", "timing only -1560"])
    }

    @Test("Of two alike one that comes after the other is late alone")
    func oneIsLate() {
        let alike = [["quantity": "2"], ["quantity": "2"]]
        #expect(
            shipments(alike, [(1_620, alike[0]), (4_000, alike[0])]) == ["late beyond agreement 3940", "match 0"])
        #expect(shipments(alike, [(62, alike[0]), (1_622, alike[0])]) == ["timing only 2", "timing only 2"])
    }

    @Test("Of two alike the one is missing that nothing is near to, on either side")
    func oneIsMissing() {
        let alike = [["quantity": "2", "note": "x"], ["quantity": "2", "note": "y"]]
        // What is known to differ does not count against the nearer one.
        #expect(shipments(alike, [(1_620, ["quantity": "2", "note": "x"])]) == ["missing", "tolerated 0"])
        #expect(shipments([alike[0]], [(5_000, alike[0]), (60, alike[0])]) == ["duplicate", "match 0"])
    }

    @Test("No pairing of all is nearer: as trying all of them finds, with more columns than rows as well")
    func exact() {
        var random = SmallRandom(state: 7)
        for round in 0..<400 {
            let rows = 1 + round % 5
            let columns = rows + round / 5 % 3
            let distances = (0..<rows).map { _ in
                (0..<columns).map { _ in
                    PairDistance(weight: random.next(4) * 16, time: Double(random.next(100)))
                }
            }
            let found = LeastPairing.columns(distances)
            #expect(Set(found).count == rows)
            let sum = found.enumerated().reduce(PairDistance.zero) { $0 + distances[$1.offset][$1.element] }
            #expect(sum == best(distances, from: 0, taken: []), "round \(round)")
        }
    }

    /// The least sum, by trying everything.
    private func best(_ distances: [[PairDistance]], from row: Int, taken: Set<Int>) -> PairDistance {
        guard row < distances.count else { return .zero }
        return distances[row].indices.filter { !taken.contains($0) }.map {
            distances[row][$0] + best(distances, from: row + 1, taken: taken.union([$0]))
        }.min() ?? .unreachable
    }

    /// A small generator of whole numbers.
    private struct SmallRandom {
        var state: UInt64

        mutating func next(_ bound: Int) -> Int {
            state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
            return Int(state >> 33) % bound
        }
    }
}
