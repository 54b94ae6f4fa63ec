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
    private let store: TrialStore
    private let shard: Shard
    /// When no further trial is begun; set before any thread works.
    private var deadline: ContinuousClock.Instant?
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
    /// When others were last heard of.
    private var lastHeard = ContinuousClock.now
    private var lastLook = ContinuousClock.now
    private var longestTrial = 0.0

    /// - Parameters:
    ///   - study: what is asked.
    ///   - scenario: of which.
    ///   - folder: where trials are kept as they are made.
    ///   - shard: which part of the trials is made here; nil: all of them.
    ///   - isResuming: whether trials made before are wanted from there.
    ///   - isQuiet: whether no progress is shown.
    /// - Throws: `CommandFailure` if what is there is of another scenario, or nothing can be kept.
    init(
        _ study: CapacityStudy, _ scenario: ScenarioFile, in folder: RunFolder, shard: Shard? = nil,
        resuming isResuming: Bool, isQuiet: Bool
    ) throws {
        self.study = study
        replay = scenario.replayFile
        self.shard = shard ?? .whole
        store = try TrialStore(in: folder, of: study, shard: shard, resuming: isResuming)
        let known = store.news()
        if store.damaged > 0, !isQuiet {
            Streams.complain(
                "note: \(Figures.count(Int64(store.damaged), of: "trial")) in \(folder.path) \(store.damaged == 1 ? "is" : "are") damaged and made once more"
            )
        }
        table = TrialTable(Dictionary(known.map { ($0.trial, $0.reading) }, uniquingKeysWith: { first, _ in first }))
        line = TrialProgressLine(isQuiet: isQuiet, known: known.count)
    }

    /// "84 trials, 812 M events".
    var summary: String { "\(Figures.count(Int64(made), of: "trial")), \(Figures.short(Double(events))) events" }

    /// Makes trials until nothing is wanted any more, or until somebody interrupts.
    /// - Returns: what is known then.
    /// - Parameter most: for how long trials are begun and made; one that is under way then is not finished. Nil: for any.
    /// - Throws: if an order file cannot be read.
    func run(threads: Int, atMost most: Duration? = nil) throws -> CapacityFindings {
        deadline = most.map { .now + $0 }
        DispatchQueue.concurrentPerform(iterations: max(1, threads)) { _ in self.work() }
        line.clear()
        if let failure { throw failure }
        if isStale { findings = study.findings(&table) }
        findings.isOutOfTime = findings.missingTrials > 0 && isTimeUp
        return findings
    }

    private func work() {
        lock.lock()
        defer { lock.unlock() }
        while failure == nil, !isOver {
            if isStale {
                findings = study.findings(&table)
                isStale = false
            }
            let open = table.wanted.filter { !underWay.contains($0) }
            guard let trial = open.first(where: isMine) ?? (isTakingOver ? open.first : nil) else {
                if underWay.isEmpty, open.isEmpty { break }
                if open.isEmpty {
                    lock.wait()
                } else {
                    _ = lock.wait(until: Date(timeIntervalSinceNow: TrialRunner.look))
                    listen()
                }
                continue
            }
            underWay.insert(trial)
            lock.unlock()
            let since = ContinuousClock.now
            let result = Result { try reading(of: trial) }
            lock.lock()
            underWay.remove(trial)
            longestTrial = max(longestTrial, (ContinuousClock.now - since).inSeconds)
            switch result {
            case .success(let reading?): keep(reading, trial)
            case .success(nil): break
            case .failure(let problem): failure = failure ?? problem
            }
            lock.broadcast()
        }
        lock.broadcast()
    }

    private var isTimeUp: Bool { deadline.map { .now >= $0 } ?? false }

    private var isOver: Bool { Interrupts.status != nil || isTimeUp }

    // MARK: Shards

    /// How often others are looked for, in seconds.
    private static let look = 0.2

    /// Whether a trial is this shard's: by a number made of it, which is the same everywhere.
    private func isMine(_ trial: Trial) -> Bool { shard.owns(trial.number) }

    /// Whether nothing was heard of the others for so long that their trials are made here: one that never came, or died, keeps
    /// nobody waiting. What is made twice comes out the same.
    private var isTakingOver: Bool {
        (ContinuousClock.now - lastHeard).inSeconds > max(3, 3 * longestTrial)
    }

    /// Takes in what others have made.
    private func listen() {
        guard (ContinuousClock.now - lastLook).inSeconds >= TrialRunner.look / 2 else { return }
        lastLook = ContinuousClock.now
        for (trial, reading) in store.news() where table.readings[trial] == nil {
            table.keep(reading, of: trial)
            isStale = true
            lastHeard = ContinuousClock.now
        }
        if isStale { lock.broadcast() }
    }

    private func keep(_ reading: TrialReading, _ trial: Trial) {
        table.keep(reading, of: trial)
        store.keep(reading, of: trial)
        if shard.count > 1 { listen() }
        isStale = true
        made += 1
        events += reading.events
        line.update(
            made: made, outlook: StudyOutlook(findings, table, of: study), among: shard.count, events: events,
            last: trial)
    }

    /// - Returns: nil if it was interrupted.
    private func reading(of trial: Trial) throws -> TrialReading? {
        guard let plan = trial.plan(from: study.variants) else {
            throw CommandFailure("internal error: levers that cannot be pulled together were tried; please report this")
        }
        var orders = try ScenarioOrders(plan, replaying: replay)
        let recording = VirtualDriver.run(plan, orders: &orders) { _, _ in
            self.isOver ? .stop(.interrupted) : .carryOn
        }
        if let failure = orders.failure { throw failure }
        guard recording.stop == .finished else { return nil }
        guard recording.books.balance else {
            throw CommandFailure(
                "internal error: the books do not balance: \(recording.books); please report this with the scenario and the seed"
            )
        }
        return TrialReading(recording, of: trial)
    }
}
