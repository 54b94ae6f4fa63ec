internal import Foundation
public import Kernel

/// All latencies of a run as an HdrHistogram log, for the plotters and analysers of that family.
///
/// Log format 1.3: a line for every histogram that has samples, over the whole run, its tag saying what was measured.
/// Values are in microseconds at three significant digits; the column of the maximum is in milliseconds.
public enum HistogramLog {
    /// What the file begins with.
    public static let beginning = "#[Histogram log format version 1.3]"

    /// The log.
    public static func text(_ recording: Recording) -> String {
        let plan = recording.plan
        let entries = entries(recording).filter { $0.histogram.count > 0 }
        // One range for all, so that any two of them can be added up by any library.
        let largest = entries.map { microseconds($0.histogram.maximum) }.max() ?? 0
        let highest = UInt64.max >> UInt64(max(largest, 2_047).leadingZeroBitCount)
        var lines = [
            beginning,
            "#[StartTime: \(plan.zone.originUnixSeconds).000 (seconds since epoch), \(WallClock(plan).iso(0))]",
            "#[Rehearsed: \(plain(plan.title)), seed \(plan.seed)]",
            "#[Values in microseconds; Interval_Max in milliseconds]",
            "\"StartTimestamp\",\"Interval_Length\",\"Interval_Max\",\"Interval_Compressed_Histogram\"",
        ]
        let length = thousandths(UInt64(max(0, recording.reached)) / 1_000_000)
        var used: Set<String> = []
        for entry in entries {
            var tag = entry.tag
            var number = 2
            while !used.insert(tag).inserted {
                tag = "\(entry.tag)~\(number)"
                number += 1
            }
            let bytes = HistogramBytes.compressed(entry.histogram, highest: highest)
            let most = thousandths(microseconds(entry.histogram.maximum))
            lines.append("Tag=\(tag),0.000,\(length),\(most),\(Data(bytes).base64EncodedString())")
        }
        return lines.joined(separator: "\n") + "\n"
    }

    private typealias Entry = (tag: String, histogram: LatencyHistogram)

    private static func entries(_ recording: Recording) -> [Entry] {
        let plan = recording.plan
        let layout = TrackLayout(plan)
        func total(_ id: TrackID) -> LatencyHistogram { recording.tracks[layout.index(id)].total }
        func name(_ system: SystemID, _ part: String) -> String { word("\(plan.systems[system].name).\(part)") }
        var list: [Entry] = [
            ("journey", total(.journey)), ("lateness", total(.lateness)), ("schedule-lag", total(.scheduleLag)),
        ]
        for (id, leg) in plan.journey.legs.enumerated() { list.append(("leg/\(word(leg.name))", total(.leg(id)))) }
        for (id, link) in plan.links.enumerated() {
            let edges = plan.edges.indices.filter { plan.edges[$0].link == id }
            for (kind, tracks) in [
                ("response", edges.map { TrackID.call($0) }), ("failed", edges.map { .failedCall($0) }),
                ("service", edges.map { .attempt($0) }),
            ] {
                let all = tracks.reduce(into: LatencyHistogram()) { $0.merge(total($1)) }
                list.append(("link/\(word(link.name))/\(kind)", all))
            }
        }
        for (id, edge) in plan.edges.enumerated() {
            list.append(("edge/\(word(edge.name))/response", total(.call(id))))
            list.append(("edge/\(word(edge.name))/failed", total(.failedCall(id))))
            list.append(("edge/\(word(edge.name))/service", total(.attempt(id))))
        }
        for (id, operation) in plan.operations.enumerated() {
            list.append(("operation/\(name(operation.system, operation.name))", total(.operation(id))))
        }
        for (id, pool) in plan.pools.enumerated() {
            list.append(("pool/\(name(pool.system, pool.name))/wait", total(.poolWait(id))))
        }
        for (id, queue) in plan.queues.enumerated() {
            list.append(("queue/\(name(queue.system, queue.name))/wait", total(.queueWait(id))))
        }
        return list
    }

    private static func microseconds(_ time: Nanoseconds) -> UInt64 { UInt64(max(0, time)) / 1_000 }

    /// `1.234` for 1,234.
    private static func thousandths(_ number: UInt64) -> String {
        let rest = String(number % 1_000)
        return "\(number / 1_000).\(String(repeating: "0", count: 3 - rest.count))\(rest)"
    }

    /// A name as part of a tag, which may hold no comma, space or line break.
    private static func word(_ name: String) -> String {
        String(
            String.UnicodeScalarView(
                name.unicodeScalars.map {
                    $0 == "," || $0 == "/" || $0.properties.isWhitespace || $0.value < 32 ? "_" : $0
                }))
    }

    /// A text on one line.
    private static func plain(_ text: String) -> String {
        String(
            String.UnicodeScalarView(
                text.unicodeScalars.map { $0.value < 32 || $0.properties.isWhitespace ? " " : $0 }))
    }
}
