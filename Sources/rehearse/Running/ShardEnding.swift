internal import Foundation
internal import Kernel
internal import Reporting
internal import Wire

/// What follows one shard of a divided run: its recording, and no verdict, as a part has none.
struct ShardEnding {
    let part: RunShard
    let recording: Recording
    /// What it saw of limits; nil in virtual time.
    let limits: LimitBook?
    let folder: RunFolder
    /// The folder that all shards share.
    let shared: String
    /// Files besides the recording.
    let files: [(name: String, bytes: [UInt8])]
    let format: OutputFormat
    let isQuiet: Bool

    /// Writes, prints, and throws what is not success: an interruption, or a generator that fell behind.
    func finish() throws {
        let marked = part.marked(recording, isEnded: true)
        do {
            var all = files
            all.append((RunFolder.File.recording, try RecordingFile.bytes(of: marked)))
            if let limits { all.append((RunFolder.File.limits, Array(try JSONEncoder().encode(limits)))) }
            try ReportWriter.write(all, to: folder.path)
        } catch {
            throw CommandFailure("\(error)")
        }
        let lag = marked.parts?.parts.first?.lag
        let (index, count) = (part.shard.index, part.shard.count)
        if format == .json {
            let value: JSONValue = [
                "shard": .integer(Int64(index)), "shards": .integer(Int64(count)),
                "orders_due": .integer(recording.books.due), "orders_completed": .integer(recording.books.completed),
                "lag_p99_ns": lag.map { .integer($0) } ?? .null, "folder": .string(folder.path),
            ]
            Streams.say(value.text, terminator: "")
        } else if !isQuiet {
            // In virtual time nothing is ever late.
            let late = (part.start == nil ? nil : lag).map { ", sent \(Figures.duration($0)) late at p99" } ?? ""
            Streams.say(
                "shard \(index) of \(count): \(recording.books.due) orders due, \(recording.books.completed) completed\(late). A part of a whole has no verdict. When all have ended: rehearse merge \(Places.short(shared))"
            )
        }
        if let status = Interrupts.status, recording.stop == .interrupted { throw CommandFailure(code: status) }
        let tolerance = (recording.wire == nil ? nil : recording.plan.wire?.lagTolerance) ?? .second
        if let lag, lag > tolerance {
            throw CommandFailure(
                "shard \(index) of \(count) fell behind: it sent \(Figures.duration(lag)) later than planned at p99, tolerated are \(Figures.duration(tolerance)); the whole is invalid with it. Give its machine more room, or use more shards",
                code: .noVerdict)
        }
    }
}
