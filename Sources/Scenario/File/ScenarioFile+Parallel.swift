public import Kernel
public import Reconciliation

extension ScenarioFile {
    /// The two landscapes that a section speaks of; nil: a problem was reported.
    func resolve(_ section: ParallelSection, clock: Clock) -> ParallelScenario? {
        guard let baseline = with(section.baseline.parts), let candidate = with(section.candidate.parts) else {
            return nil
        }
        let (agreement, events) = kinds(section, baseline.plan, candidate.plan)
        let partners = ParallelScenario.partners(section.dimension, of: baseline.plan)
        let phases = section.phases.compactMap { phase($0, section.dimension, partners, clock) }
        var defects: [Defect] = []
        for planted in section.planted {
            let name = planted.value.event
            guard let kind = section.events.firstIndex(where: { Name.folded($0.name) == Name.folded(name.value) })
            else {
                name.item.refuse(
                    name: name.value, "no event \(quoted(name.value)) is compared", among: section.events.map(\.name),
                    isPartial: false)
                continue
            }
            guard kind < agreement.kinds.count else { continue }
            let known = section.dimension == .carrier ? baseline.plan.demand.carriers : partners
            if let defect = planted.value.defect(kind: kind, agreement, clock: clock, partners: known) {
                defects.append(defect)
            }
        }
        section.gate?.check(kinds: agreement.kinds.map(\.name), partners: partners)
        return ParallelScenario(
            baseline: ParallelScenario.Landscape(name: section.baseline.name ?? "baseline", scenario: baseline),
            candidate: ParallelScenario.Landscape(name: section.candidate.name ?? "candidate", scenario: candidate),
            agreement: agreement, events: events, dimension: section.dimension, learnsNoise: section.learnsNoise,
            onboarding: Onboarding(phases: phases, dimension: section.dimension, seed: plan.seed), defects: defects,
            gate: section.gate?.plan ?? GatePlan())
    }

    private func kinds(_ section: ParallelSection, _ baseline: Plan, _ candidate: Plan) -> (
        Agreement, [ParallelScenario.Event]
    ) {
        var kinds: [EventKind] = []
        var events: [ParallelScenario.Event] = []
        for named in section.events {
            let written = named.value
            for (plan, side) in [(baseline, "the baseline"), (candidate, "the candidate")]
            where !plan.journey.events.contains(where: { $0.name == named.name }) {
                named.item.reading.report(
                    "no order of \(side) has an event \(quoted(named.name))"
                        + Name.hint(for: named.name, among: plan.journey.events.map(\.name)),
                    at: named.item.keyPlace, path: named.item.path)
            }
            let documents = baseline.journey.documents.map(\.name)
            if let document = written.document, !documents.contains(document) {
                named.item.refuse(
                    name: document, "there is no document \(quoted(document))", among: documents, isPartial: false)
            }
            let name = written.name ?? written.role.rawValue
            var kind = EventKind(
                name: kinds.contains { $0.name == name } ? named.name : name, role: written.role,
                maySplit: written.role == .shipment || written.role == .label)
            written.terms.apply(to: &kind)
            kinds.append(kind)
            events.append(ParallelScenario.Event(event: named.name, document: written.document))
        }
        return (Agreement(kinds: kinds, fields: RehearsedFields.all), events)
    }

    private func phase(
        _ written: Located<PhaseSection>, _ dimension: PartnerDimension, _ partners: [String], _ clock: Clock
    ) -> Onboarding.Phase? {
        let section = written.value
        guard section.partners.isEmpty || dimension != .carrier else {
            written.item.refuse(
                "an order's carrier is known only when it is chosen: move by share, or let partner be channel, destination, service or warehouse"
            )
            return nil
        }
        let numbers = section.partners.compactMap { partner -> Int? in
            guard let number = partners.firstIndex(of: partner.value) else {
                partner.item.refuse(
                    name: partner.value, "there is no \(dimension.rawValue) \(quoted(partner.value))", among: partners,
                    isPartial: false)
                return nil
            }
            return number
        }
        let from = section.from.map { ShapePiece.instant(of: $0.value, after: 0, clock: clock) } ?? 0
        return Onboarding.Phase(from: from, partners: numbers, share: section.share)
    }
}

extension ParallelScenario {
    /// Names of the partners of a dimension.
    public static func partners(_ dimension: PartnerDimension, of plan: Plan) -> [String] {
        switch dimension {
        case .channel: plan.demand.channels.names
        case .destination: plan.demand.destinations.names
        case .service: plan.demand.services.names
        case .warehouse: plan.demand.warehouses.names
        case .carrier: plan.demand.carriers
        }
    }
}
