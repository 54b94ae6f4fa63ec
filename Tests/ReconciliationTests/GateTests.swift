import Kernel
import Testing

@testable import Analysis
@testable import Reconciliation

@Suite("The gate")
struct GateTests {
    typealias Row = EventTable.Row

    /// So many orders of a partner that match, and some that do not.
    private func findings(
        _ partners: [(name: String, orders: Int, duplicates: Int)], gate: GatePlan, lateBy: Nanoseconds = 0,
        inOneStretch: Bool = false,
        agreement: Agreement = EventTable.agreement
    ) -> MigrationFindings {
        let stores = [Side.old, .new].map { SideStore($0, agreement: agreement) }
        let values = [Int64](repeating: EventField.absent, count: agreement.fields.count)
        for (place, partner) in partners.enumerated() {
            for number in 0..<partner.orders {
                for store in stores {
                    let order = KeyHash.of("\(place)-\(number)")
                    let own = store.partners.number(partner.name)
                    for kind in [0, 2] {
                        let late = store.side == .new && kind == 2 ? lateBy : 0
                        let event = BusinessEvent(
                            order: order, kind: kind, time: Int64(number) * .second + Int64(kind) * .minute + late,
                            row: UInt64(number), document: 5, partner: own)
                        values.withUnsafeBufferPointer { store.add(event, $0) }
                        if kind == 2, store.side == .new,
                            inOneStretch
                                ? number < partner.duplicates
                                : partner.duplicates > 0
                                    && number % (partner.orders / partner.duplicates) == 0
                                    && number / (partner.orders / partner.duplicates) < partner.duplicates
                        {
                            values.withUnsafeBufferPointer { store.add(event, $0) }
                        }
                    }
                }
            }
        }
        let reconciler = Reconciler(
            EventStore(agreement, stores), asOf: 100 * .day, keepsAllTimes: gate.isWatched)
        return MigrationFindings(
            title: "t", names: ("a", "b"), reconciler: reconciler,
            tally: reconciler.tally(parts: 0..<SideStore.partCount),
            gate: gate, today: 10 * .day, reads: [])
    }

    private func decision(_ findings: MigrationFindings, _ name: String) -> Decision? {
        findings.partners.firstIndex(of: name).flatMap { findings.line(.partner($0)) }?.decision
    }

    @Test("3,000 clean orders are enough to cut over, fewer are a ramp, one duplicate holds; the worst partner decides")
    func partners() {
        let found = findings([("dpd", 3_000, 0), ("gls", 2_900, 0), ("ups", 3_000, 1)], gate: GatePlan())
        #expect(decision(found, "dpd") == .cutOver)
        #expect(decision(found, "gls") == .ramp)
        #expect(decision(found, "ups") == .hold)
        #expect(found.decision == .hold)
        // The rule of three: 1 - 0.05^(1/3000) = 0.0998 %.
        guard
            case .unseen(let bound, rarerThan: 0.001, needed: 2_995) =
                found.line(.partner(0))?.checks.first(where: { $0.subject == .absence })?.evidence
        else {
            Issue.record("nothing is said of what was not seen")
            return
        }
        #expect(bound.of == 3_000)
        #expect((bound.atMost - 0.000_998_08).magnitude < 1e-7)
    }

    /// What is said of duplicates of labels.
    private func duplicates(_ line: GateLine?) -> GateCheck? {
        line?.checks.first { $0.subject == .difference(.duplicate, kind: 2) }
    }

    @Test("Only partners that are required decide, and one that is not there holds")
    func required() {
        var gate = GatePlan()
        gate.required = ["dpd"]
        #expect(findings([("dpd", 3_000, 0), ("ups", 10, 0)], gate: gate).decision == .cutOver)
        gate.required = ["dpd", "gls"]
        let found = findings([("dpd", 3_000, 0)], gate: gate)
        #expect(found.decision == .hold)
        #expect(found.line(.absent("gls"))?.decision == .hold)
    }

