internal import HTTPTypes
public import Kernel

/// `http`: any endpoint, by requests that a scenario writes, without code.
///
/// The served side reads the same plans backwards: a request is recognised by method and path, the order's reference is
/// taken from where the plan writes it, and the answer is the one the plan gives or one that meets its expectations.
public struct HTTPTemplateProtocol: WireProtocol {
    /// A secret that plans need and nobody gave.
    public struct MissingSecret: Error, Sendable, Hashable, CustomStringConvertible {
        /// Which.
        public var reference: SecretReference

        /// For people.
        public var description: String {
            switch reference {
            case .environment(let name):
                "the environment has no \(name), which \(reference) asks for; set it before the run"
            case .file(let path):
                "the file \(path), which \(reference) asks for, cannot be read; check path and permissions"
            }
        }
    }

    /// A request with what judges its answers.
    struct Step: Sendable {
        let plan: HTTPRequestPlan
        let judge: HTTPAnswerJudge

        init(_ plan: HTTPRequestPlan) {
            self.plan = plan
            judge = HTTPAnswerJudge(plan)
        }
    }

    /// The name in scenarios.
    public static let name = "http"
    /// The operations, in the order given.
    public let operations: [String]
    private let steps: [String: [Step]]
    private let openingSteps: [Step]
    private let secrets: [SecretReference: Secret]
    private let served: HTTPServedSide

    /// A protocol of these operations.
    /// - Parameters:
    ///   - operations: by name, in the order of the scenario; a name that stands twice counts the first time.
    ///   - opening: what opens a session; nil: nothing does.
    ///   - secret: finds the secrets that templates name; asked once for each.
    /// - Throws: when a secret is not found.
    public init(
        operations: [(name: String, plan: HTTPOperationPlan)], opening: HTTPOperationPlan? = nil,
        secret: (SecretReference) -> Secret? = { _ in nil }
    ) throws(MissingSecret) {
        var steps: [String: [Step]] = [:]
        var names: [String] = []
        var secrets: [SecretReference: Secret] = [:]
        for reference in ((opening?.secrets ?? []) + operations.flatMap(\.plan.secrets)) where secrets[reference] == nil
        {
            guard let found = secret(reference) else { throw MissingSecret(reference: reference) }
            secrets[reference] = found
        }
        for (name, plan) in operations where steps[name] == nil {
            steps[name] = plan.requests.map(Step.init)
            names.append(name)
        }
        self.operations = names
        self.steps = steps
        self.secrets = secrets
        openingSteps = opening?.requests.map(Step.init) ?? []
        served = HTTPServedSide(
            openingSteps.map { ("", $0) } + names.flatMap { name in (steps[name] ?? []).map { (name, $0) } },
            secrets: secrets)
    }

    /// The exchange that opens a session, if the scenario writes one.
    public func opening() -> (any Conversation)? {
        guard !openingSteps.isEmpty else { return nil }
        return HTTPTemplateConversation(openingSteps, .opening, TemplateValues(secrets: secrets))
    }

    /// The requests of an operation for one order.
    public func conversation(
        _ operation: String, for order: BusinessOrder, session: Facts
    ) -> (any Conversation)? {
        guard let steps = steps[operation] else { return nil }
        let values = TemplateValues(order: order, facts: order.facts, session: session, secrets: secrets)
        return HTTPTemplateConversation(steps, .order, values)
    }

    /// The request that the scenario writes for taking back such a record.
    public func undoing(_ record: CreatedRecord, session: Facts) -> (any Conversation)? {
        for name in operations {
            for step in steps[name] ?? [] {
                guard let creation = step.plan.creates, creation.kind == record.kind, let undo = creation.undo else {
                    continue
                }
                let values = TemplateValues(
                    session: session, reference: record.reference, id: record.id, secrets: secrets)
                return HTTPUndoConversation(undo, values)
            }
        }
        return nil
    }

    /// The operation whose method, path and constants the request has.
    public func recognise(_ request: WireRequest, in book: inout ServedBook) -> Recognition {
        served.recognise(request, in: &book)
    }

    /// The scenario's own answer, or the smallest that its caller takes for the outcome.
    public func answer(_ call: ServedCall, _ verdict: ServedVerdict, in book: inout ServedBook) -> WireResponse {
        served.answer(call, verdict, in: &book)
    }
}
