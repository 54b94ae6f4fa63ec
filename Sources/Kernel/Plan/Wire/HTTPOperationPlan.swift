/// An operation over HTTP without code: the requests it takes, one after the other, and what their answers mean.
public struct HTTPOperationPlan: Sendable, Codable, Hashable {
    /// The requests; each is made when the one before was answered as expected. At least one.
    public var requests: [HTTPRequestPlan]

    /// An operation.
    public init(_ requests: [HTTPRequestPlan]) { self.requests = requests }

    /// All secrets that it needs.
    public var secrets: [SecretReference] {
        requests.flatMap { request in
            (request.message.templates + (request.creates?.undo?.templates ?? [])).flatMap(\.secrets)
        }
    }
}

/// One request of an operation and what its answers mean.
public struct HTTPRequestPlan: Sendable, Codable, Hashable {
    /// What is sent.
    public var message: HTTPMessagePlan
    /// Statuses of a good answer; nil: any 2xx.
    public var statuses: StatusSet?
    /// What must hold of a good answer.
    public var expects: [HTTPConditionPlan]
    /// What answers mean; the first that applies decides, before the expectations are looked at.
    public var rules: [HTTPRulePlan]
    /// What is learnt from a good answer.
    public var learns: [HTTPFactPlan]
    /// The record that a good answer says exists now.
    public var creates: HTTPCreationPlan?
    /// Served side: what is answered; for an outcome without one, something fitting.
    public var answers: [HTTPAnswerPlan]

    /// A request.
    public init(
        _ message: HTTPMessagePlan, statuses: StatusSet? = nil, expects: [HTTPConditionPlan] = [],
        rules: [HTTPRulePlan] = [], learns: [HTTPFactPlan] = [], creates: HTTPCreationPlan? = nil,
        answers: [HTTPAnswerPlan] = []
    ) {
        self.message = message
        self.statuses = statuses
        self.expects = expects
        self.rules = rules
        self.learns = learns
        self.creates = creates
        self.answers = answers
    }
}

/// What an answer means: when the status is one of these and all conditions hold, the outcome is this.
public struct HTTPRulePlan: Sendable, Codable, Hashable {
    /// The statuses; nil: any.
    public var statuses: StatusSet?
    /// What must hold besides.
    public var conditions: [HTTPConditionPlan]
    /// What it means.
    public var outcome: Outcome
    /// For people: what to say of it.
    public var says: String?

    /// A rule.
    public init(
        statuses: StatusSet? = nil, conditions: [HTTPConditionPlan] = [], outcome: Outcome, says: String? = nil
    ) {
        self.statuses = statuses
        self.conditions = conditions
        self.outcome = outcome
        self.says = says
    }
}

/// Something learnt from an answer.
public struct HTTPFactPlan: Sendable, Codable, Hashable {
    /// Under which name.
    public var name: String
    /// From which part of the answer.
    public var subject: HTTPSubject
    /// A regular expression: the fact is its first group, or all that matches if it has none; nil: the whole value.
    public var matching: String?
    /// Whether an answer without it is good as well.
    public var isOptional: Bool

    /// A fact.
    public init(_ name: String, from subject: HTTPSubject, matching: String? = nil, isOptional: Bool = false) {
        self.name = name
        self.subject = subject
        self.matching = matching
        self.isOptional = isOptional
    }
}

/// A record that exists at the partner after a good answer.
public struct HTTPCreationPlan: Sendable, Codable, Hashable {
    /// What it is ("shipment").
    public var kind: String
    /// Where the answer says its id.
    public var id: HTTPSubject
    /// The request that takes it back; nil: it cannot be taken back.
    public var undo: HTTPMessagePlan?

    /// A creation.
    public init(kind: String, id: HTTPSubject, undo: HTTPMessagePlan? = nil) {
        self.kind = kind
        self.id = id
        self.undo = undo
    }
}

/// What a served system answers.
public struct HTTPAnswerPlan: Sendable, Codable, Hashable {
    /// When the model says this.
    public var outcome: Outcome
    /// The status; nil: one that the caller takes for the outcome.
    public var status: Int?
    /// Header fields, `Content-Type` not among them.
    public var headers: [HTTPMessagePlan.Field]
    /// The body's media type; nil: no body.
    public var contentType: String?
    /// The body; nil: none is written.
    public var body: TextTemplate?

    /// An answer.
    public init(
        outcome: Outcome = .ok, status: Int? = nil, headers: [HTTPMessagePlan.Field] = [], contentType: String? = nil,
        body: TextTemplate? = nil
    ) {
        self.outcome = outcome
        self.status = status
        self.headers = headers
        self.contentType = contentType
        self.body = body
    }
}
