internal import Kernel

/// A system as the scenario writes it, laid over its preset.
struct SystemSection {
    /// What it offers.
    struct Operation {
        var by: Located<String>?
        var points: Int
        var price: Located<Money>?
        var http: HTTPOperationSection?
        var steps: [StepNode]
    }

    /// Its message queues.
    struct Queue {
        var by: Located<String>?
        var bound: Int?
        var attempts: Int
        var redelivery: Backoff
        var deadLetter: Located<String>?
        var review: Located<String>?
        var steps: [StepNode]
    }

    /// Rows that transactions collide on.
    struct HotRows {
        var key: ContentionPlan.Key
        var attempts: Int
        var unit: Nanoseconds
        var span: Double
    }

    var preset: String?
    var role: SystemPlan.Role
    var label: String?
    var share: Double?
    var destinations: [Located<String>]?
    var services: [Located<String>]?
    var pools: [Named<PoolSection>]
    var queueBound: Int?
    var operations: [Named<Operation>]
    var queues: [Named<Queue>]
    var limits: [Named<LimitSection>]
    var faults: [Named<FaultSection>]
    var hotRows: [Named<HotRows>]
    var maintenance: [CalendarReference]
    /// How it is called by those who say nothing else: the tree under `link`.
    var link: Item?
    /// How it is reached over HTTP.
    var endpoint: EndpointSection
    var item: Item
    /// Whether something of it could not be read, or stands under a key nobody knows: it may have more than is here.
    var isPartial: Bool

    static let shape = Shape<SystemSection>.mapping("system", "A system of the landscape.", isInherited: true) {
        fields in
        let preset = fields.optional("preset", .text, "The preset it is made from; what stands here overrides it.")
        let role = fields.optional(
            "role", .choice(of: SystemPlan.Role.self), "The part it plays.", or: SystemPlan.Role.other)
        let label = fields.optional("label", .text, "What people call it.")
        _ = fields.optional("about", .text, "One sentence about it.")
        let share = fields.optional("share", .share, "Its share of what is sent to its group.")
        let destinations = fields.optional(
            "destinations", .oneOrMore(Shape<String>.text.located, of: "destinations"), "Where a carrier delivers.")
        let services = fields.optional(
            "services", .oneOrMore(Shape<String>.text.located, of: "services"), "Service levels that a carrier has.")
        let workers = fields.optional("workers", .count(0...1_000_000), "How many requests it works on at once.")
        let pickers = fields.optional("pickers", .count(0...1_000_000), "How many people pick and pack.")
        let waiting = fields.optional(
            "waiting", .count(0...100_000_000), "How many requests may wait for a worker; beyond that they are shed.")
        let discipline = fields.optional(
            "discipline", .choice(of: PoolPlan.Discipline.self), "Who is served next.", or: PoolPlan.Discipline.fifo)
        let shifts = fields.optional(
            "shifts", CalendarReference.shape, "When the pickers work (the workers, where there are no pickers).")
        let pools = fields.optional(
            "pools", .names(PoolSection.shape, of: "pools"), "Other workers than \"workers\" and \"pickers\".", or: [])
        let queueBound = fields.optional(
            "queue", .count(1...1_000_000_000), "How many messages each of its queues may hold.")
        let operations = fields.optional(
            "operations", .names(operation, of: "operations"), "What it can be asked to do.", or: [])
        let queues = fields.optional("queues", .names(queue, of: "queues"), "Its message queues.", or: [])
        let rate = fields.optional("rate limit", LimitSection.shape.named("rate limit"), "A limit on all it is asked.")
        let limits = fields.optional(
            "limits", .names(LimitSection.shape, of: "limits"), "Rate limits and quotas.", or: [])
        let faults = fields.optional("faults", .names(FaultSection.shape, of: "faults"), "What goes wrong.", or: [])
        let hotRows = fields.optional("hot rows", .names(hotRows, of: "hot rows"), "Rows that collide.", or: [])
        let maintenance = fields.optional(
            "maintenance", .oneOrMore(CalendarReference.shape, of: "calendars"), "When it refuses everything.", or: [])
        let link = fields.optional(
            "link", Shape<Item>.raw(describedBy: LinkSection.shape), "How it is called, where links say nothing else.")
        let endpoint = EndpointSection.read(fields)
        let isPartial = fields.isIncomplete || fields.hasUnknownKeys
        if isPartial { fields.item.reading.note(.systems) }
        var all: [Named<PoolSection>] = []
        func add(_ name: String, _ count: Int?, _ calendar: CalendarReference?) {
            guard let count else { return }
            let shifts = calendar.map { [PoolSection.Shift(during: $0, count: count)] } ?? []
            let section = PoolSection(
                count: count, shifts: shifts, waiting: waiting, discipline: discipline, item: fields.place(of: name))
            all.append(Named(name: name, value: section, item: fields.place(of: name)))
        }
        add("workers", workers, pickers == nil ? shifts : nil)
        add("pickers", pickers, shifts)
        return SystemSection(
            preset: preset, role: role, label: label, share: share, destinations: destinations, services: services,
            pools: all + pools, queueBound: queueBound, operations: operations, queues: queues,
            limits: (rate.map { [$0] } ?? []) + limits, faults: faults, hotRows: hotRows, maintenance: maintenance,
            link: link, endpoint: endpoint, item: fields.item, isPartial: isPartial)
    }

