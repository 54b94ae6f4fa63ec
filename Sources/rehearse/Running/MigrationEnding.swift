internal import Analysis
internal import Exports
internal import Foundation
internal import Reconciliation
internal import Reporting

/// What follows a comparison of two landscapes: its reports, what is printed, and the exit code.
struct MigrationEnding {
    let findings: MigrationFindings
    let rows: MigrationRows
    let folder: RunFolder
    let accept: AcceptedDecision
    let format: OutputFormat
    let isQuiet: Bool
    let elapsed: String
    /// Rows that could not be read.
    var badRows: [BadRow] = []

    /// Writes, prints, and throws what is not success.
    func finish() throws {
        let report = MigrationReport(findings, rows: rows)
        do {
            try report.write(to: folder.path)
            try writeBadRows()
        } catch {
            throw CommandFailure("\(error)")
        }
        format.say(
            json: report.json,
            words: report.terminal(
                colour: Streams.isColourWelcome, width: Streams.width(1), elapsed: elapsed,
                path: folder.told("parallel.html")), isQuiet: isQuiet)
        folder.becomeLatest()
        if let status = Interrupts.status { throw CommandFailure(code: status) }
        if findings.lags.contains(where: \.isInvalid) {
            Streams.complain(
                "the run is invalid: orders did not come when they were due, so that its times mean nothing; give it less load or a faster machine"
            )
            throw CommandFailure(code: .noVerdict)
        }
        let status = accept.status(findings.decision, isEmpty: findings.isEmpty)
        if status != .pass { throw CommandFailure(code: status) }
    }

    /// All rows that could not be read, one a line.
    private func writeBadRows() throws {
        let path = "\(folder.path)/bad-rows.txt"
        guard !badRows.isEmpty else {
            // What an earlier run into the same folder could not read is no part of this one.
            if FileManager.default.fileExists(atPath: path) { try FileManager.default.removeItem(atPath: path) }
            return
        }
        let text = badRows.map(\.description).joined(separator: "\n") + "\n"
        try Data(text.utf8).write(to: URL(fileURLWithPath: path), options: .atomic)
    }
}

extension MigrationRows {
    /// Rows that were read again.
    init(found: [(Side, [UInt64: FoundRow])]) {
        self.init()
        for (side, rows) in found {
            for (position, row) in rows {
                self[side, position] = Row(
                    place: row.place, order: row.order, kind: row.kind, time: row.time, document: row.document,
                    fields: row.values.map { Field(name: $0.name, value: $0.text) })
            }
        }
    }
}
