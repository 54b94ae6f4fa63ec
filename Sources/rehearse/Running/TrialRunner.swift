internal import Analysis
internal import Foundation
internal import Kernel
internal import Reporting
internal import Scenario

/// Makes the trials that a capacity study wants, on several threads, and asks it again after each. Readings do not depend on
/// threads or order, so neither does what is found.
final class TrialRunner: @unchecked Sendable {
    private let study: CapacityStudy
    private let replay: ReplayFile?
    private let journal: TrialJournal
    // All below is touched with the lock held only.
    private let lock = NSCondition()
    private var table: TrialTable
    private var findings = CapacityFindings()
    private var isStale = true
    private var underWay: Set<Trial> = []
    private var failure: (any Error)?
    private var made = 0
    private var events: UInt64 = 0
    private var line: TrialProgressLine

    /// - Parameters:
    ///   - study: what is asked.
    ///   - scenario: of which.
    ///   - folder: where trials are kept as they are made.
    ///   - isResuming: whether trials made before are wanted from there.
    ///   - isQuiet: whether no progress is shown.
    /// - Throws: `CommandFailure` if what is there is of another scenario, or nothing can be kept.
    init(
        _ study: CapacityStudy, _ scenario: ScenarioFile, in folder: RunFolder, resuming isResuming: Bool, isQuiet: Bool
    ) throws {
        self.study = study
        replay = scenario.replayFile
        journal = try TrialJournal(in: folder, of: study.plan, resuming: isResuming)
        table = TrialTable(journal.known)
        line = TrialProgressLine(isQuiet: isQuiet, known: journal.known.count)
    }

    /// "84 trials, 812 M events".
    var summary: String { "\(made) trials, \(Figures.short(Double(events))) events" }

    /// Makes trials until nothing is wanted any more, or until somebody interrupts.
    /// - Returns: what is known then.
    /// - Throws: if an order file cannot be read.
    func run(threads: Int) throws -> CapacityFindings {
        DispatchQueue.concurrentPerform(iterations: max(1, threads)) { _ in self.work() }
        line.clear()
        if let failure { throw failure }
        return findings
    }

    private func work() {
        lock.lock()
        defer { lock.unlock() }
        while failure == nil, Interrupts.status == nil {
            if isStale {
                findings = study.findings(&table)
                isStale = false
            }
            guard let trial = table.wanted.first(where: { !underWay.contains($0) }) else {
                if underWay.isEmpty { break }
                lock.wait()
                continue
            }
            underWay.insert(trial)
            lock.unlock()
            let result = Result { try reading(of: trial) }
            lock.lock()
            underWay.remove(trial)
            switch result {
            case .success(let reading?): keep(reading, trial)
            case .success(nil): break
            case .failure(let problem): failure = failure ?? problem
            }
            lock.broadcast()
        }
        lock.broadcast()
    }

    private func keep(_ reading: TrialReading, _ trial: Trial) {
        table.keep(reading, of: trial)
        journal.keep(reading, of: trial)
        isStale = true
        made += 1
        events += reading.events
        line.update(made: made, wanted: max(0, table.wanted.count - 1), events: events, last: trial)
    }

    /// - Returns: nil if it was interrupted.
    private func reading(of trial: Trial) throws -> TrialReading? {
        let plan = trial.plan(from: study.plan)
        var orders = try ScenarioOrders(plan, replaying: replay)
        let recording = VirtualDriver.run(plan, orders: &orders) { _, _ in
            Interrupts.status == nil ? .carryOn : .stop(.interrupted)
        }
        if let failure = orders.failure { throw failure }
        guard recording.stop == .finished else { return nil }
        guard recording.books.balance else {
            throw CommandFailure(
                "internal error: the books do not balance: \(recording.books); please report this with the scenario and the seed"
            )
        }
        return TrialReading(recording, trial.load)
    }
}
