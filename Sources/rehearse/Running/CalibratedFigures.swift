internal import Analysis
internal import Kernel
internal import Scenario

/// What a calibration found, as figures of the scenario, each with the words it is spoken of by.
struct CalibratedFigures {
    private(set) var figures: [ScenarioFigure] = []
    private(set) var words: [String] = []

    init(_ findings: CalibrationFindings) {
        for system in findings.systems {
            // The way is told apart from the work; without the work it says nothing.
            if let oneWay = system.network.oneWay, system.operations.contains(where: { $0.service != nil }) {
                add(.latency(system.system, Nanoseconds(oneWay.rounded())), "\(system.name), network time")
            }
            for fit in system.workers {
                // Too few in the scenario is wrong even where their number is not known.
                let few = fit.modelled.map { $0 < fit.least } ?? false
                guard let count = fit.workers ?? (few ? fit.least : nil) else { continue }
                add(.workers(system.system, fit.pool, count), "\(system.name), \(fit.name)")
            }
            for fit in system.operations {
                if let service = fit.service {
                    add(.work(fit.operation, CalibratedFigures.time(service.form)), "\(system.name), \(fit.name)")
                }
                add(fit, .serverError, fit.serverErrorShare, system.name)
                add(fit, .businessError, fit.businessErrorShare, system.name)
            }
            for fit in system.limits {
                guard let rate = fit.rate else { continue }
                let name = fit.operation.map { findings.plan.operations[$0].name } ?? "all operations"
                add(
                    .limit(system.system, fit.operation, fit.limiter, perSecond: rate, burst: fit.burst),
                    "\(system.name), limit of \(name)")
            }
        }
    }

    private mutating func add(_ figure: ScenarioFigure, _ words: String) {
        figures.append(figure)
        self.words.append(words)
    }

    private mutating func add(
        _ fit: OperationFit, _ effect: FaultPlan.Effect, _ share: ConfidenceInterval?, _ system: String
    ) {
        guard let share, fit.answered >= ServiceFit.least, share.lower <= share.upper else { return }
        let words = effect == .serverError ? "errors of the server" : "refusals by the business"
        add(
            .failures(fit.operation, effect, share: share.estimate, max(0, share.lower)...min(1, share.upper)),
            "\(system), \(fit.name), \(words)")
    }

    /// A distribution as a scenario writes it.
    static func time(_ form: ServiceForm) -> ScenarioFigure.WorkTime {
        func words(_ time: Double) -> String {
            ScenarioFigure.words(Nanoseconds(min(max(time, 1_000), 1e17).rounded()))
        }
        switch form {
        case .fixed(let mean): return .text(words(mean))
        case .exponential(let mean): return .text("exponential \(words(mean))")
        case .lognormal(let mu, let sigma):
            let p99 = Elementary.exp(mu + sigma * 2.3263478740408408)
            return .text("lognormal \(words(Elementary.exp(mu))) p99 \(words(p99))")
        case .gamma(let mean, let shape):
            let thousandths = Int64((min(max(shape, 0.01), 10_000) * 1_000).rounded())
            return .text(
                "gamma \(words(mean)) shape \(thousandths / 1_000).\(String(thousandths % 1_000 + 1_000).dropFirst())")
        case .measured(let quantiles):
            return .table(quantiles.map { ScenarioFigure.WorkTime.Row(share: $0.share, time: $0.time) })
        }
    }
}
