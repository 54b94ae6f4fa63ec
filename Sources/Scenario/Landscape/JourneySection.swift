internal import Kernel

/// The journey of an order as the scenario writes it, laid over its preset.
struct JourneySection {
    /// From one event to another.
    struct Span {
        var from: Located<String>
        var to: Located<String>
    }

    /// What was promised.
    struct Promise {
        var event: Located<String>
        var calendar: Located<String>
        var lead: Nanoseconds
        var leads: [Named<Nanoseconds>]
    }

    var documents: [Named<[Located<String>]>]
    var legs: [Named<Span>]
    var indicators: [Named<Span>]
    var promise: Promise?
    var steps: [StepNode]
    var item: Item

    static let shape = Shape<JourneySection>.mapping(
        "journey", "What happens to an order, from click to doorstep.", isInherited: true
    ) {
        fields in
        _ = fields.optional("preset", .text, "The preset it is made from; what stands here overrides it.")
        _ = fields.optional("about", .text, "One sentence about it.")
        let documents = fields.optional(
            "documents", .names(.list(Shape<String>.text.located, of: "states", atMost: 15), of: "documents"),
            "Documents of an order with their states.", or: [])
        let legs = fields.optional(
            "legs", .names(span, of: "legs"), "Stretches that are timed: ordered -> released.", or: [])
        let indicators = fields.optional(
            "indicators", .names(span, of: "indicators"), "Counts of orders between two events.", or: [])
        let promise = fields.optional("promise", promise, "By when an order must have come how far.")
        let steps = fields.required("steps", StepNode.steps, "What happens, in order.")
        if fields.isIncomplete || fields.hasUnknownKeys { fields.item.reading.note(.journey) }
        return JourneySection(
            documents: documents, legs: legs, indicators: indicators, promise: promise, steps: steps ?? [],
            item: fields.item)
    }

    private static let span = Shape<String>.text.located.checked { text, item -> Span? in
        guard let arrow = text.value.firstRange(of: "->") else {
            item.refuse(expected: "two events such as ordered -> released")
            return nil
        }
        func part(_ words: Substring) -> Located<String> {
            Located(value: Name.folded(String(words)), item: item)
        }
        return Span(from: part(text.value[..<arrow.lowerBound]), to: part(text.value[arrow.upperBound...]))
    }

    private static let promise = Shape<Promise>.mapping(
        "promise", "By when an order must have come how far.", isInherited: true
    ) {
        fields in
        let event = fields.required("event", Shape<String>.text.located, "The event that keeps the promise.")
        let by = fields.required("by", Shape<String>.text.located, "The calendar of cut-offs.")
        let lead = fields.optional("lead", .duration, "The shortest time between order and cut-off.", or: 0)
        let leads = fields.optional(
            "leads", .names(.duration, of: "service levels"), "The same by service level.", or: [])
        guard let event, let by, !fields.isIncomplete else { return nil }
        return Promise(event: event, calendar: by, lead: lead, leads: leads)
    }
}
