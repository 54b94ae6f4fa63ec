import Kernel
import Testing

@testable import Exports
@testable import Reconciliation

@Suite("Whose events are, in a proposed mapping")
struct InferredPartnerTests {
    /// 200 orders with a shipment each; the carrier is another one on the new side in every twentieth.
    /// - Parameters:
    ///   - old: the column's name on the old side, and what it calls the carriers.
    ///   - new: likewise.
    private func shipments(_ old: (String, [String]), _ new: (String, [String])) throws -> InferredPair {
        let pair = try InferredPair()
        var before = "typ,auftrag,zeit,\(old.0)\n"
        var after = "event,order,time,\(new.0)\n"
        for order in 0..<200 {
            // Three carriers in a pattern that nothing else follows.
            let carrier = order * order % 7 % 3
            let chosen = order % 20 == 19 ? (carrier + 1) % 3 : carrier
            before += "shipment,K\(2_000 + order),\(InferredPair.iso(order)),\(old.1[carrier])\n"
            after += "shipment,K\(2_000 + order),\(InferredPair.iso(order)),\(new.1[chosen])\n"
        }
        try pair.write("old.csv", before)
        try pair.write("new.csv", after)
        return pair
    }

    @Test(
        "A column whose name says nothing is the partner if its values are the other side's, written alike or not",
        arguments: [
            ("FRACHTF", ["DPD", "DHL", "UPS"]), ("TRAEGER", ["DPD", "DHL", "UPS"]), ("VKZ", ["DPD", "DHL", "UPS"]),
            ("VKZ", ["0042", "0051", "0060"]),
        ])
    func byValues(_ name: String, _ words: [String]) throws {
        for isOld in [true, false] {
            let sides = [(name, words), ("delivery_carrier", ["DPD Classic", "DHL Express", "UPS Standard"])]
            let pair = try shipments(isOld ? sides[0] : sides[1], isOld ? sides[1] : sides[0])
            let result = try pair.reconcile("old.csv", "new.csv")
            // Ten of 200 have another carrier.
            #expect(
                InferredPair.counts(result.tally) == [.match: 190, .masterDataDrift: 10],
                "\(InferredPair.counts(result.tally))\n\(result.text)")
        }
    }

    @Test(
        "A column that has nothing to do with the carrier is not taken for it, and that only one side tells it is said")
    func chance() throws {
        let pair = try InferredPair()
        var (old, new) = ("typ,auftrag,zeit,VKZ\n", "event,order,time,delivery_carrier\n")
        for order in 0..<200 {
            old += "shipment,K\(2_000 + order),\(InferredPair.iso(order)),\(["A", "B", "C"][order % 3])\n"
            new += "shipment,K\(2_000 + order),\(InferredPair.iso(order)),\(["dpd", "ups", "gls"][order / 7 % 3])\n"
        }
        try pair.write("old.csv", old)
        try pair.write("new.csv", new)
        let text = try pair.reconcile("old.csv", "new.csv").text
        #expect(!text.contains("partner: VKZ"), "\(text)")
        let flat = text.replacing("\n", with: " ").replacing("#   ", with: "").split(separator: " ")
            .joined(separator: " ").replacing(" # ", with: " ")
        #expect(flat.contains("partner: only new is seen to tell it, so it is not compared"), "\(text)")
    }

    @Test("Cohen's kappa, against values worked out by hand")
    func kappa() throws {
        // 20 and 15 agree of 50; by chance 0.5 * 0.6 + 0.5 * 0.4 = 0.5: (0.7 - 0.5) / 0.5 (Wikipedia's example).
        let told =
            Array(repeating: (old: "y", new: "y"), count: 20) + Array(repeating: (old: "y", new: "n"), count: 5)
            + Array(repeating: (old: "n", new: "y"), count: 10) + Array(repeating: (old: "n", new: "n"), count: 15)
        #expect(abs(try #require(ChanceAgreement.kappa(told)) - 0.4) < 1e-12)
        #expect(ChanceAgreement.kappa(Array(told.prefix(29))) == nil)
        #expect(ChanceAgreement.kappa(Array(repeating: (old: "y", new: "y"), count: 50)) == nil)
    }
}
