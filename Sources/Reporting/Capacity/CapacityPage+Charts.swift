import Analysis
import Kernel

extension CapacityPage {
    /// What comes of loads, four ways.
    var charts: Markup {
        guard let curve = findings.curve, curve.count > 2 else { return .none }
        let loads = curve.map(\.offered)
        var marks: [(load: Double, label: String)] = []
        let peak =
            findings.explained == .hour ? findings.forecast?.peakPerHour : curve.first { $0.factor == 1 }?.offered
        if let peak { marks.append((peak, "forecast")) }
        if let factor = findings.explainedLimit?.factor, let first = curve.first, first.factor > 0 {
            marks.append((first.offered / first.factor * factor, "limit"))
        }
        // Two names at one place cannot be read.
        if marks.count == 2, let most = loads.last, abs(marks[0].load - marks[1].load) < most / 5 {
            marks.sort { $0.load < $1.load }
            marks = [(marks[0].load, "\(marks[0].label), \(marks[1].label)"), (marks[1].load, "")]
        }
        let latency = LoadChart(
            title: "How long orders take", source: "until they are released (dispatched, completed), p50, p95, p99",
            summary: "Latency against load", unit: .time, isLogarithmic: true, loads: loads,
            series: ["p50", "p95", "p99"].enumerated().map { place, name in
                LoadChart.Series(
                    name: name, ink: .series(place),
                    values: curve.map { point in point.latency.map { Double($0[place]) } })
            }, marks: marks)
        let done = LoadChart(
            title: "What gets done", source: "orders an hour", summary: "Throughput against load", unit: .count,
            loads: loads,
            series: [
                .init(name: "offered", ink: .soft, isDashed: true, values: loads.map { $0 }),
                .init(name: "done", ink: .good, values: curve.map(\.done)),
            ], marks: marks)
        // Whatever gives, it is here that it is seen: the line crosses the bound at the limit.
        let nearest = LoadChart(
            title: "How near to a budget", source: "the tightest budget: what was measured in times of its bound",
            summary: "Tightest budget against load", unit: .ratio, isLogarithmic: true, loads: loads,
            series: [
                .init(name: "bound", ink: .soft, isDashed: true, values: loads.map { _ in 1 }),
                .init(name: "tightest budget", ink: .bad, values: curve.map { $0.margin.map { Elementary.exp(-$0) } }),
            ], marks: marks)
        let used = LoadChart(
            title: "What is used", source: "the most used resource in its busiest interval, and attempts per call",
            summary: "Use and retries against load", unit: .ratio, loads: loads,
            series: [
                .init(name: "use", ink: .series(0), values: curve.map { $0.use?.peak }),
                .init(name: "attempts per call", ink: .series(1), values: curve.map(\.amplification)),
            ], marks: marks)
        return """
            <h2 id="curve">The curve</h2>
            <div class="grid"><div class="card">\(latency.markup)</div><div class="card">\(done.markup)</div>
            <div class="card">\(nearest.markup)</div><div class="card">\(used.markup)</div></div>

            """
    }
}
