import Reconciliation
import Testing

@testable import Analysis
@testable import Reporting

@Suite("The headline of a migration")
struct MigrationHeadlineTests {
    /// The sample's gate with a budget that bears all of its differences.
    private static func bearing(_ change: (inout GatePlan) -> Void = { _ in }) -> GatePlan {
        var gate = SampleMigration.gate
        gate.classes = [VerdictClass.late, .masterDataDrift, .value, .duplicate, .missing].map {
            GatePlan.ClassBudget($0, most: 1)
        }
        change(&gate)
        return gate
    }

    private static func story(_ gate: GatePlan, hasPartners: Bool = true) -> MigrationStory {
        let made = SampleMigration.made(gate: gate, hasPartners: hasPartners)
        return MigrationStory(MigrationWords(made.findings, made.rows))
    }

    @Test("Cut over: for whom, in how many orders, and how rare the unseen is")
    func cutOver() {
        let story = Self.story(Self.bearing())
        #expect(story.headline == "CUT OVER for all 3 partners: dpd, gls <b>&\"'| and ups.")
        // One order of 300 is pending.
        #expect(
            story.basis
                == "Nothing speaks against it in 299 orders; what was not seen is rarer than 5 % at 95 %.")
    }

    @Test("Ramp: nothing speaks against it, and so many orders are wanted")
    func ramp() {
        let story = Self.story(Self.bearing { $0.orders = 3_000 })
        #expect(story.headline == "RAMP for all 3 partners: dpd, gls <b>&\"'| and ups.")
        #expect(story.basis?.hasPrefix("Nothing speaks against it, and it is not shown yet: wanted are ") == true)
        // 3,000 less the 299 that were compared.
        #expect(story.basis?.contains("2,701 more orders") == true, "\(story.basis ?? "")")
    }

    @Test("Roll back: what does harm, for whom, and who is not concerned")
    func rollBack() {
        let story = Self.story(
            Self.bearing { gate in
                gate.classes.removeAll { $0.verdict == .duplicate }
                // Invoices are there twice for orders 1, 4 and 7, all of gls: any share above none is harm.
                gate.classes.append(GatePlan.ClassBudget(.duplicate, most: 0, rollBackAbove: 0))
            })
        #expect(
            story.headline == "ROLL BACK for 1 of 3 partners: gls <b>&\"'|. dpd and ups could be cut over.")
        #expect(story.basis == "3 duplicate invoices do harm beyond what was agreed.")
    }

    @Test("A tail that is later as a whole is told by kind and partner, at the highest quantile that has enough orders")
    func tail() throws {
        // Every third shipment is 5 s later, and judged by itself only. 368 orders are enough for a p99, 300 are not.
        let gate = Self.bearing { $0.latencies = [] }
        for (orders, quantile) in [(300, "p90"), (3_000, "p99")] {
            let made = SampleMigration.made(orders: orders, gate: gate)
            let words = MigrationWords(made.findings, made.rows)
            let told = "shipment 5 s later at \(quantile) (+5 s to +5 s)"
            #expect(words.basis?.hasSuffix(" As a whole \(told).") == true, "\(words.basis ?? "")")
            #expect(words.slower(.kind(1)) == [told])
        }
        let made = SampleMigration.made(orders: 3_000, gate: gate)
        let words = MigrationWords(made.findings, made.rows)
        #expect(words.slower(.partner(0)).isEmpty && words.slower(.partner(2)).count == 1)
    }

    @Test("Where no event says whose it is, the decision is for all orders")
    func noPartners() {
        #expect(Self.story(SampleMigration.gate, hasPartners: false).headline == "HOLD for all 299 orders compared.")
        #expect(Self.story(Self.bearing(), hasPartners: false).headline == "CUT OVER for all 299 orders compared.")
    }
}