    @Test("A share that is borne: shown below it passes, above it fails, in between it is open; far above it is harm")
    func budgets() {
        func state(_ duplicates: Int, most: Double, harm: Double? = nil) -> GateCheck.State? {
            var gate = GatePlan()
            gate.classes = [GatePlan.ClassBudget(.duplicate, most: most, rollBackAbove: harm)]
            let found = findings([("dpd", 3_000, duplicates)], gate: gate)
            return self.duplicates(found.line(.partner(0)))?.state
        }
        // Clopper-Pearson, one-sided 95 %, of 3,010 and 3,030 units: 10 of 3,010 is at most 0.563 %, 30 of 3,030 1.339 %.
        #expect(state(10, most: 0.006) == .met)
        #expect(state(10, most: 0.005) == .open)
        #expect(state(10, most: 0.003) == .failed)
        #expect(state(30, most: 0.001, harm: 0.005) == .harm)
        #expect(state(30, most: 0.001, harm: 0.009) == .failed)
    }

    private struct NoShare: Error {}

    @Test(
        "Duplicates within one stretch of time count once: the same number is not shown to be below the budget any more"
    )
    func clusters() throws {
        var gate = GatePlan()
        gate.classes = [GatePlan.ClassBudget(.duplicate, most: 0.02)]
        func check(_ inOneStretch: Bool) throws -> GateCheck {
            let found = findings([("dpd", 3_000, 30)], gate: gate, inOneStretch: inOneStretch)
            return try #require(self.duplicates(found.line(.partner(0))))
        }
        func bound(_ check: GateCheck) throws -> ShareBound {
            guard case .share(let bound, _) = check.evidence else { throw NoShare() }
            return bound
        }
        // 30 of 3,030 are at most 1.34 % if they are independent. As one case of 101 the share is at most 4.6 %.
        #expect(try check(false).state == .met)
        let apart = try bound(check(false))
        #expect(apart.seen == 30 && apart.of == 3_030 && !apart.isClustered)
        #expect((apart.atMost - 0.013_39).magnitude < 5e-5)
        #expect(try check(true).state == .open)
        #expect(try bound(check(true)).isClustered)
    }

    @Test("A signed exception covers what it was signed for, until it runs out")
    func exceptions() {
        func decide(most: Int, until: Instant) -> Decision {
            var gate = GatePlan()
            gate.exceptions = [
                GatePlan.SignedException(
                    .duplicate, partner: "ups", most: most, owner: "shipping", signedBy: "J. Maes", reason: "known",
                    until: until, untilText: "2026-12-31")
            ]
            return findings([("ups", 3_000, 4)], gate: gate).decision
        }
        #expect(decide(most: 4, until: 11 * .day) == .cutOver)
        #expect(decide(most: 5, until: 11 * .day) == .cutOver)
        #expect(decide(most: 3, until: 11 * .day) == .hold)
        #expect(decide(most: 4, until: 9 * .day) == .hold)
    }

    @Test("Two exceptions for the same differences sign for them once; what they reach counts as a whole")
    func overlappingExceptions() {
        func exception(_ partner: String?, most: Int) -> GatePlan.SignedException {
            GatePlan.SignedException(
                .duplicate, partner: partner, most: most, owner: "shipping", signedBy: "J. Maes", reason: "known",
                until: 11 * .day, untilText: "1970-01-11")
        }
        func all(_ exceptions: [GatePlan.SignedException]) -> GateCheck? {
            var gate = GatePlan()
            gate.required = ["dpd"]
            gate.exceptions = exceptions
            return duplicates(findings([("dpd", 3_000, 20), ("ups", 3_000, 20)], gate: gate).line(.all))
        }
        let twice = all([exception("dpd", most: 20), exception("dpd", most: 20)])
        #expect(twice?.state == .failed)
        guard case .share(let bound, let bearable) = twice?.evidence else {
            Issue.record("no share is told")
            return
        }
        #expect(bound.seen == 40 && bearable.signedFor == 20)
        #expect(bearable.signatures.map(\.outcome) == [.signed(20), .again(20)])
        #expect(all([exception("dpd", most: 20), exception("ups", most: 20)])?.state == .signed)
        #expect(all([exception(nil, most: 40)])?.state == .signed)
        // It reaches 40: that is more than it is for, of each partner as of all.
        let few = all([exception(nil, most: 39)])
        #expect(few?.state == .failed)
        if case .share(_, let bearable) = few?.evidence {
            #expect(bearable.signatures.map(\.outcome) == [.exceeded(by: 40)] && bearable.signedFor == 0)
        }
    }

