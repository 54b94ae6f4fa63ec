public import Analysis
internal import Kernel

/// What a calibration found, in words and as JSON.
public struct CalibrationReport: Sendable {
    let findings: CalibrationFindings
    /// What was found and has no place in the scenario's file, with the reason.
    let unwritten: [String]

    /// A report.
    /// - Parameter unwritten: what was found and has no place in the scenario, with the reason, for people.
    public init(_ findings: CalibrationFindings, unwritten: [String] = []) {
        self.findings = findings
        self.unwritten = unwritten
    }

    /// For the terminal: what was found system by system, then what was not.
    public var text: String {
        var lines = ["Calibrated by \(findings.plan.title)"]
        if findings.isPartial {
            lines.append("The run was stopped before its end: what it did until then is all that is looked at.")
        }
        for system in findings.systems {
            lines.append("")
            lines.append("\(system.name)   \(Figures.count(Int64(system.attempts), of: "attempt"))")
            if findings.plan.systems[system.system].placement == .served {
                lines.append("  served by this program: what is found is its own model, and what the wire adds")
            }
            if system.left > 0 {
                lines.append("  looked at are the first ones; \(Figures.count(system.left)) more came after them")
            }
            lines += words(system).map { "  \($0)" }
        }
        let open = findings.systems.flatMap(open)
        if !open.isEmpty { lines += ["", "Not identified"] + open.map { "  \($0)" } }
        if !unwritten.isEmpty {
            lines += ["", "Found, but without a place in the scenario"] + unwritten.map { "  \($0)" }
        }
        return lines.joined(separator: "\n") + "\n"
    }

    /// What was found at a system, a line each.
    private func words(_ system: CalibrationFindings.System) -> [String] {
        var lines: [String] = []
        lines.append(CalibrationReport.way(system.network))
        for fit in system.workers {
            guard let found = fit.workers else { continue }
            let range = fit.most == fit.least ? "" : " (95 %: \(fit.least) to \(fit.most.map(String.init) ?? "any"))"
            let said = fit.modelled.map { "; the scenario says \($0)" } ?? ""
            lines.append(
                "\(fit.name): \(found)\(range), by \(Figures.count(Int64(fit.waited), of: "request")) of \(Figures.count(fit.count)) that waited, \(fit.together) under way together at most\(said)"
            )
        }
        for fit in system.operations {
            if let service = fit.service {
                let said = fit.modelled.map { "; the scenario says \(CalibrationReport.time($0))" } ?? ""
                lines.append(
                    "\(fit.name): \(CalibrationReport.form(service)), by \(Figures.count(Int64(service.count), of: "answer"))\(said)"
                )
            }
            lines += failures(fit) + fit.notes.map { "\(fit.name): \($0)" }
        }
        for fit in system.limits {
            guard let rate = fit.rate else { continue }
            let burst = fit.burst.map { ", \(Figures.trimmed($0, 0)) at once" } ?? ""
            let sure =
                fit.confidence.map {
                    ", explains \(Figures.percent($0, digits: 1)) of \(Figures.count(fit.admitted + fit.refused)) decisions"
                } ?? ""
            lines.append(
                "limit of \(name(fit)): \(Figures.trimmed(rate, 2))/s\(burst) (\(fit.source.rawValue)\(sure))\(said(fit))"
            )
        }
        return lines
    }

    /// How long a request is on its way.
    private static func way(_ network: NetworkFit) -> String {
        guard let trip = network.roundTrip else { return "way: \(network.source.rawValue) (\(network.reason))" }
        let interval = network.interval.map { " (95 %: \(time($0.lower)) to \(time($0.upper)))" } ?? ""
        let reason = network.reason.isEmpty ? "" : " (\(network.reason))"
        let rest = network.oneWay == nil && network.source != .scenario ? "; too little for a place in the model" : ""
        return "way: \(time(trip)) there and back\(interval), \(network.source.rawValue)\(reason)\(rest)"
    }

    private func failures(_ fit: OperationFit) -> [String] {
        [
            ("errors of the server", fit.serverErrors, fit.serverErrorShare),
            ("refused by the business", fit.businessErrors, fit.businessErrorShare),
        ]
        .compactMap { words, count, share in
            guard count > 0, let share else { return nil }
            return
                "\(fit.name): \(words) \(Figures.percent(share.estimate)) (95 %: \(Figures.percent(share.lower)) to \(Figures.percent(share.upper)))"
        }
    }

    /// What was not found at a system, and why, a line each.
    private func open(_ system: CalibrationFindings.System) -> [String] {
        system.workers.filter { $0.workers == nil }.map { fit in
            "\(system.name), \(fit.name): \(fit.reason)\(fit.modelled.map { " (the scenario says \($0))" } ?? "")"
        }
            + system.operations.filter { $0.service == nil }.map { "\(system.name), \($0.name): \($0.reason)" }
            + system.limits.filter { $0.rate == nil }.map {
                "\(system.name), limit of \(name($0)): \($0.reason)\(said($0))"
            }
    }

    private func name(_ fit: LimitFit) -> String {
        fit.operation.map { findings.plan.operations[$0].name } ?? "all operations"
    }

    private func said(_ fit: LimitFit) -> String {
        fit.limiter.map { "; the scenario says \(findings.plan.limiters[$0].documented)" } ?? ""
    }

    /// A time in ns for people.
    static func time(_ time: Double) -> String { Figures.duration(Nanoseconds(min(max(time, 0), 1e17).rounded())) }

    /// A distribution with its mean, its interval and how well it fits.
    static func form(_ fit: ServiceFit) -> String {
        let fits =
            fit.distance.map { "distance \(Figures.trimmed($0, 3))" }
            ?? "spread \(Figures.percent(fit.variation, digits: 1)) of the mean"
        let interval = "\(time(fit.mean.lower)) to \(time(fit.mean.upper))"
        return "\(fit.form.name), mean \(time(fit.mean.estimate)) (95 %: \(interval)), \(fits)"
    }
}
