internal import Reconciliation

/// `parallel:` of a scenario: two landscapes that get the same orders.
struct ParallelSection {
    /// A landscape as written.
    struct Side {
        var name: String?
        /// Laid over the scenario.
        var parts: Item?
    }

    /// A journey's event as written.
    struct EventSection {
        var role: EventRole
        var name: String?
        var terms = EventTerms()
        var document: String?
    }

    var baseline: Side
    var candidate: Side
    var dimension: PartnerDimension
    var events: [Named<EventSection>]
    var learnsNoise: Bool
    var phases: [Located<PhaseSection>]
    var planted: [Located<DefectSection>]
    var gate: WrittenGate?
    var item: Item

    static let shape = Shape<ParallelSection>.mapping(
        "parallel run", "Two landscapes that get the same orders, for rehearse parallel."
    ) { fields in
        let baseline = fields.optional("baseline", side, "The landscape in use; the scenario itself if left out.")
        let candidate = fields.required("candidate", side, "The landscape that may take over.")
        let dimension = fields.optional(
            "partner", Shape<PartnerDimension>.choice(of: PartnerDimension.self), "What counts as a partner.",
            or: .channel)
        let events = fields.required(
            "events", .names(event, of: "events of the journey", atMost: Agreement.kindLimit),
            "Which events of the journey are compared, and as what.")
        let noise = fields.optional(
            "noise", .yesNo, "Whether the baseline runs once more with other chance, to learn what differs by nature.",
            or: true)
        let phases = fields.optional(
            "onboarding", .list(PhaseSection.shape.located, of: "phases", atMost: 200),
            "Who moves to the candidate when; all at once if left out.", or: [])
        let planted = fields.optional(
            "planted", .list(DefectSection.shape.located, of: "defects", atMost: 200),
            "Differences planted in the candidate's events, to see that they are found.", or: [])
        let gate = fields.optional("gate", GateSection.shape, "What must be shown before the cut-over.")
        guard let candidate, let events, !fields.isIncomplete else { return nil }
        return ParallelSection(
            baseline: baseline ?? Side(), candidate: candidate, dimension: dimension, events: events,
            learnsNoise: noise, phases: phases, planted: planted, gate: gate, item: fields.item)
    }

    private static let side = Shape<Side>.either(
        "a name, or { name: ..., with: { systems: ... } }", scalar: Shape<String>.text.map { Side(name: $0) },
        mapping: .mapping("landscape of a parallel run", "A landscape of a parallel run.") { fields in
            let name = fields.optional("name", .text, "What people call it.")
            let parts = fields.optional(
                "with", .raw(describedBy: ScenarioParts.shape),
                "Parts of the scenario as they are here: laid over it, key by key.")
            if let parts, !ScenarioParts.isLandscape(parts, "a landscape of a parallel run") { return nil }
            return fields.isIncomplete ? nil : Side(name: name, parts: parts)
        })

    private static let role = Shape<EventRole>.choice(of: EventRole.self)

    private static let event = Shape<EventSection>.either(
        "a kind of business event such as shipment, or { is: shipment, late after: 10m }",
        scalar: role.map { EventSection(role: $0) },
        mapping: .mapping("compared event", "What an event of the journey is compared as.") { fields in
            let role = fields.required("is", role, "What it is in the life of an order.")
            let name = fields.optional("name", .text, "What reports call it.")
            let terms = EventTerms(fields)
            let document = fields.optional("status of", .text, "The document whose state is its status.")
            guard let role, !fields.isIncomplete else { return nil }
            return EventSection(role: role, name: name, terms: terms, document: document)
        })
}
