internal import Foundation
internal import Kernel
internal import Scenario
internal import Wire

/// What a run would send to whom, told without sending anything.
struct DryRun {
    /// For people.
    let text: String

    /// - Parameters:
    ///   - scenario: what would run.
    ///   - allowed: hosts that the command line allows.
    ///   - clock: the clock it would live by.
    ///   - shard: which part of it would run.
    ///   - servedAt: where another process serves what is to be served; nil: this one does.
    init(
        _ scenario: ScenarioFile, allowed: [String], clock: RunClock, shard: Shard = .whole, servedAt: String? = nil
    ) throws {
        let plan = scenario.plan
        guard clock == .wall else {
            text = "\(plan.title): in virtual time; nothing would be sent to anybody.\n"
            return
        }
        let forecast: CallForecast
        do {
            forecast = try CallForecast(scenario)
        } catch {
            throw CommandFailure("\(error)", code: .usage)
        }
        let guardian = TargetGuard(targets: plan.wire?.targets ?? [], allowed: allowed, shard: shard)
        var lines = [
            "\(plan.title): by the wall clock, \(DryRun.grouped(forecast.orders)) orders. Nothing is sent now."
        ]
        if shard.count > 1 {
            lines.append(
                "Shard \(shard.index) of \(shard.count) sends its part of what is told here; its caps are its part of the caps."
            )
        }
        for system in plan.systems.indices where plan.systems[system].placement != .simulated {
            let name = plan.systems[system].name
            let endpoint = plan.wire?.endpoint(of: system)
            if plan.systems[system].placement == .served {
                lines.append(
                    "\n\(name)   served \(servedAt.map { "at " + $0 } ?? "by this program"), \(endpoint?.dialect.rawValue ?? "")"
                )
                if let servedAt { lines.append("  " + DryRun.permission(guardian, servedAt)) }
            } else {
                let url = endpoint?.url ?? ""
                lines.append("\n\(name)   \(url)   \(endpoint?.dialect.rawValue ?? "")")
                lines.append("  " + DryRun.permission(guardian, url))
                if let proxy = endpoint?.proxy {
                    lines.append("  by the proxy \(proxy)   \(DryRun.permission(guardian, proxy))")
                }
                if case .clientCredentials(let url, _, _, _) = endpoint?.auth {
                    lines.append("  tokens from \(url)   \(DryRun.permission(guardian, url))")
                }
            }
            if plan.systems[system].placement == .served, servedAt == nil {
                for webhook in endpoint?.webhooks ?? [] {
                    let events = webhook.events.map { plan.journey.events[$0].name }.joined(separator: ", ")
                    lines.append(
                        "  webhooks of \(events) to \(webhook.url)   \(DryRun.permission(guardian, webhook.url))")
                }
            }
            for operation in plan.operations.indices where plan.operations[operation].system == system {
                let calls = forecast.calls[operation]
                guard calls > 0 else { continue }
                let title = plan.operations[operation].name.padding(toLength: 24, withPad: " ", startingAt: 0)
                lines.append(
                    "  \(title) \(DryRun.grouped(Int(calls.rounded()))) calls, at most about \(DryRun.rate(forecast.peaks[operation])) a second"
                )
            }
        }
        lines.append("\nRetries and fallbacks come on top; a call may take several requests.")
        text = lines.joined(separator: "\n") + "\n"
    }

    /// Whether a host may be reached.
    private static func permission(_ guardian: TargetGuard, _ url: String) -> String {
        let host: String
        do {
            host = try Endpoint(url: url).host
        } catch {
            return "refused: \(error)"
        }
        do {
            guard let caps = try guardian.caps(host) else { return "\(host) is this machine: no caps" }
            return "\(host): allowed, capped at \(rate(caps.perSecond)) a second and \(grouped(Int(caps.total))) in all"
        } catch {
            return "refused: \(error)"
        }
    }

    private static func rate(_ rate: Double) -> String {
        rate < 10 ? String(format: "%.1f", rate) : grouped(Int(rate.rounded()))
    }

    private static func grouped(_ number: Int) -> String {
        var digits = String(number)
        var out = ""
        while digits.count > 3 {
            out = "," + digits.suffix(3) + out
            digits.removeLast(3)
        }
        return digits + out
    }
}
