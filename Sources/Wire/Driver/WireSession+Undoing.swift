public import Kernel

extension WireSession {
    /// What a run left in real systems.
    public struct Remains: Sendable, Hashable {
        /// The records: those of the journal in its order, then those that only a search found.
        public var entries: [RunJournal.Entry]
        /// Systems that could not be searched, and why; for people.
        public var problems: [String]
    }

    /// What became of a record that was to be taken back.
    public struct Undone: Sendable, Hashable {
        /// The record.
        public var entry: RunJournal.Entry
        /// Whether the partner has it no longer, or no longer in force.
        public var isUndone: Bool
        /// Why not, or what stays all the same; nil: nothing to remark.
        public var remark: String?
    }

    /// Whether who speaks so can be asked for the records of a run by its mark.
    public static func canSearch(_ dialect: Dialect) -> Bool {
        switch dialect {
        case .odooJSONRPC, .odooJSON2, .karrio: true
        default: false
        }
    }

    /// Opens the sessions that taking back needs; once, before `remains` and `undo`.
    /// - Parameter isCancelled: asked about twenty times a second; whether to give up.
    /// - Throws: what went wrong and what to do; never a secret.
    public func openToUndo(isCancelled: @escaping () -> Bool = { false }) throws(SetupError) {
        try open(isCancelled: isCancelled) { $0.openingToUndo() }
    }

    /// What a run left: what its journal says, and what partners find by its mark. An answer that never came, and a run that was
    /// killed before it wrote a line, leave records of which only the partner knows.
    /// - Parameters:
    ///   - entries: the journal of the run, in its order.
    ///   - references: how the references of the run's orders begin; empty: nothing is searched.
    ///   - isCancelled: asked about twenty times a second; whether to leave the rest.
    public func remains(
        of entries: [RunJournal.Entry], references: [String], isCancelled: @escaping () -> Bool = { false }
    ) -> Remains {
        var remains = Remains(entries: [], problems: [])
        var known: Set<[String]> = []
        func add(_ entry: RunJournal.Entry) {
            if known.insert([entry.system, entry.record.kind, entry.record.id]).inserted {
                remains.entries.append(entry)
            }
        }
        entries.forEach(add)
        var course = Course(isCancelled: isCancelled, isOpen: true)
        for case let partner? in partners where partner.isReal {
            let name = plan.systems[partner.system].name
            for mark in references where !isCancelled() {
                guard let conversation = partner.speech.searching(mark, session: partner.session) else { continue }
                let result = ending(of: conversation, partner, &course)
                for record in result.created { add(RunJournal.Entry(system: name, record: record)) }
                guard result.outcome != .ok else { continue }
                let words = result.detail.map(discreet) ?? "the answer was \(result.outcome)"
                remains.problems.append("\(name): not searched for records marked \(mark): \(words)")
            }
        }
        return remains
    }

    /// Takes back what a run created, the latest first, as far as partners let it. What is gone already counts as taken back, so
    /// that it may be done again.
    /// - Parameters:
    ///   - entries: the records, as `remains` tells them; systems that are not real are passed over.
    ///   - isCancelled: asked about twenty times a second; whether to leave the rest.
    ///   - progress: told of each.
    /// - Returns: those that were tried.
    public func undo(
        _ entries: [RunJournal.Entry], isCancelled: @escaping () -> Bool = { false },
        progress: (Undone) -> Void = { _ in }
    ) -> [Undone] {
        let systems = Dictionary(
            plan.systems.indices.map { (plan.systems[$0].name, $0) }, uniquingKeysWith: { first, _ in first })
        var course = Course(isCancelled: isCancelled, isOpen: true)
        var results: [Undone] = []
        for entry in entries.reversed() {
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
        guard let conversation = partner.speech.undoing(entry.record, session: partner.session) else {
            return Undone(
                entry: entry, isUndone: false, remark: "the protocol knows no way to take a \(entry.record.kind) back")
        }
        let result = ending(of: conversation, partner, &course)
        let isUndone = result.outcome == .ok
        return Undone(
            entry: entry, isUndone: isUndone,
            remark: result.detail.map(discreet) ?? (isUndone ? nil : "the answer was \(result.outcome)"))
    }

    /// A conversation to its end; a request that fails ends it, with what it had told of until then.
    private func ending(
        of conversation: any Conversation, _ partner: Partner, _ course: inout Course
    ) -> ConversationResult {
        var conversation = conversation
        var turn = conversation.next(nil)
        while true {
            switch turn {
            case .send(let request, let created):
                do throws(SetupError) {
                    turn = conversation.next(try exchange(request, with: partner.system, &course))
                } catch {
                    return ConversationResult(.connection, detail: error.description, created: created)
                }
            case .end(let result): return result
            }
        }
    }

    private func discreet(_ words: String) -> String { ledger.discreet(secrets.redactor.redacted(words)) }
}