    @Test("Later, and nobody agreed to it: never cut over; with an agreement, or earlier, it may be")
    func lateness() {
        func decide(_ late: Nanoseconds, lateAfter: Nanoseconds? = nil, budget: Nanoseconds? = nil) -> MigrationFindings
        {
            var gate = GatePlan()
            if let budget { gate.latencies = [GatePlan.LatencyBudget(kind: "label", quantile: 0.5, most: budget)] }
            var agreement = EventTable.agreement
            agreement.kinds[2].lateAfter = lateAfter
            return findings([("ups", 3_000, 0)], gate: gate, lateBy: late, agreement: agreement)
        }
        let found = decide(6 * .hour)
        #expect(found.decision == .ramp)
        let check = found.line(.all)?.checks.first { $0.subject == .lateness(kind: 2) }
        #expect(check?.state == .open)
        if case .lateness(let interval, _) = check?.evidence {
            #expect(interval.estimate == 6 * Double(Nanoseconds.hour))
        } else {
            Issue.record("no shift is told")
        }
        #expect(found.line(.partner(0))?.decision == .ramp)
        #expect(decide(6 * .hour, lateAfter: 7 * .hour).decision == .cutOver)
        #expect(decide(6 * .hour, budget: 7 * .hour).decision == .cutOver)
        #expect(decide(-.minute).decision == .cutOver)
        // Within what counts as the same time.
        #expect(decide(900 * .millisecond).decision == .cutOver)
    }

    @Test("Orders that the old side does not know are no orders that were compared")
    func strangers() {
        let rows = (0..<5).flatMap { number -> [Row] in
            [
                Row(.old, "order", at: 0, order: "\(number)", partner: "dpd"),
                Row(.new, "order", at: 0, order: "\(number)", partner: "dpd"),
            ]
        }
        let store = EventTable.store(rows + [Row(.new, "label", at: 1, order: "?", partner: "dpd")])
        let tally = Reconciler(store, asOf: .day).tally(parts: 0..<SideStore.partCount)
        #expect(tally.comparedOrders(0) == 5)
        #expect(tally.orders[0].reduce(0, +) == 6)
        #expect(tally.strangers[0].reduce(0, +) == 1)
    }

