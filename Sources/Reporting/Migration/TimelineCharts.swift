import Analysis
import Kernel
import Reconciliation

/// What happened when, on both sides: events, what waits, lag, differences.
struct TimelineCharts {
    let words: MigrationWords
    private let frame: TimeFrame

    init(_ words: MigrationWords) {
        self.words = words
        let timeline = words.findings.tally.timeline
        frame = TimeFrame(step: timeline.step, count: Timeline.length, clock: words.clock.wall)
    }

    /// So many lines fit a chart.
    private static let limit = 6

    private var timeline: Timeline { words.findings.tally.timeline }
    private var names: (old: String, new: String) { words.findings.names }

    /// All charts.
    var markup: Markup {
        let charts = [events, backlog, lag, defects].filter { !$0.isEmpty }
            .map { "<div class=\"card\">\($0)</div>" as Markup }
        return "<div class=\"grid\">\(charts.joined())</div>\n"
    }

    private func pair(_ old: [Double?], _ new: [Double?], _ placing: LineChart.Placing = .middle) -> [LineChart.Series]
    {
        [
            LineChart.Series(name: names.old, ink: .series(0), values: old, placing: placing),
            LineChart.Series(name: names.new, ink: .series(1), values: new, style: .dashed, placing: placing),
        ]
    }

    private func sums(_ kinds: some Sequence<Int>, _ value: (Timeline.Bin) -> Int) -> [Int] {
        kinds.reduce(into: [Int](repeating: 0, count: Timeline.length)) { sums, kind in
            for (place, bin) in timeline.bins[kind].enumerated() { sums[place] += value(bin) }
        }
    }

    private var step: String { Figures.duration(timeline.step) }

    private var events: Markup {
        LineChart(
            title: "Events", source: "of all kinds, in intervals of \(step)",
            summary: "Events of both sides over time.", unit: .count,
            series: pair(
                sums(words.kinds) { $0.old }.map { Double($0) }, sums(words.kinds) { $0.new }.map { Double($0) }),
            frame: frame
        ).markup
    }

    /// Orders that have not left: nothing where no kind says that goods leave.
    private var backlog: Markup {
        let kinds = words.findings.agreement.kinds
        func first(_ roles: [EventRole]) -> Int? {
            roles.lazy.compactMap { role in words.present.first { kinds[$0].role == role } }.first
        }
        guard let start = first([.order]), let end = first([.shipment, .label, .pick, .confirmation, .invoice]) else {
            return .none
        }
        func waiting(_ value: (Timeline.Bin) -> Int) -> [Double?] {
            var open = 0
            return timeline.bins[start].indices.map { place in
                open += value(timeline.bins[start][place]) - value(timeline.bins[end][place])
                return Double(open)
            }
        }
        let (old, new) = (waiting { $0.old }, waiting { $0.new })
        return LineChart(
            title: "Backlog",
            source: "\(words.noun(start, 2)) begun less \(words.noun(end, 2)), at the end of each interval",
            summary: "Orders begun and not yet followed by a \(kinds[end].name), on both sides over time.",
            unit: .count,
            series: pair(old, new, .end), frame: frame, base: min(0, (old + new).compactMap(\.self).min() ?? 0)
        ).markup
    }

    private var lag: Markup {
        let lags = words.present.map { kind in
            (
                kind: kind,
                values: timeline.bins[kind].map { bin -> Double? in
                    bin.pairs == 0 ? nil : Double(bin.lag) * 1_000 / Double(bin.pairs)
                }
            )
        }.map { (kind: $0.kind, values: $0.values, size: $0.values.reduce(0) { max($0, ($1 ?? 0).magnitude) }) }
            .filter { $0.size > 0 }
        let chosen = lags.sorted { ($1.size, $0.kind) < ($0.size, $1.kind) }.prefix(Self.limit).sorted {
            $0.kind < $1.kind
        }
        guard !chosen.isEmpty else { return .none }
        let lowest = chosen.flatMap { $0.values.compactMap(\.self) }.min() ?? 0
        return LineChart(
            title: "Lag", source: "new less old, mean of the pairs in each interval\(left(lags.count))",
            summary: "How much later the new side is than the old one over time, by kind of event.", unit: .time,
            series: chosen.enumerated().map { place, one in
                LineChart.Series(name: words.kind(one.kind), ink: .series(place), values: one.values)
            }, frame: frame, base: min(0, lowest)
        ).markup
    }

    private var defects: Markup {
        let counts = words.present.map { kind in
            (kind: kind, values: timeline.bins[kind].map { Double($0.defects) })
        }.map { (kind: $0.kind, values: $0.values, size: $0.values.reduce(0, +)) }.filter { $0.size > 0 }
        let chosen = counts.sorted { ($1.size, $0.kind) < ($0.size, $1.kind) }.prefix(Self.limit).sorted {
            $0.kind < $1.kind
        }
        guard !chosen.isEmpty else { return .none }
        return LineChart(
            title: "Differences",
            source: "that somebody has to answer for, in intervals of \(step)\(left(counts.count))",
            summary: "Differences over time, by kind of event.", unit: .count,
            series: chosen.enumerated().map { place, one in
                LineChart.Series(name: words.kind(one.kind), ink: .series(place), values: one.values)
            }, frame: frame
        ).markup
    }

    private func left(_ count: Int) -> String {
        count > Self.limit ? "; the \(Self.limit) kinds with most of \(count)" : ""
    }
}
