internal import Analysis
internal import Exports
internal import Foundation
internal import Kernel
internal import Reconciliation
internal import Reporting
internal import Scenario
internal import Synchronization

/// Reads the exports of two landscapes and compares them: a thread for each side, then both for the parts.
struct ExportComparison {
    let mapping: Mapping
    /// Paths of the sides: old, new, and the old once more if there is one.
    let places: [String]
    /// Until when events are known; nil: until the last of them.
    let asOf: Instant?
    let threads: Int
    let isQuiet: Bool

    /// What was read.
    struct Reading {
        var store: EventStore
        var files: [[ExportFile]]
        var tallies: [ReadTally]
    }

    /// The files of each side.
    func files() throws -> [[ExportFile]] {
        do {
            return try zip(Side.allCases, places).map { side, place in try ExportFiles.of(place, mapping[side]) }
        } catch {
            throw CommandFailure("\(error)", code: .usage)
        }
    }

    /// Reads all sides.
    func read() throws -> Reading {
        let files = try files()
        let stores = zip(Side.allCases, places).map { side, _ in SideStore(side, agreement: mapping.agreement) }
        let total = files.flatMap(\.self).reduce(0) { sum, file in
            let attributes = try? FileManager.default.attributesOfItem(atPath: file.path)
            return sum + (attributes?[.size] as? Int ?? 0)
        }
        let progress = SharedProgress("reading", of: total, in: ("MB", 1 << 20), isQuiet: isQuiet)
        let results = Parallelism.map(Array(files.indices), threads: threads) { side in
            Result { () throws(ExportError) in
                try ExportReader(files[side], agreement: mapping.agreement).read(
                    into: stores[side], until: asOf
                ) {
                    bytes in
                    progress.add(bytes)
                    return Interrupts.status == nil
                }
            }
        }
        progress.end()
        if let status = Interrupts.status { throw CommandFailure(code: status) }
        do {
            let tallies = try results.map { try $0.get() }
            return Reading(store: EventStore(mapping.agreement, stores), files: files, tallies: tallies)
        } catch {
            throw CommandFailure("\(error)", code: .usage)
        }
    }

    /// Compares what was read, and learns what differs by nature where the old side is there twice.
    func judged(_ reading: Reading, isWatched: Bool) throws -> StoreComparison.Judged {
        try StoreComparison(threads: threads, isQuiet: isQuiet, sharesChance: false).judge(
            reading.store, asOf: asOf, isWatched: isWatched)
    }

    /// What is to be thought of what was read.
    func findings(_ reading: Reading, title: String, gate: GatePlan, today: Instant) throws -> MigrationFindings {
        let judged = try judged(reading, isWatched: gate.isWatched)
        return MigrationFindings(
            title: title, names: (old: mapping.old.name, new: mapping.new.name), reconciler: judged.reconciler,
            tally: judged.tally, noise: judged.noise, classNoise: judged.classes, steps: steps, zones: zones,
            gate: gate,
            today: today, reads: reads(reading))
    }

    /// Sides whose mapping writes all times in whole minutes or days.
    private var steps: [Side: Nanoseconds] {
        [Side.old, .new].reduce(into: [:]) { steps, side in
            let own = mapping[side].rows.map { TimeFormat($0.times)?.step }
            steps[side] = own.contains(nil) ? nil : own.compactMap(\.self).min()
        }
    }

    /// In which zones times without an offset are read.
    private var zones: [Side: [String]] {
        [Side.old, .new].reduce(into: [:]) { $0[$1] = Set(mapping[$1].rows.map(\.zone)).sorted() }
    }

    private func reads(_ reading: Reading) -> [ReadFacts] {
        zip(Side.allCases, zip(places, reading.tallies)).map { side, read in
            let (place, tally) = read
            return ReadFacts(
                name: mapping[side].name + (side == .again ? " once more" : ""), place: place, rows: tally.rows,
                events: tally.events, ignored: tally.ignored, unknown: tally.unknown, notYet: tally.notYet,
                later: tally.later,
                bad: tally.badCount, badRows: tally.bad.prefix(1_000).map(\.description))
        }
    }

    /// Rows that findings point to, read again.
    func rows(_ findings: MigrationFindings, _ files: [[ExportFile]]) throws -> [(Side, [UInt64: FoundRow])] {
        do {
            return try [Side.old, .new].map { side in
                let lookup = RowLookup(files[side == .old ? 0 : 1], agreement: mapping.agreement)
                return (side, try lookup.rows(at: findings.rowsWanted(side)))
            }
        } catch {
            throw CommandFailure("\(error)")
        }
    }
}
