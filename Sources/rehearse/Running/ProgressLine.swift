internal import Foundation
internal import Kernel

/// The line that tells how far a run is: simulated clock, orders, events a second, time left. On a terminal only.
struct ProgressLine {
    private var line: StatusLine
    private let plan: Plan
    private let expected: Int64?
    private let clockKind: RunClock
    private let started = ContinuousClock.now
    private var last = ContinuousClock.now

    /// A line on standard error.
    /// - Parameters:
    ///   - plan: what runs.
    ///   - expected: orders in all; nil: not known.
    ///   - clock: which clock it goes by.
    ///   - isQuiet: whether nothing is wanted.
    init(_ plan: Plan, expected: Int?, by clock: RunClock, isQuiet: Bool) {
        clockKind = clock
        line = StatusLine(isQuiet: isQuiet)
        self.plan = plan
        self.expected = expected.map { Int64($0) }
    }

    /// Shows how far the run is, ten times a second at most.
    mutating func update(_ progress: VirtualDriver.Progress) {
        guard line.isShown else { return }
        let now = ContinuousClock.now
        guard now - last > .milliseconds(100) else { return }
        last = now
        let elapsed = (now - started).inSeconds
        // Parcels take days on the road: where something is promised, that is what orders are followed to.
        let event = plan.promise.event.map { plan.journey.events[$0].name }
        let count = ProgressLine.grouped(done(progress))
        var parts = [clock(progress.now)]
        parts.append(
            "\(count)\(expected.map { " of " + ProgressLine.grouped($0) } ?? "") orders \(event ?? "done")")
        // By the wall clock the scenario says how fast it goes, not the machine.
        if clockKind == .virtual {
            let rate = Double(progress.handled) / max(elapsed, 0.001)
            parts.append(String(format: "%.1f M events/s", rate / 1e6))
        }
        if let share = share(progress), share > 0.02 {
            let left = elapsed / share - elapsed
            parts.append(left < 1.5 ? "a second left" : "about \(Int(left.rounded())) s left")
        }
        line.show(parts)
    }

    /// Takes the line away.
    mutating func clear() { line.clear() }

    /// The share of the work that is done: the mean of orders that came and orders that are done; most of the work lies
    /// between the two.
    private func share(_ progress: VirtualDriver.Progress) -> Double? {
        guard let expected, expected > 0 else {
            return plan.window > 0 ? min(1, Double(progress.now) / Double(plan.window)) : nil
        }
        return (Double(progress.due) * 0.7 + Double(done(progress)) * 0.3) / Double(expected)
    }

    /// Orders that came to the promised event; that are over, where nothing is promised.
    private func done(_ progress: VirtualDriver.Progress) -> Int64 {
        plan.promise.event == nil ? progress.due - progress.underWay : progress.promised
    }

    /// `Fri 12:41`, in the scenario's zone.
    private func clock(_ instant: Instant) -> String {
        let local = plan.zone.originUnixSeconds + instant / .second + Int64(plan.zone.offset(at: instant))
        let days = local >= 0 ? local / 86_400 : (local - 86_399) / 86_400
        let seconds = local - days * 86_400
        let names = ["Thu", "Fri", "Sat", "Sun", "Mon", "Tue", "Wed"]
        let name = names[Int(((days % 7) + 7) % 7)]
        return String(format: "\(name) %02d:%02d", Int(seconds / 3600), Int(seconds / 60 % 60))
    }

    private static func grouped(_ number: Int64) -> String {
        var digits = String(number)
        var out = ""
        while digits.count > 3 {
            out = "," + digits.suffix(3) + out
            digits.removeLast(3)
        }
        return digits + out
    }
}
