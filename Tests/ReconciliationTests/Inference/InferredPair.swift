import Exports
import Foundation
import Kernel
import Reconciliation
import Scenario
import Testing

/// Two exports in a folder of their own: what is proposed for them, and what the proposal comes to.
final class InferredPair {
    private let root: URL

    init() throws {
        root = FileManager.default.temporaryDirectory.appendingPathComponent("inference-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: root, withIntermediateDirectories: true)
    }

    deinit { try? FileManager.default.removeItem(at: root) }

    /// Writes a file; folders in its name are made.
    @discardableResult
    func write(_ name: String, _ text: String) throws -> String {
        try write(name, Data(text.utf8))
    }

    @discardableResult
    func write(_ name: String, _ data: Data) throws -> String {
        let url = root.appendingPathComponent(name)
        try FileManager.default.createDirectory(at: url.deletingLastPathComponent(), withIntermediateDirectories: true)
        try data.write(to: url)
        return url.path
    }

    func path(_ name: String) -> String { root.appendingPathComponent(name).path }

    /// The proposal, and counts by class when both exports are reconciled by it; two months after the last event.
    func reconcile(_ old: String, _ new: String) throws -> (text: String, tally: Tally, bad: Int, unknown: Int) {
        let text = try MappingProposal.text(old: path(old), new: path(new))
        let (read, problems) = MappingFile.read(text, as: "proposal.yaml")
        #expect(problems.isEmpty, "\(problems)\n\(text)")
        let mapping = try #require(read)
        var stores: [SideStore] = []
        var (bad, unknown) = (0, 0)
        for (side, name) in [(Side.old, old), (Side.new, new)] {
            let store = SideStore(side, agreement: mapping.agreement)
            let files = try ExportFiles.of(path(name), mapping[side])
            let told = try ExportReader(files, agreement: mapping.agreement).read(into: store)
            bad += told.badCount
            unknown += told.unknownCount
            stores.append(store)
        }
        let store = EventStore(mapping.agreement, stores)
        let asOf = (store.span?.upperBound ?? 0) + 60 * Nanoseconds.day
        let reconciler = Reconciler(store, asOf: asOf)
        return (text, reconciler.tally(parts: 0..<SideStore.partCount), bad, unknown)
    }

    /// Units by class, those that are not zero.
    static func counts(_ tally: Tally) -> [VerdictClass: Int] {
        var counts: [VerdictClass: Int] = [:]
        for verdict in VerdictClass.allCases where tally.total[verdict].units > 0 {
            counts[verdict] = tally.total[verdict].units
        }
        return counts
    }

    /// A time of November 2026: the first, 06:00 UTC, and so many minutes, as the clock on a wall shows it.
    static func wall(_ minutes: Int, plusHours hours: Int = 0) -> (day: Int, hour: Int, minute: Int) {
        let all = minutes + (6 + hours) * 60
        return (1 + all / 1_440, all / 60 % 24, all % 60)
    }

    static func two(_ number: Int) -> String { number < 10 ? "0\(number)" : "\(number)" }

    /// `2026-11-03T07:26:00Z`
    static func iso(_ minutes: Int, suffix: String = "Z", separator: String = "T") -> String {
        let wall = wall(minutes)
        return "2026-11-\(two(wall.day))\(separator)\(two(wall.hour)):\(two(wall.minute)):00\(suffix)"
    }
}
