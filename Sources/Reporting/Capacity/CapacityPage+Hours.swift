import Analysis
import Kernel

extension CapacityPage {
    /// The forecast and its multiples against the limit, and what waits, hour by hour.
    var hours: Markup {
        guard let forecast = findings.forecast, let day = findings.days.first(where: { $0.factor == 1 }),
            case let hourly = day.hourly(\.due), hourly.count > 2
        else { return .none }
        let times = hourly.indices.map { Double($0 + 1) }
        let limit = findings.hour?.factor.map { $0 * forecast.peakPerHour }
        var due = findings.days.enumerated().map { place, day in
            LoadChart.Series(
                name: "\(CapacityWords.times(day.factor)) times", ink: .series(place),
                values: day.hourly(\.due).map { Double($0) })
        }
        if let limit {
            due.append(.init(name: "steady limit", ink: .bad, isDashed: true, values: times.map { _ in limit }))
        }
        let waiting = findings.days.enumerated().map { place, day in
            LoadChart.Series(
                name: "\(CapacityWords.times(day.factor)) times", ink: .series(place),
                values: day.hourly(\.open).map { Double($0) })
        }
        let axis = "hours from \(WallClock(study.plan).moment(0))"
        let orders = LoadChart(
            title: "Orders due", source: "orders an hour, for the forecast and more", summary: "Orders due by hour",
            unit: .count, axisName: axis, loads: times, series: due)
        let open = LoadChart(
            title: "Orders waiting", source: "due, neither done nor failed at the end of each hour",
            summary: "Orders waiting by hour", unit: .count, axisName: axis, loads: times, series: waiting)
        return """
            <h2 id="hours">The day against the limit</h2>
            <div class="grid"><div class="card">\(orders.markup)</div><div class="card">\(open.markup)</div></div>

            """
    }
}
