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
        try open(isCancelled: isCancelled) { $0.logIn() }
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
                let search = { partner.speech.searching(mark, session: partner.session) }
                guard let result = ending(partner, &course, of: search) else { continue }
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
        let undoing = { partner.speech.undoing(entry.record, session: partner.session) }
        guard let result = ending(partner, &course, of: undoing) else {
            return Undone(
                entry: entry, isUndone: false, remark: "the protocol knows no way to take a \(entry.record.kind) back")
        }
        let isUndone = result.outcome == .ok
        return Undone(
            entry: entry, isUndone: isUndone,
            remark: result.detail.map(discreet) ?? (isUndone ? nil : "the answer was \(result.outcome)"))
    }

    /// A conversation to its end; a request that fails ends it, with what it had told of until then.
    /// - Parameter make: what is said, within the session as it is then.
    /// - Returns: nil: there is nothing to say.
    func ending(
        _ partner: Partner, _ course: inout Course, of make: () -> (any Conversation)?
    ) -> ConversationResult? {
        guard var conversation = make() else { return nil }
        var turn = conversation.next(nil)
        var isRenewed = false
        var status = 0
        while true {
            switch turn {
            case .send(let request, let created):
                do throws(SetupError) {
                    let response = try exchange(request, with: partner.system, &course)
                    status = response.status
                    turn = conversation.next(response)
                } catch {
                    return ConversationResult(.connection, detail: error.description, created: created)
                }
            // There may be much to take back, and sessions end.
            case .end(let result) where result.outcome != .ok && (result.isDenied || status == 401) && !isRenewed:
                isRenewed = true
                do throws(SetupError) {
                    guard try open(partner, &course, by: { $0.logIn() }), let fresh = make() else { continue }
                    turn = conversation.resume(as: fresh)
                } catch {
                    return ConversationResult(.connection, detail: error.description, created: result.created)
                }
            case .end(let result): return result
            }
        }
    }

    func discreet(_ words: String) -> String { ledger.discreet(secrets.redactor.redacted(words)) }
}