    @Test("Latency: a shift that every order has is shown exactly, beyond the agreement it holds")
    func latency() {
        func decide(_ most: Nanoseconds) -> Decision {
            var gate = GatePlan()
            gate.latencies = [GatePlan.LatencyBudget(kind: "label", quantile: 0.99, most: most)]
            return findings([("ups", 3_000, 0)], gate: gate, lateBy: 400 * .millisecond).decision
        }
        #expect(decide(400 * .millisecond) == .cutOver)
        #expect(decide(399 * .millisecond) == .hold)
        // 100 orders are too few for a p99 with an interval: 368 would do.
        var gate = GatePlan()
        gate.latencies = [GatePlan.LatencyBudget(kind: "label", quantile: 0.99, most: .second)]
        let found = findings([("ups", 100, 0)], gate: gate)
        let check = found.line(.partner(0))?.checks.first { $0.subject == .latency(kind: 2, quantile: 0.99) }
        #expect(check?.state == .open)
        #expect(
            check?.evidence
                == .shift(.insufficient(count: 100, needed: 368), agreed: .second, used: 100, orders: 100))
    }

    @Test("Looked at again and again, bounds are wider: what one look shows, a watched ramp does not yet")
    func watched() {
        var gate = GatePlan()
        #expect(findings([("dpd", 3_000, 0)], gate: gate).decision == .cutOver)
        gate.isWatched = true
        #expect(findings([("dpd", 3_000, 0)], gate: gate).decision == .ramp)
        #expect(findings([("dpd", 12_000, 0)], gate: gate).decision == .cutOver)
    }

    /// The interval of the median's shift where labels take from one to a thousand seconds on either side, by chance.
    private func watchedLabels(_ orders: Int) throws -> (found: MigrationFindings, width: Double) {
        var gate = GatePlan()
        gate.isWatched = true
        gate.latencies = [GatePlan.LatencyBudget(kind: "label", quantile: 0.5, most: .millisecond)]
        var generator = RandomKey(41).generator
        let stores = [Side.old, .new].map { SideStore($0, agreement: EventTable.agreement) }
        let values = [Int64](repeating: EventField.absent, count: EventTable.agreement.fields.count)
        for number in 0..<orders {
            for store in stores {
                let own = store.partners.number("dpd")
                for kind in [0, 2] {
                    let takes = kind == 0 ? 0 : Int64((1 + generator.uniform() * 999) * 1e9)
                    let event = BusinessEvent(
                        order: KeyHash.of("\(number)"), kind: kind, time: Int64(number) * .minute + takes,
                        row: UInt64(number), document: 5, partner: own)
                    values.withUnsafeBufferPointer { store.add(event, $0) }
                }
            }
        }
        let reconciler = Reconciler(
            EventStore(EventTable.agreement, stores), asOf: 1_000 * .day, keepsAllTimes: true)
        let found = MigrationFindings(
            title: "t", names: ("a", "b"), reconciler: reconciler,
            tally: reconciler.tally(parts: 0..<SideStore.partCount), gate: gate, today: 10 * .day, reads: [])
        let median = try #require(found.leg(kind: 2)?.quantiles.first { $0.quantile == 0.5 })
        #expect(median.sampled == orders)
        let interval = try #require(median.difference.interval)
        #expect(interval.contains(0))
        return (found, interval.upper - interval.lower)
    }

    @Test("Looked at again and again, all orders count: ten times as many make the interval of a shift a third as wide")
    func watchedLatency() throws {
        let (few, many) = (try watchedLabels(2_000), try watchedLabels(20_000))
        // 1 / sqrt(10) is 0.32; the price of looking again grows with the logarithm.
        #expect((0.25...0.45).contains(many.width / few.width), "\(few.width) and \(many.width)")
        let check = many.found.line(.all)?.checks.first { $0.subject == .latency(kind: 2, quantile: 0.5) }
        #expect(check?.state == .open)
        // All of them are used.
        if case .shift(.interval, _, let used, let orders) = check?.evidence {
            #expect(used == 20_000 && orders == 20_000)
        } else {
            Issue.record("no shift is told")
        }
    }

    @Test(
        "A p99 is made from all orders that are kept, and no more are asked for while there are some that are not used")
    func sampled() throws {
        var gate = GatePlan()
        gate.latencies = [GatePlan.LatencyBudget(kind: "label", quantile: 0.5, most: .second)]
        let found = findings([("dpd", 6_000, 0), ("ups", 12_000, 0)], gate: gate)
        let leg = try #require(found.leg(kind: 2, partner: 1))
        #expect(leg.orders == 12_000 && leg.sampled == 2_000)
        #expect(leg.quantiles.map(\.sampled) == [10_000, 2_000, 10_000])
        let own = try #require(found.leg(kind: 2, partner: 0))
        #expect(own.orders == 6_000 && own.quantiles.map(\.sampled) == [6_000, 2_000, 6_000])
    }
}