    private static let operation = Shape<Operation>.mapping(
        "operation", "Something a system can be asked to do.", isInherited: true
    ) {
        fields in
        let by = fields.optional("by", Shape<String>.text.located, "The workers who do it; nobody: any number at once.")
        let points = fields.optional("points", .count(1...1_000_000), "Its cost for limits that count points.", or: 1)
        let price = fields.optional("price", Shape<Money>.money.located, "Price of one success.")
        let http = fields.optional("http", HTTPOperationSection.shape, "Its requests, where the protocol is http.")
        let steps = fields.required("steps", StepNode.steps, "What is done, in order.")
        guard let steps, !fields.isIncomplete else { return nil }
        return Operation(by: by, points: points, price: price, http: http, steps: steps)
    }

    private static let queue = Shape<Queue>.mapping("queue", "Messages that wait for a consumer.", isInherited: true) {
        fields in
        let by = fields.optional("by", Shape<String>.text.located, "Its consumers; nobody: any number at once.")
        let bound = fields.optional("bound", .count(1...1_000_000_000), "How many messages may wait.")
        let attempts = fields.optional("attempts", .count(1...1_000), "How often a message is tried.", or: 1)
        let redelivery = fields.optional("redelivery", LinkSection.backoff, "Pause before the next try.", or: Backoff())
        let deadLetter = fields.optional(
            "dead letter", Shape<String>.text.located, "Reason for which the order is put aside after the last try.")
        let review = fields.optional("review", Shape<String>.text.located, "The queue of those who look at it then.")
        let steps = fields.required("steps", StepNode.steps, "What a consumer does with a message.")
        guard let steps, !fields.isIncomplete else { return nil }
        if review != nil, deadLetter == nil {
            fields.place(of: "review").refuseKey("\"review\" means nothing without \"dead letter\"")
            return nil
        }
        return Queue(
            by: by, bound: bound, attempts: attempts, redelivery: redelivery, deadLetter: deadLetter, review: review,
            steps: steps)
    }

    private static let hotRows = Shape<HotRows>.mapping("hot rows", "Rows under optimistic locking.", isInherited: true)
    { fields in
        let key = fields.required("one per", .choice(of: ContentionPlan.Key.self), "Which rows a transaction writes.")
        let attempts = fields.optional("attempts", .count(1...100), "Tries in all.", or: 5)
        let unit = fields.optional("unit", .positiveDuration, "Try n sleeps up to 2^n of it.", or: .second)
        let span = fields.optional("span", .share, "The part of the work, at its end, that can collide.", or: 1)
        guard let key, !fields.isIncomplete else { return nil }
        return HotRows(key: key, attempts: attempts, unit: unit, span: span)
    }
}

extension Shape {
    /// The value under a name that the key gives.
    func named(_ name: String) -> Shape<Named<Value>> {
        Shape<Named<Value>>(describe: describe) { item in
            read(item).map { Named<Value>(name: name, value: $0, item: item) }
        }
    }
}
