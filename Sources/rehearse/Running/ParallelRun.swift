internal import Analysis
internal import Foundation
internal import Kernel
internal import Reconciliation
internal import Reporting
internal import Scenario

/// Feeds the same orders to two landscapes, and compares what happens to them.
struct ParallelRun {
    let parallel: ParallelScenario
    let title: String
    /// By which signed exceptions have run out or not.
    let today: Instant
    let threads: Int
    let isQuiet: Bool
    /// What rehearses one side.
    let rehearse: @Sendable (Feed, Chronicle) throws -> Recording

    /// What one side is fed.
    struct Feed: Sendable {
        /// Whose orders: old, new, or the old ones with other chance.
        var side: Side
        /// The scenario as it is with the side's landscape.
        var scenario: ScenarioFile
        /// Who is on the new side when; on the old side everybody always is.
        var onboarding: Onboarding
    }

    /// What it came to.
    struct Outcome {
        var findings: MigrationFindings
        var recordings: [Recording]
        var rows: MigrationRows
    }

    /// What all sides did, compared.
    private struct Compared {
        var feeds: [Feed]
        var chronicles: [Chronicle]
        var recordings: [Recording]
        var stores: [SideStore]
        var made: [(events: EventMaker.Made, plants: [DefectPlanter.Plant])]
        var judged: StoreComparison.Judged
        var origin: Instant
    }

    /// Runs all sides and judges them.
    func run() throws -> Outcome {
        let compared = try compare()
        let (feeds, made, judged) = (compared.feeds, compared.made, compared.judged)
        let plants = made.flatMap(\.plants)
        let findings = MigrationFindings(
            title: title, names: names, reconciler: judged.reconciler, tally: judged.tally, noise: judged.noise,
            classNoise: judged.classes,
            gate: parallel.gate, today: today, reads: reads(feeds, compared.stores, made.map(\.events.notMoved)),
            planted: PlantedTruth(defects: parallel.defects, plants: plants).findings(judged.reconciler),
            lags: zip(feeds, compared.recordings).map { ScheduleLag(name(of: $0.side), $1) },
            onboarding: shares(made[0].events, compared.origin))
        return Outcome(
            findings: findings, recordings: compared.recordings,
            rows: rows(compared.chronicles, wanted: findings.rowsWanted))
    }

    /// Runs all sides and tells the story of one order.
    /// - Parameter order: its number.
    func story(of order: String) throws -> String {
        let compared = try compare()
        let units = compared.judged.reconciler.explain(order: KeyHash.of(order))
        guard !units.isEmpty else {
            throw CommandFailure(
                "--explain: no side has an event of the order \"\(order)\" that is compared; expected an order's number, as the report names it",
                code: .usage)
        }
        let rows = rows(compared.chronicles) { side in
            Set(units.flatMap { side == .old ? $0.old : $0.new }.map(\.row))
        }
        return OrderTale(order: order, agreement: parallel.agreement, names: names, units: units, rows: rows).text
    }

    private var names: (old: String, new: String) { (old: parallel.baseline.name, new: parallel.candidate.name) }

    private func compare() throws -> Compared {
        let feeds =
            [
                Feed(side: .old, scenario: parallel.baseline.scenario, onboarding: everybody),
                Feed(side: .new, scenario: parallel.candidate.scenario, onboarding: parallel.onboarding),
            ]
            + (parallel.learnsNoise
                ? [Feed(side: .again, scenario: parallel.baseline.scenario, onboarding: everybody)] : [])
        let chronicles = feeds.map { _ in Chronicle() }
        let results = Parallelism.map(Array(feeds.indices), threads: threads) { index in
            Result { try rehearse(feeds[index], chronicles[index]) }
        }
        let recordings = try results.map { try $0.get() }
        let stores = feeds.map { SideStore($0.side, agreement: parallel.agreement) }
        let made = Parallelism.map(Array(feeds.indices), threads: threads) { index in
            var planter = planter(for: feeds[index].side)
            let store = stores[index]
            let events = maker(feeds[index].scenario.plan).make(
                chronicles[index], partners: store.partners, planter: &planter
            ) { store.add($0, $1) }
            return (events: events, plants: planter?.plants ?? [])
        }
        let store = EventStore(parallel.agreement, stores)
        let origin = parallel.baseline.scenario.plan.origin
        // A run that came to its end is over: nothing more will happen. Where it was stopped, the rest may still come.
        let reached = recordings.prefix(2).map { $0.stop == .finished ? $0.plan.end : $0.reached }.min() ?? 0
        let judged = try StoreComparison(threads: threads, isQuiet: isQuiet, sharesChance: true).judge(
            store, asOf: origin + reached, isWatched: parallel.gate.isWatched)
        return Compared(
            feeds: feeds, chronicles: chronicles, recordings: recordings, stores: stores, made: made, judged: judged,
            origin: origin)
    }

