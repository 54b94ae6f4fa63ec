internal import HTTPTypes
internal import Kernel

/// Takes webhooks in: by path to a receiver that checks them, then to the inbox that matches them with awaits.
struct InboxDesk {
    /// One kind of webhook.
    struct Source {
        /// What happened when it comes.
        let event: EventID
        /// The event's name.
        let name: String
        /// What its vendor calls it; nil: by its name here, if anything asks.
        let topic: String?
        /// What must hold of a request for it to be this one.
        let conditions: [HTTPConditionPlan]
        /// Where it says whom it is about.
        let reading: Arrival.Reading
        private let tests: HTTPConditions

        init(
            event: EventID, name: String, topic: String?, conditions: [HTTPConditionPlan], reading: Arrival.Reading
        ) {
            self.event = event
            self.name = name
            self.topic = topic
            self.conditions = conditions
            self.reading = reading
            tests = HTTPConditions(conditions)
        }

        /// Whether a webhook is of this kind.
        /// - Parameters:
        ///   - told: what its vendor calls it; nil: it does not say.
        ///   - isAlone: whether it is the only kind at its path: then nothing needs to tell it apart.
        func fits(_ request: HTTPReading, told: String?, isAlone: Bool) -> Bool {
            let nothing = TemplateRenderer(values: TemplateValues())
            guard conditions.allSatisfy({ tests.failure(of: $0, in: request, nothing) == nil }) else { return false }
            if let topic { return topic.lowercased() == told?.lowercased() }
            return isAlone || !conditions.isEmpty || name.lowercased() == told?.lowercased()
        }
    }

    /// A path that webhooks come to.
    struct Door {
        /// Its kinds; told apart by their topics where there are several.
        var sources: [Source]
        /// How they are signed.
        let scheme: WebhookScheme
        /// With what.
        let secret: CredentialReference?
        /// Checks them.
        var receiver: WebhookReceiver

        /// The kind of a webhook, the first that fits; nil: none that is known.
        func source(_ request: WireRequest) -> Source? {
            let reading = HTTPReading(fields: request.fields, body: request.body)
            let field = WebhookProfile.vendor(signing: scheme).topicField
            let told =
                field.flatMap { request.fields[$0] } ?? reading.json?["type"]?.text
                ?? reading.json?["description"]?.text
            return sources.first { $0.fits(reading, told: told, isAlone: sources.count == 1) }
        }
    }

    /// What to do about a request.
    enum Step {
        /// Answer it.
        case answer(WireResponse)
        /// It is authentic: write it down, then say `keep` and hand it on.
        case event(WebhookReceiver.Token, Arrival, Source?)
    }

    /// By path.
    var doors: [String: Door] = [:]
    /// Matches arrivals and awaits.
    var inbox = Inbox(keeping: .never, capacity: 1_000_000)
    /// Counts that the parts do not keep.
    private var facts = InboxFacts()

    /// A request came.
    mutating func take(_ request: WireRequest, at now: Instant) -> Step {
        facts.received += 1
        let path = String(request.path.prefix { $0 != "?" })
        guard doors[path] != nil else {
            return refuse("not found", .json(404, ["error": "no webhook is expected at this path"]))
        }
        guard request.method == .post else {
            return refuse("not a POST", .json(405, ["error": "expected POST"], fields: [.allow: "POST"]))
        }
        switch doors[path]?.receiver.receive(request, at: now) {
        case nil: return .answer(WireResponse(404))
        case .answer(let response, let verdict):
            if verdict == .duplicate {
                facts.duplicate += 1
                return .answer(response)
            }
            return refuse(verdict.rawValue, response)
        case .pending(let token):
            let source = doors[path]?.source(request)
            let reading = source?.reading ?? doors[path]?.sources.first?.reading ?? Arrival.Reading(keys: [])
            var arrival = Arrival(request, by: reading)
            // The inbox knows events by their names here, whatever the vendor calls them.
            arrival.topic = source?.name ?? "?"
            return .event(token, arrival, source)
        }
    }

    /// An event is safe, or could not be made so.
    /// - Returns: the answer to its request.
    mutating func settle(_ token: WebhookReceiver.Token, at path: String, isSafe: Bool) -> WireResponse {
        let path = String(path.prefix { $0 != "?" })
        if isSafe { facts.kept += 1 } else { facts.unstored += 1 }
        let answer = isSafe ? doors[path]?.receiver.settled(token) : doors[path]?.receiver.failed(token)
        return answer ?? WireResponse(500)
    }

    /// An await was met after waiting so long.
    mutating func noteWaited(_ time: Nanoseconds) { facts.waiting.add(time) }

    private mutating func refuse(_ reason: String, _ response: WireResponse) -> Step {
        facts.refused[reason, default: 0] += 1
        if facts.words[reason] == nil, let words = (try? JSON(reading: response.body))?["error"]?.text {
            facts.words[reason] = words
        }
        return .answer(response)
    }

    /// What came, and how it met what was awaited.
    var result: InboxFacts {
        var result = facts
        let counts = inbox.counts
        result.duplicate += Int64(counts.duplicate)
        result.met = Int64(counts.met)
        result.metEarly = Int64(counts.metEarly)
        result.late = Int64(counts.late)
        result.orphan = Int64(counts.orphan)
        result.unawaited = Int64(counts.unawaited)
        result.neverArrived = Int64(counts.neverArrived)
        result.withdrawn = Int64(counts.withdrawn)
        return result
    }
}
