internal import Foundation
internal import Kernel

extension WallRun {
    /// The admin endpoint's answer to a request. On the driver's thread, as all that touches the machine.
    func administer(_ request: WireRequest) -> WireResponse {
        switch AdminRequest.reading(request) {
        case .failure(let refusal): return refusal.response
        case .success(let asked): return administer(asked)
        }
    }

    private func administer(_ asked: AdminRequest) -> WireResponse {
        switch asked {
        // Before the run its session answers: see `WireSession.answerAdmin`.
        case .ready:
            guard !isDraining else { return WallRun.notReady("no new orders come; those under way go on to their end") }
            return .json(200, ["ready": true, "systems": .array(served.map { .string(plan.systems[$0].name) })])
        case .state(let key, let system, let limit): return state(key, system, limit)
        case .counters: return .json(200, counters)
        case .ledger(let order, let correlation, let system, let limit):
            guard let wanted = find(system) else { return unknownSystem(system ?? "") }
            let found = requests.latest(limit) { entry in
                (order == nil || entry.reference == order) && (correlation == nil || entry.correlation == correlation)
                    && (wanted.isEmpty || entry.system.map { wanted.contains($0) } == true)
            }
            return .json(200, ["entries": .array(found.map(json))])
        case .incidents: return .json(200, ["incidents": .array(plan.faults.indices.map(incident))])
        case .incident(let name, let isOn):
            guard let fault = plan.faults.firstIndex(where: { $0.name == name }) else {
                return .json(
                    404,
                    [
                        "error": .string("there is no incident \"\(name.prefix(100))\"; there are those below"),
                        "incidents": .array(plan.faults.map { .string($0.name) }),
                    ])
            }
            machine.override(fault: fault, isOn: isOn)
            return .json(200, incident(fault))
        case .webhooks: return .json(200, webhookStandings)
        case .enableWebhooks(let system): return enableWebhooks(system)
        case .reset(let seed):
            guard isService else {
                return .json(409, ["error": "a run with orders of its own cannot begin anew; use rehearse serve"])
            }
            reset(seed: seed)
            return .json(200, ["reset": true, "seed": .integer(plan.seed)])
        }
    }

    /// The answer of who cannot be relied on now.
    static func notReady(_ words: String) -> WireResponse {
        .json(503, ["ready": false, "because": .string(words)])
    }

    private var served: [SystemID] { partners.indices.filter { partners[$0] != nil } }

    /// Systems of that name; empty: all are meant; nil: there is none.
    private func find(_ name: String?) -> [SystemID]? {
        guard let name else { return [] }
        let found = plan.systems.indices.filter { plan.systems[$0].name == name }
        return found.isEmpty ? nil : found
    }

    private func unknownSystem(_ name: String) -> WireResponse {
        .json(
            404,
            [
                "error": .string("there is no system \"\(name.prefix(100))\"; there are those below"),
                "systems": .array(plan.systems.map { .string($0.name) }),
            ])
    }

    // MARK: State

    private func state(_ key: String?, _ system: String?, _ limit: Int) -> WireResponse {
        guard let wanted = find(system) else { return unknownSystem(system ?? "") }
        let among = served.filter { wanted.isEmpty || wanted.contains($0) }
        var records: [JSON] = []
        for system in among {
            guard let book = partners[system]?.book else { continue }
            let found =
                key.map { [book.record($0)].compactMap { $0 } } ?? book.latest(limit - min(limit, records.count))
            records += found.map { record in
                [
                    "system": .string(plan.systems[system].name), "reference": .string(record.reference),
                    "serial": .integer(record.serial), "keys": .array(book.keys(of: record).map { .string($0) }),
                    "facts": .object(
                        record.facts.sorted { $0.key < $1.key }.map { JSON.Member($0.key, Redactor.redacted($0)) }),
                ]
            }
        }
        var answer: [JSON.Member] = []
        if let key {
            if let number = orders.number(in: key) {
                answer.append(.init("underWay", .bool(machine.isLive(order: number))))
            }
            guard !records.isEmpty || !answer.isEmpty else {
                return .json(
                    404,
                    [
                        "error": .string(
                            "no served system knows the key \"\(key.prefix(100))\": an order's reference, a tracking number or another id"
                        )
                    ])
            }
        } else {
            let counts = among.map { JSON.Member(plan.systems[$0].name, .integer(partners[$0]?.book.count ?? 0)) }
            answer.append(.init("counts", .object(counts)))
        }
        return .json(200, .object(answer + [.init("records", .array(records))]))
    }

    // MARK: Counters

