public import Kernel

/// What a recording means: verdicts, and the figures behind every answer. A pure function of the recording.
///
/// Structure and numbers only, with ids and instants; sentences are made of them in the reports.
public struct Findings: Sendable, Hashable {
    /// Why a run's figures cannot be trusted.
    public enum Doubt: Sendable, Hashable {
        /// The generator was this late against its schedule at the 99th percentile.
        case lateSchedule(p99: Nanoseconds)
        /// So many rows of the order file could not be read that another day was rehearsed.
        case badRows(bad: Int64, read: Int64)
        /// Orders were lost or made up: a fault of the program.
        case booksOutOfBalance
    }

    /// How the run as a whole came out.
    public var status: Verdict.Status
    /// Why its figures cannot be trusted; empty if they can.
    public var doubts: [Doubt]
    /// A verdict for each of the plan's budgets, in their order.
    public var verdicts: [Verdict]

    /// Schedule lag at p99 from which on a run is invalid, not slow.
    public static let latestSchedule: Nanoseconds = .second
    /// Share of bad rows from which on a run is invalid.
    public static let mostBadRows = 0.1

    /// What a recording means.
    public init(_ recording: Recording) {
        let readings = Readings(recording)
        doubts = Findings.doubts(readings)
        verdicts = BudgetJudge(readings: readings).verdicts(isTrusted: doubts.isEmpty)
        status = Findings.status(readings, verdicts, isTrusted: doubts.isEmpty)
    }

    private static func doubts(_ readings: Readings) -> [Doubt] {
        var found: [Doubt] = []
        if let lag = readings.track(.scheduleLag).total.quantile(0.99), lag > latestSchedule {
            found.append(.lateSchedule(p99: lag))
        }
        let rows = readings.recording.badRows
        if rows.read > 0, Double(rows.bad) > mostBadRows * Double(rows.read) {
            found.append(.badRows(bad: rows.bad, read: rows.read))
        }
        if readings.recording.stop == .finished && !readings.recording.books.balance {
            found.append(.booksOutOfBalance)
        }
        return found
    }

    /// An invalid run is invalid; else one breached budget fails it; else one without data leaves it open. Warnings
    /// never decide. A run without orders has no data.
    private static func status(_ readings: Readings, _ verdicts: [Verdict], isTrusted: Bool) -> Verdict.Status {
        guard isTrusted else { return .invalid }
        let critical = verdicts.filter { readings.plan.budgets[$0.budget].severity == .critical }.map(\.status)
        if critical.contains(.fail) { return .fail }
        if critical.contains(.invalid) { return .invalid }
        if critical.contains(.noData) || readings.recording.books.due == 0 { return .noData }
        return readings.recording.stop == .interrupted ? .noData : .pass
    }
}
