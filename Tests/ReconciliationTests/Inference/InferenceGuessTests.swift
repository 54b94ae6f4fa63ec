import Exports
import Reconciliation
import Scenario
import Testing

@Suite("What a proposed mapping guesses where names do not say it")
struct InferenceGuessTests {
    /// A text without the breaks of its comments.
    private static func flat(_ text: String) -> String {
        text.split(whereSeparator: \.isWhitespace).filter { $0 != "#" }.joined(separator: " ")
    }

    /// Sixty orders, each with an order, a second event that either side has its own word for, and an invoice; the new side
    /// is two minutes later. Every document number holds the order's number.
    private static func write(_ pair: InferredPair, second: [String], newSkips skipped: Int = 0) throws {
        var old = "type,reference,order_ref,when,qty\n"
        var new = "event,reference,origin,time,quantity\n"
        for order in 0..<60 {
            for (step, words) in [["ORDERS", "sale"], second, ["INVOIC", "invoice"]].enumerated() {
                let number = 10_001 + order
                let time = order * 30 + step * 9
                old +=
                    "\(words[0]),\(["ORD-", "DES-", "INV-"][step])\(number),PO\(number),\(InferredPair.iso(time)),\(order % 7 + 1)\n"
                if step == 1, order < skipped { continue }
                new +=
                    "\(words[1]),\(["SO/", "OUT/", "BILL/"][step])\(number),PO\(number),\(InferredPair.iso(time + 2)),\(order % 7 + 1)\n"
            }
        }
        try pair.write("old.csv", old)
        try pair.write("new.csv", new)
    }

    @Test("Two words for one event are paired, as a guess with its reason, and so compared")
    func pairs() throws {
        let pair = try InferredPair()
        try Self.write(pair, second: ["DESADV", "picking"])
        let result = try pair.reconcile("old.csv", "new.csv")
        let flat = Self.flat(result.text)
        #expect(flat.contains("DESADV: shipment") && flat.contains("picking: shipment"), "\(result.text)")
        #expect(
            flat.contains(
                "unsure: a guess: \"DESADV\" of old and \"picking\" of new have names that say different things"),
            "\(result.text)")
        #expect(
            flat.contains("100 % of the sampled orders with one have both, as often (60 and 60 times) and 0s apart"))
        // 60 orders of three events, each later by the same two minutes.
        #expect(InferredPair.counts(result.tally) == [.timingOnly: 180])
    }

    @Test("What comes back on one side is what comes in on the other")
    func returns() throws {
        let pair = try InferredPair()
        try Self.write(pair, second: ["RETANN", "stock.picking.incoming"])
        let result = try pair.reconcile("old.csv", "new.csv")
        let flat = Self.flat(result.text)
        #expect(flat.contains("RETANN: return") && flat.contains("stock.picking.incoming: return"), "\(result.text)")
        #expect(flat.contains("unsure: \"stock.picking.incoming\" is taken for what comes back"), "\(result.text)")
        #expect(InferredPair.counts(result.tally) == [.timingOnly: 180])
    }

    @Test(
        "The order is the column that both sides and all of their events share, not a document's number with it inside")
    func key() throws {
        let pair = try InferredPair()
        try Self.write(pair, second: ["DESADV", "shipment"])
        let text = try MappingProposal.text(old: pair.path("old.csv"), new: pair.path("new.csv"))
        #expect(text.contains("order: order_ref\n") && text.contains("order: origin\n"), "\(text)")
    }

    @Test("Words that happen in other counts are not paired, and what could hide behind leaving both out is said")
    func apart() throws {
        let pair = try InferredPair()
        try Self.write(pair, second: ["DESADV", "picking"], newSkips: 30)
        let flat = Self.flat(try pair.reconcile("old.csv", "new.csv").text)
        #expect(!flat.contains("a guess:"))
        #expect(!flat.contains("put the word under \"ignore\""))
        for words in ["new has \"picking\" without a counterpart", "old has \"DESADV\" without a counterpart"] {
            #expect(flat.contains(words), "\(flat)")
        }
        #expect(flat.contains("if both are left out, what is missing or different in it stays hidden"))
    }

    @Test("An invoice is never taken for a shipment, however alike they happen")
    func families() throws {
        let pair = try InferredPair()
        try Self.write(pair, second: ["DESADV", "creditnote"])
        let flat = Self.flat(try pair.reconcile("old.csv", "new.csv").text)
        #expect(!flat.contains("a guess:"))
    }
}
