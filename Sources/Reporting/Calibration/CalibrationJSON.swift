internal import Analysis
internal import Kernel

extension CalibrationReport {
    /// `calibration.json`: times in nanoseconds, shares from 0 to 1, null for what was not identified.
    public var json: String {
        let value: JSONValue = [
            "calibration_version": 1, "scenario": .string(findings.plan.title), "partial": .bool(findings.isPartial),
            "systems": .array(findings.systems.map(value)),
            "unwritten": .array(unwritten.map { .string($0) }),
        ]
        return value.text
    }

    private func value(_ system: CalibrationFindings.System) -> JSONValue {
        [
            "system": .string(system.name), "attempts": .integer(Int64(system.attempts)),
            "attempts_not_kept": .integer(system.left),
            "network": [
                "source": .string(system.network.source.rawValue),
                "round_trip_ns": .optional(system.network.roundTrip),
                "round_trip_95_ns": interval(system.network.interval),
                "connections": .integer(Int64(system.network.connections)),
                "one_way_ns": .optional(system.network.oneWay),
                "reason": .optional(system.network.reason.isEmpty ? nil : system.network.reason),
            ],
            "workers": .array(system.workers.map(value)), "operations": .array(system.operations.map(value)),
            "limits": .array(system.limits.map(value)),
        ]
    }

    private func value(_ fit: WorkerFit) -> JSONValue {
        [
            "pool": .string(fit.name), "workers": .optional(fit.workers.map(Int64.init)),
            "at_least": .integer(Int64(fit.least)), "at_most": .optional(fit.most.map(Int64.init)),
            "scenario": .optional(fit.modelled.map(Int64.init)), "together": .integer(Int64(fit.together)),
            "waited": .integer(Int64(fit.waited)), "answers": .integer(Int64(fit.count)),
            "reason": .optional(fit.reason.isEmpty ? nil : fit.reason),
        ]
    }

    private func value(_ fit: OperationFit) -> JSONValue {
        [
            "operation": .string(fit.name), "service": fit.service.map(value) ?? .null,
            "scenario_mean_ns": .optional(fit.modelled), "answered": .integer(Int64(fit.answered)),
            "server_errors": .integer(Int64(fit.serverErrors)),
            "server_error_share_95": interval(fit.serverErrorShare),
            "business_errors": .integer(Int64(fit.businessErrors)),
            "business_error_share_95": interval(fit.businessErrorShare),
            "timeouts": .integer(Int64(fit.timeouts)), "notes": .array(fit.notes.map { .string($0) }),
            "reason": .optional(fit.reason.isEmpty ? nil : fit.reason),
        ]
    }

    private func value(_ fit: ServiceFit) -> JSONValue {
        var members: [JSONValue.Member] = [
            .init("form", .string(fit.form.name)), .init("mean_ns", .number(fit.mean.estimate)),
            .init("mean_95_ns", interval(fit.mean)), .init("answers", .integer(Int64(fit.count))),
            .init("variation", .number(fit.variation)), .init("kolmogorov_distance", .optional(fit.distance)),
            .init(
                "tried",
                .object(fit.tried.sorted { $0.key < $1.key }.map { .init($0.key, .number($0.value)) })),
        ]
        switch fit.form {
        case .fixed, .exponential: break
        case .lognormal(let mu, let sigma):
            members += [.init("log_median", .number(mu)), .init("log_deviation", .number(sigma))]
        case .gamma(_, let shape): members.append(.init("shape", .number(shape)))
        case .measured(let quantiles):
            members.append(
                .init("quantiles", .array(quantiles.map { ["share": .number($0.share), "ns": .integer($0.time)] })))
        }
        return .object(members)
    }

    private func value(_ fit: LimitFit) -> JSONValue {
        [
            "operation": .optional(fit.operation.map { findings.plan.operations[$0].name }),
            "source": .string(fit.source.rawValue), "per_second": .optional(fit.rate), "burst": .optional(fit.burst),
            "explains": .optional(fit.confidence), "admitted": .integer(fit.admitted), "refused": .integer(fit.refused),
            "scenario": .optional(fit.limiter.map { findings.plan.limiters[$0].documented }),
            "words": .string(fit.words), "reason": .optional(fit.reason.isEmpty ? nil : fit.reason),
        ]
    }

    private func interval(_ interval: ConfidenceInterval?) -> JSONValue {
        interval.map { [.number($0.lower), .number($0.upper)] } ?? .null
    }
}
