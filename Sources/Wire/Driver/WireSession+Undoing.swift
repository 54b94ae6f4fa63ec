internal import Kernel

extension WireSession {
    /// What became of a record that was to be taken back.
    public struct Undone: Sendable, Hashable {
        /// The record.
        public var entry: RunJournal.Entry
        /// Whether the partner has it no longer, or no longer in force.
        public var isUndone: Bool
        /// Why not, or what stays all the same; nil: nothing to remark.
        public var remark: String?
    }

    /// Takes back what a run created, the latest first, as far as partners let it. What is gone already counts as taken back, so
    /// that it may be done again.
    /// - Parameters:
    ///   - entries: the journal of the run, in its order; systems that are not real are passed over.
    ///   - isCancelled: asked about twenty times a second; whether to leave the rest.
    ///   - progress: told of each.
    /// - Returns: those that were tried.
    /// - Throws: if a session cannot be opened, before anything is done.
    public func undo(
        _ entries: [RunJournal.Entry], isCancelled: @escaping () -> Bool = { false },
        progress: (Undone) -> Void = { _ in }
    ) throws(SetupError) -> [Undone] {
        try open(isCancelled: isCancelled) { $0.openingToUndo() }
        let systems = Dictionary(
            plan.systems.indices.map { (plan.systems[$0].name, $0) }, uniquingKeysWith: { first, _ in first })
        var course = Course(isCancelled: isCancelled, isOpen: true)
        var seen: Set<RunJournal.Entry> = []
        var results: [Undone] = []
        for entry in entries.reversed() where seen.insert(entry).inserted {
            guard !isCancelled() else { break }
            guard let system = systems[entry.system], let partner = partners[system], partner.isReal else { continue }
            let result = undo(entry, partner, &course)
            // What was under way may be taken back or not: it belongs to those that are left for the next time.
            guard result.isUndone || !isCancelled() else { break }
            results.append(result)
            progress(result)
        }
        return results
    }

    private func undo(_ entry: RunJournal.Entry, _ partner: Partner, _ course: inout Course) -> Undone {
        guard var conversation = partner.speech.undoing(entry.record, session: partner.session) else {
            return Undone(
                entry: entry, isUndone: false, remark: "the protocol knows no way to take a \(entry.record.kind) back")
        }
        var turn = conversation.next(nil)
        while true {
            switch turn {
            case .send(let request):
                do throws(SetupError) {
                    turn = conversation.next(try exchange(request, with: partner.system, &course))
                } catch {
                    return Undone(entry: entry, isUndone: false, remark: error.description)
                }
            case .end(let result):
                let remark = result.detail.map { ledger.discreet(secrets.redactor.redacted($0)) }
                return Undone(
                    entry: entry, isUndone: result.outcome == .ok,
                    remark: remark ?? (result.outcome == .ok ? nil : "the answer was \(result.outcome)"))
            }
        }
    }
}
