internal import Foundation
internal import Kernel
internal import Reconciliation
internal import Scenario

/// What two landscapes are compared by, as the command line names it.
enum MigrationTerms {
    /// Reads a mapping; nil: columns are called as the values they hold.
    static func mapping(_ path: String?) throws -> Mapping {
        guard let path else { return MappingFile.standard }
        let (mapping, problems) = MappingFile.load(path)
        guard let mapping else { throw CommandFailure(Problem.text(problems), code: .usage) }
        return mapping
    }

    /// Reads a gate, and checks the names in it; nil: no difference is accepted.
    /// - Parameter partners: all partners that there can be; nil: that is not known before the events are read.
    static func gate(_ path: String?, _ agreement: Agreement, partners: [String]? = nil) throws -> GatePlan {
        guard let path else { return GatePlan() }
        let (gate, problems) = GateFile.load(path, kinds: agreement.kinds.map(\.name), partners: partners)
        guard let gate else { throw CommandFailure(Problem.text(problems), code: .usage) }
        return gate
    }

    /// Partners that a gate names and that no event has, each where the gate names it. Before events are read nobody knows
    /// which partners there are; after that a misspelt name must not look like one that is absent.
    /// - Parameter partners: of all events, as a store of them has them. Beyond `PartnerBook.limit` nobody is told: whoever is
    ///   not among them may be among the others.
    static func strangers(_ path: String?, _ agreement: Agreement, partners: [String]) -> [Problem] {
        guard let path, !partners.contains(PartnerBook.others) else { return [] }
        let named = partners.filter { $0 != EventStore.noPartner }
        return GateFile.load(path, kinds: agreement.kinds.map(\.name), partners: named).problems
    }

    /// The day by which signed exceptions have run out or not, in nanoseconds from 1970-01-01: the one that this machine's calendar
    /// shows, or the one that somebody names so that a report can be made again.
    static func today(_ text: String?) throws -> Instant {
        guard let text else {
            let now = Date()
            let local = Int64(now.timeIntervalSince1970) + Int64(TimeZone.current.secondsFromGMT(for: now))
            return local / 86_400 * .day
        }
        var reader = TimeReader(format: "yyyy-MM-dd", zone: "UTC")
        guard let instant = reader?.read(Array(text.utf8)[...]) else {
            throw CommandFailure("--today: expected a day such as 2026-11-27, found \"\(text)\"", code: .usage)
        }
        return instant
    }

    /// Until when events are known.
    static func moment(_ text: String) throws -> Instant {
        var reader = TimeReader(format: "iso", zone: "UTC")
        guard let instant = reader?.read(Array(text.utf8)[...]) else {
            throw CommandFailure(
                "--as-of: expected a time such as 2026-11-27T18:00:00Z, found \"\(text)\"", code: .usage)
        }
        return instant
    }
}