    private var everybody: Onboarding {
        Onboarding(phases: [], dimension: parallel.dimension, seed: parallel.onboarding.seed)
    }

    private func lookup(_ plan: Plan) -> EventMaker.Lookup {
        let journey = plan.journey
        return EventMaker.Lookup(
            kinds: journey.events.map { event in parallel.events.firstIndex { $0.event == event.name } ?? -1 },
            documents: parallel.events.map { event in
                event.document.flatMap { name in journey.documents.firstIndex { $0.name == name } }
            },
            states: journey.documents.map(\.states),
            partners: ParallelScenario.partners(parallel.dimension, of: plan), warehouses: plan.demand.warehouses.names,
            carriers: plan.demand.carriers, origin: plan.origin)
    }

    private func reads(_ feeds: [Feed], _ stores: [SideStore], _ left: [Int]) -> [ReadFacts] {
        zip(feeds, zip(stores, left)).map { feed, made in
            ReadFacts(
                name: name(of: feed.side), place: "rehearsed", rows: made.0.count + made.1, events: made.0.count,
                notMoved: made.1)
        }
    }

    /// Who moved when, by the old side, on which every order is.
    private func shares(_ made: EventMaker.Made, _ origin: Instant) -> [OnboardingShare] {
        let phases = parallel.onboarding.phases
        guard !phases.isEmpty else { return [] }
        let names =
            ParallelScenario.partners(parallel.dimension, of: parallel.baseline.scenario.plan)
            + [EventStore.noPartner]
        return made.orders.enumerated().flatMap { number, orders in
            let phase = phases.indices.contains(number) ? phases[number] : nil
            return zip(names, orders).filter { $0.1 > 0 }.map { name, count in
                OnboardingShare(
                    phase: phase.map {
                        OnboardingShare.Phase(number: number, from: origin.later(by: $0.from), share: $0.share)
                    }, partner: name, orders: count)
            }
        }
    }

    private func name(of side: Side) -> String {
        switch side {
        case .old: parallel.baseline.name
        case .new: parallel.candidate.name
        case .again: parallel.baseline.name + " once more"
        }
    }

    private func maker(_ plan: Plan) -> EventMaker {
        EventMaker(
            parallel.agreement, lookup(plan), dimension: parallel.dimension, onboarding: parallel.onboarding,
            seed: parallel.baseline.scenario.plan.seed)
    }

    private func planter(for side: Side) -> DefectPlanter? {
        guard side == .new, !parallel.defects.isEmpty else { return nil }
        return DefectPlanter(
            parallel.defects, agreement: parallel.agreement, seed: parallel.baseline.scenario.plan.seed)
    }

    /// What the examples' events were, in words: they are made once more, defects and all.
    private func rows(_ chronicles: [Chronicle], wanted: (Side) -> Set<UInt64>) -> MigrationRows {
        var rows = MigrationRows()
        for side in [Side.old, .new] {
            let landscape = side == .old ? parallel.baseline : parallel.candidate
            let plan = landscape.scenario.plan
            let wanted = wanted(side)
            let chronicle = chronicles[Int(side.rawValue)]
            let maker = maker(plan)
            let texts = maker.texts(with: parallel.defects)
            var planter = planter(for: side)
            _ = maker.make(chronicle, partners: PartnerBook(), planter: &planter) { event, values in
                guard wanted.contains(event.row) else { return }
                let record = chronicle.records[EventMaker.record(ofRow: event.row)]
                let number = EventMaker.name(record.number)
                rows[side, event.row] = MigrationRows.Row(
                    place: "order \(number), \(landscape.name)", order: number,
                    kind: plan.journey.events[Int(record.event)].name, time: event.time,
                    fields: zip(parallel.agreement.fields, values).compactMap { field, value in
                        told(field, value, texts).map { MigrationRows.Field(name: field.name, value: $0) }
                    })
            }
        }
        return rows
    }

    /// A value in words; nil: there is none.
    private func told(_ field: EventField, _ value: Int64, _ texts: [Int64: String]) -> String? {
        guard value != EventField.absent else { return nil }
        switch field.form {
        case .text: return texts[value]
        case .time: return Clock.text(value)
        case .number:
            let whole = value.magnitude / UInt64(EventField.scale)
            var decimals = String(value.magnitude % UInt64(EventField.scale) + UInt64(EventField.scale)).dropFirst()
            while decimals.last == "0" { decimals.removeLast() }
            return (value < 0 ? "-" : "") + String(whole) + (decimals.isEmpty ? "" : "." + decimals)
        }
    }
}

extension Plan {
    /// Its instant 0 in nanoseconds since 1970 UTC.
    var origin: Instant { zone.originUnixSeconds * .second }
}