    private var counters: JSON {
        let recording = snapshot()
        let meters = MeterLayout(plan)
        let systems = plan.systems.indices.filter { system in
            partners[system] != nil || plan.pools.contains { $0.system == system }
                || plan.queues.contains { $0.system == system }
        }
        let members = systems.map { system -> JSON.Member in
            let operations = plan.operations.indices.filter { plan.operations[$0].system == system }
            let pools = plan.pools.indices.filter { plan.pools[$0].system == system }
            let queues = plan.queues.indices.filter { plan.queues[$0].system == system }
            let limits = plan.limiters.indices.filter { plan.limiters[$0].system == system }
            return JSON.Member(
                plan.systems[system].name,
                [
                    "inFlight": .integer(requests.inFlight[system]),
                    "answeredWithoutModel": .integer(requests.immediates[system]),
                    "operations": .object(operations.map { JSON.Member(plan.operations[$0].name, outcomes($0)) }),
                    "pools": .object(pools.map { JSON.Member(plan.pools[$0].name, pool($0)) }),
                    "queues": .object(
                        queues.map { JSON.Member(plan.queues[$0].name, .integer(machine.waiting(onQueue: $0))) }),
                    "limits": .object(
                        limits.map { limit in
                            JSON.Member(
                                plan.limiters[limit].name,
                                [
                                    "admitted": .integer(recording.total(meters.limiterAdmitted(limit))),
                                    "refused": .integer(recording.total(meters.limiterRefused(limit))),
                                ])
                        }),
                ])
        }
        return [
            "seconds": .number(WallRun.seconds(clock.now)),
            "orders": [
                "due": .integer(machine.books.due), "completed": .integer(machine.books.completed),
                "failed": .integer(machine.books.failed), "underWay": .integer(machine.underWay),
            ],
            "systems": .object(members),
        ]
    }

    private func outcomes(_ operation: OperationID) -> JSON {
        var members = Outcome.allCases.compactMap { outcome -> JSON.Member? in
            let count = requests.count(operation, outcome)
            return count == 0 && outcome != .ok ? nil : JSON.Member(WallRun.words(outcome), .integer(count))
        }
        if requests.abandoned[operation] > 0 {
            members.append(.init("caller gone", .integer(requests.abandoned[operation])))
        }
        return .object(members)
    }

    private func pool(_ pool: PoolID) -> JSON {
        let stock = machine.stock(ofPool: pool)
        return [
            "busy": .integer(stock.busy), "workers": .integer(stock.capacity), "waiting": .integer(stock.waiting),
        ]
    }

    // MARK: Ledger

    private func json(_ entry: RequestLog.Entry) -> JSON {
        let date = Date(timeIntervalSince1970: clock.unix(entry.at))
        var members: [JSON.Member] = [
            .init("time", .string(date.formatted(Date.ISO8601FormatStyle(includingFractionalSeconds: true)))),
            .init("kind", .string(entry.kind.rawValue)),
            .init("system", entry.system.map { .string(plan.systems[$0].name) } ?? .null),
            .init("operation", entry.operation.map { .string(plan.operations[$0].name) } ?? .null),
            .init("method", .string(entry.method)), .init("path", .string(ledger.redactor.redacted(entry.path))),
            .init("status", entry.status == 0 ? .null : .integer(entry.status)),
            .init("outcome", .string(outcome(of: entry))),
            .init("milliseconds", .number(String(Double(entry.duration / 1000) / 1000))),
            .init("reference", entry.reference.map { .string($0) } ?? .null),
            .init("correlation", entry.correlation.map { .string($0) } ?? .null),
        ]
        if let effect = entry.spoiledBy { members.append(.init("spoiledBy", .string(WallRun.words(effect)))) }
        return .object(members)
    }

    private func outcome(of entry: RequestLog.Entry) -> String {
        guard entry.kind == .request else { return entry.outcome.map(WallRun.words) ?? "answered" }
        guard entry.operation != nil else { return "answered without the model" }
        return entry.outcome.map(WallRun.words) ?? "caller gone"
    }

    // MARK: Incidents

    private func incident(_ fault: Int) -> JSON {
        let planned = plan.faults[fault]
        let standing = machine.standing(ofFault: fault, at: clock.now)
        return [
            "name": .string(planned.name), "system": .string(plan.systems[planned.system].name),
            "effect": .string(WallRun.words(planned.effect)), "isOn": .bool(standing.isOn),
            "by": standing.forced == nil ? "scenario" : "hand",
        ]
    }

    // MARK: Words

    private static func words(_ outcome: Outcome) -> String { spaced("\(outcome)") }

    private static func words(_ effect: FaultPlan.Effect) -> String {
        spaced(String("\(effect)".prefix { $0 != "(" }))
    }

    /// `serverError` as "server error".
    private static func spaced(_ name: String) -> String {
        name.reduce(into: "") { $0 += $1.isUppercase ? " " + $1.lowercased() : String($1) }
    }

    private static func seconds(_ instant: Instant) -> String { String(Double(instant / 1_000_000) / 1000) }
}
