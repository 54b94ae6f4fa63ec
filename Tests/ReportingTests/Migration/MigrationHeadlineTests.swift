import Kernel
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

    @Test(
        "A tail that is later as a whole is told by kind and partner, at the highest quantile that has enough orders: beside the decision if it may be later than was agreed, else where times are told"
    )
    func tail() throws {
        // Every third shipment is 5 s later, and judged by itself only. 368 orders are enough for a p99, 300 are not.
        let gate = Self.bearing { $0.latencies = [] }
        for (orders, quantile) in [(300, "p90"), (3_000, "p99")] {
            let made = SampleMigration.made(orders: orders, gate: gate)
            let words = MigrationWords(made.findings, made.rows)
            let told = "shipment 5 s later at \(quantile) (+5 s to +5 s)"
            // 30 minutes are agreed.
            #expect(words.basis?.contains("later") == false, "\(words.basis ?? "")")
            #expect(words.slower(.kind(1)).isEmpty)
            let agreed = told + ", within the 30 min that were agreed"
            #expect(words.slowerAsAgreed(.kind(1)) == [agreed])
            let latency = MigrationStory(words).sections.first { $0.place == "latency" }
            #expect(latency?.statements == ["As a whole \(agreed)."])
            // Of 4 s they are beyond what was agreed.
            var findings = made.findings
            findings.agreement.kinds[1].lateAfter = 4 * .second
            let beyond = MigrationWords(findings, made.rows)
            #expect(beyond.basis?.hasSuffix(" As a whole \(told).") == true, "\(beyond.basis ?? "")")
            #expect(beyond.slower(.kind(1)) == [told])
        }
        let made = SampleMigration.made(orders: 3_000, gate: gate)
        let words = MigrationWords(made.findings, made.rows)
        #expect(words.slowerAsAgreed(.partner(0)).isEmpty && words.slowerAsAgreed(.partner(2)).count == 1)
    }

    @Test("All orders together that are later though no partner's are: told with its reason, the mix of partners")
    func mix() throws {
        var findings = SampleMigration.made(orders: 3_000, gate: Self.bearing { $0.latencies = [] }).findings
        findings.agreement.kinds[1].lateAfter = 4 * .second
        func words() -> MigrationWords { MigrationWords(findings, MigrationRows()) }
        // Shipments of ups are later by themselves.
        #expect(!findings.isOfTheMix(kind: 1, quantile: 0.99))
        #expect(words().slower(.all).first?.contains("mix") == false)
        for leg in findings.legs.indices where findings.legs[leg].kind == 1 && findings.legs[leg].partner != nil {
            for place in findings.legs[leg].quantiles.indices {
                findings.legs[leg].quantiles[place].difference = .interval(
                    ConfidenceInterval(estimate: -1e9, lower: -2e9, upper: 0, level: 0.95))
            }
        }
        #expect(findings.isOfTheMix(kind: 1, quantile: 0.99))
        let told = try #require(words().slower(.all).first)
        #expect(
            told.hasSuffix(", though for no partner by itself: which partners' orders are the latest has changed"),
            "\(told)")
    }

    @Test("What holds everything and is no partner's own is told as such: a row that cannot be read")
    func everything() {
        let made = SampleMigration.made(gate: Self.bearing(), reads: SampleMigration.reads)
        let story = MigrationStory(MigrationWords(made.findings, made.rows))
        #expect(
            story.headline
                == "HOLD for everything, though for no partner by itself: what speaks against it is not any one partner's. dpd, gls <b>&\"'| and ups could be cut over."
        )
        #expect(story.basis == "1 row that cannot be read speaks against it.")
    }

    @Test("Where no event says whose it is, the decision is for all orders")
    func noPartners() {
        #expect(Self.story(SampleMigration.gate, hasPartners: false).headline == "HOLD for all 299 orders compared.")
        #expect(Self.story(Self.bearing(), hasPartners: false).headline == "CUT OVER for all 299 orders compared.")
    }
}
