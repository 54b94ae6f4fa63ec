internal import Kernel

/// Counts what goes over the wire, for `Recording.wire`.
struct WireLedger {
    private(set) var systems: [WireFacts.System]
    private var attempts: [AttemptLog]

    /// Takes secrets out of words.
    var redactor = Redactor()
    /// Tokens that were fetched, the latest.
    private var tokens: [Secret] = []

    init(count: Int) {
        systems = Array(repeating: WireFacts.System(), count: count)
        attempts = Array(repeating: AttemptLog(), count: count)
    }

    /// A transfer has ended.
    mutating func note(_ transfer: Transfer, system: SystemID) {
        if transfer.timings.started != 0 { systems[system].sent += 1 }
        systems[system].bytesUp += Int64(transfer.bytesUp)
        systems[system].bytesDown += Int64(transfer.bytesDown)
        if transfer.reused { systems[system].reused += 1 }
        switch transfer.result {
        case .success(let response):
            if let version = transfer.version.name { systems[system].versions[version, default: 0] += 1 }
            systems[system].statuses[response.status, default: 0] += 1
            let timings = transfer.timings
            if !transfer.reused {
                systems[system].parts["name", default: CompactTimes()].add(timings.nameLookup)
                systems[system].parts["connect", default: CompactTimes()].add(timings.connect - timings.nameLookup)
                if timings.tls > 0 {
                    systems[system].parts["tls", default: CompactTimes()].add(timings.tls - timings.connect)
                }
            }
            systems[system].parts["first byte", default: CompactTimes()].add(timings.firstByte)
            systems[system].parts["total", default: CompactTimes()].add(timings.total)
        case .failure(let failure):
            if failure.kind == .cancelled { return }
            systems[system].failures[failure.kind.meaning, default: 0] += 1
            if systems[system].words[failure.kind.meaning] == nil {
                systems[system].words[failure.kind.meaning] = discreet(failure.description)
            }
        }
        if transfer.foundNoPlace { systems[system].met += 1 }
    }

    /// A conversation ended badly.
    mutating func note(_ outcome: Outcome, detail: String, system: SystemID) {
        let name = "\(outcome)"
        if systems[system].details[name] == nil { systems[system].details[name] = discreet(detail) }
    }

    /// A token was fetched: a partner may repeat it in what it says.
    mutating func keepQuiet(about token: Secret) {
        tokens.append(token)
        if tokens.count > 32 { tokens.removeFirst() }
    }

    /// A session was opened: its texts may be tokens. Short ones are none.
    mutating func keepQuiet(about session: Facts) {
        for text in session.values.compactMap(\.text) where text.utf8.count >= 8 { keepQuiet(about: Secret(text)) }
    }

    /// Words without secrets.
    func discreet(_ words: String) -> String {
        var redactor = redactor
        for token in tokens { redactor.add(token) }
        return redactor.redacted(words)
    }

    mutating func noteTokens(_ system: SystemID, _ count: Int64, _ refused: Int64) {
        systems[system].tokens = count
        systems[system].refusedTokens = refused
    }

    mutating func note(_ webhooks: WebhookFacts, system: SystemID) { systems[system].webhooks = webhooks }

    mutating func note(_ limits: [String: LimitFacts], system: SystemID) { systems[system].limits = limits }

    mutating func keep(_ attempt: AttemptLog.Entry, system: SystemID) { attempts[system].add(attempt) }

    /// Puts the attempts into the facts; at the end of a run, for there are many.
    mutating func noteAttempts() {
        for system in systems.indices where !attempts[system].entries.isEmpty {
            attempts[system].sort()
            systems[system].attempts = attempts[system]
        }
    }

    mutating func keptBack(_ system: SystemID) { systems[system].keptBack += 1 }

    mutating func received(_ system: SystemID) { systems[system].received += 1 }

    mutating func stranger(_ system: SystemID) { systems[system].strangers += 1 }

    mutating func immediate(_ system: SystemID) { systems[system].immediate += 1 }

    /// By name; systems that nothing went to are left out.
    func facts(_ plan: Plan) -> WireFacts {
        var facts = WireFacts()
        for (system, counts) in systems.enumerated() where counts != WireFacts.System() {
            facts.systems[plan.systems[system].name] = counts
        }
        return facts
    }
}
