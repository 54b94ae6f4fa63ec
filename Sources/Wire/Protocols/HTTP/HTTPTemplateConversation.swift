internal import Kernel

/// An operation of `http` for one order: its requests one after the other, as long as answers are good.
struct HTTPTemplateConversation: Conversation {
    /// What it is for, which decides where what it learns goes.
    enum Purpose: Sendable {
        /// An operation of an order.
        case order
        /// Opening a session.
        case opening
    }

    private let steps: [HTTPTemplateProtocol.Step]
    private let purpose: Purpose
    private var renderer: TemplateRenderer
    private var index = 0
    private var learnt: Facts = [:]
    private var created: [CreatedRecord] = []

    init(_ steps: [HTTPTemplateProtocol.Step], _ purpose: Purpose, _ values: TemplateValues) {
        self.steps = steps
        self.purpose = purpose
        renderer = TemplateRenderer(values: values)
    }

    mutating func next(_ response: WireResponse?) -> Turn {
        guard let response else { return send() }
        guard index < steps.count else { return end(.ok, nil) }
        let step = steps[index]
        let judgement = step.judge.judge(response, renderer)
        guard judgement.outcome == .ok else { return end(judgement.outcome, judgement.detail) }
        learnt.merge(judgement.learnt) { $1 }
        switch purpose {
        case .order: renderer.values.facts.merge(judgement.learnt) { $1 }
        case .opening: renderer.values.session.merge(judgement.learnt) { $1 }
        }
        if let creation = step.plan.creates, let id = judgement.created, let order = renderer.values.order {
            created.append(CreatedRecord(kind: creation.kind, id: id, reference: order.reference))
        }
        index += 1
        return index < steps.count ? send() : end(.ok, nil)
    }

    mutating func resume(as fresh: any Conversation) -> Turn {
        if let fresh = fresh as? Self {
            renderer.values.session = fresh.renderer.values.session
            renderer.values.secrets = fresh.renderer.values.secrets
        }
        return send()
    }

    private func send() -> Turn {
        guard index < steps.count else { return end(.ok, nil) }
        do {
            return .send(try renderer.request(steps[index].plan.message), created: created)
        } catch {
            return end(.businessError, "not sent: \(error.reason)")
        }
    }

    private func end(_ outcome: Outcome, _ detail: String?) -> Turn {
        .end(
            ConversationResult(
                outcome, detail: detail.map(renderer.values.redacted), learnt: purpose == .order ? learnt : [:],
                session: purpose == .opening ? learnt : [:], created: created))
    }
}

/// Taking back a record: what is gone already counts as taken back.
struct HTTPUndoConversation: Conversation {
    private let plan: HTTPMessagePlan
    private var renderer: TemplateRenderer

    init(_ plan: HTTPMessagePlan, _ values: TemplateValues) {
        self.plan = plan
        renderer = TemplateRenderer(values: values)
    }

    mutating func resume(as fresh: any Conversation) -> Turn {
        if let fresh = fresh as? Self { renderer = fresh.renderer }
        return next(nil)
    }

    func next(_ response: WireResponse?) -> Turn {
        guard let response else {
            do {
                return .send(try renderer.request(plan))
            } catch {
                return .end(
                    ConversationResult(.businessError, detail: renderer.values.redacted("not sent: \(error.reason)")))
            }
        }
        if response.status == 404 || response.status == 410 { return .end(ConversationResult(.ok)) }
        let judgement = HTTPAnswerJudge(HTTPRequestPlan(plan)).judge(response, renderer)
        return .end(ConversationResult(judgement.outcome, detail: judgement.detail.map(renderer.values.redacted)))
    }
}

extension TemplateValues {
    /// A text in which no secret stands, nor anything the session holds: a partner may echo what it was sent.
    func redacted(_ text: String) -> String {
        var hidden = secrets.values.map(\.revealed)
        hidden += session.values.compactMap(\.text)
        var out = text
        for secret in hidden.sorted(by: { $0.count > $1.count }) where secret.count >= 4 {
            out = out.replacing(secret, with: "•••")
        }
        return out
    }
}
