internal import Foundation
internal import Kernel
internal import Scenario
internal import Wire

/// Reads the business events of an Odoo into a file of JSON lines.
struct OdooReading {
    let source: OdooSource
    /// The file that names it.
    let place: String
    let allowedTargets: [String]
    let isQuiet: Bool

    /// Reads all; what is there of an earlier time is replaced, and what could not be read to its end is not left behind.
    func write(to path: String) throws {
        guard FileManager.default.createFile(atPath: path, contents: nil),
            let file = FileHandle(forWritingAtPath: path)
        else { throw CommandFailure("cannot write to \(path)") }
        var line = StatusLine(isQuiet: isQuiet)
        defer {
            try? file.close()
            line.clear()
        }
        do {
            try read { lines, count in
                var bytes: [UInt8] = []
                for line in lines { bytes += line.bytes + [0x0a] }
                try file.write(contentsOf: bytes)
                line.show(["\(place): \(count) events"])
            }
        } catch {
            unlink(path)
            if let status = Interrupts.status { throw CommandFailure(code: status) }
            if let failure = error as? CommandFailure { throw failure }
            throw CommandFailure("\(place): \(error)", code: .usage)
        }
    }

    private func read(_ write: @escaping (_ lines: [JSON], _ count: Int) throws -> Void) throws {
        let isCancelled = { Interrupts.status != nil }
        let session: WireSession
        do {
            session = try WireSession(
                plan,
                WireSession.Options(
                    allowedTargets: allowedTargets, environment: ProcessInfo.processInfo.environment,
                    run: "reconcile-\(RunFolder.stamp(Date()))", version: Version.text))
            try session.openToRead(isCancelled: isCancelled)
        } catch {
            throw CommandFailure(told("\(error)"), code: .usage)
        }
        defer { session.close() }
        var asked: Int64 = 0
        var written = 0
        var extract = OdooExtract(try terms) { query in
            asked += 1
            guard asked <= source.total else {
                throw CommandFailure(
                    "\(place): not read to the end with \(source.total) requests; raise `total`, or read less by `from`, `until`, `references` or `tag`",
                    code: .usage)
            }
            do throws(WireSession.ReadFailure) {
                return try session.records(query, perSecond: source.perSecond, isCancelled: isCancelled)
            } catch {
                throw CommandFailure("\(place): \(words(error))", code: .usage)
            }
        } write: { lines in
            written += lines.count
            try write(lines, written)
        }
        _ = try extract.run()
    }

    private func words(_ failure: WireSession.ReadFailure) -> String {
        guard failure.isWithheld, let kinds = OdooExtract.kinds(needing: failure.model) else {
            return "\(failure)"
        }
        return "\(failure) Or do without what \(failure.model) tells: `leave out: [\(kinds)]`."
    }

    /// Words of a session, which calls places by the keys of a scenario, for the file that this is.
    private func told(_ words: String) -> String {
        let key = "systems.\(Self.name)"
        guard words.hasPrefix(key) else { return "\(place): \(words)" }
        let rest = words.dropFirst(key.count)
        return rest.first == "." ? "\(place): \(rest.dropFirst())" : "\(place)\(rest)"
    }

    private static let name = "odoo"

    private var plan: Plan {
        var plan = Plan(title: "Odoo", seed: 0, window: 0, end: 0)
        plan.systems = [SystemPlan(name: Self.name, role: .erp, placement: .real)]
        var wire = WirePlan()
        wire.endpoints = [source.endpoint]
        // The file names the host; the command line must name it as well.
        wire.targets = [TargetPlan(host: source.host, perSecond: max(source.perSecond, 0.001), total: source.total)]
        plan.wire = wire
        return plan
    }

    private var terms: OdooTerms {
        get throws {
            var kinds = OdooEventKind.usual.filter { !source.leftOut.contains($0.rawValue) }
            if source.hasMoves { kinds.insert(.inventoryMove) }
            return OdooTerms(
                from: source.from.map(Self.odoo), until: source.until.map(Self.odoo), references: source.references,
                tag: source.tag, company: source.endpoint.options["company"].flatMap { Int64($0) },
                warehouse: source.endpoint.options["warehouse"].flatMap { Int64($0) }, kinds: kinds, page: source.page)
        }
    }

    /// A moment as Odoo compares it: UTC, "2026-11-01 00:00:00".
    private static func odoo(_ instant: Instant) -> String {
        var calendar = Calendar(identifier: .gregorian)
        calendar.timeZone = .gmt
        let date = Date(timeIntervalSince1970: (Double(instant) / 1e9).rounded(.down))
        let parts = calendar.dateComponents([.year, .month, .day, .hour, .minute, .second], from: date)
        return String(
            format: "%04d-%02d-%02d %02d:%02d:%02d", parts.year ?? 0, parts.month ?? 0, parts.day ?? 0, parts.hour ?? 0,
            parts.minute ?? 0, parts.second ?? 0)
    }
}
