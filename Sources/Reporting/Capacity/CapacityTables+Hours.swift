import Analysis
import Kernel

extension CapacityTables {
    /// Hours that are told at most, those around the busiest.
    private static let longest = 48

    /// The forecast against the limit, hour by hour, and what waits at the end of each hour of each day that is planned for.
    var hours: CapacityStory.Table? {
        guard let forecast = findings.forecast, let day = findings.days.first(where: { $0.factor == 1 }),
            case let (due, done) = (day.hourly(\.due), day.hourly(\.done)), !due.isEmpty
        else { return nil }
        let limit = findings.hour?.factor.map { $0 * forecast.peakPerHour }
        let backlogs = findings.days.map { $0.hourly(\.open) }
        let rows = told(due.count).map { hour -> [String] in
            [
                words.clock.moment(Int64(hour) * .hour), Figures.count(due[hour]),
                limit.map { $0 > 0 ? Figures.percent(Double(due[hour]) / $0, digits: 0) : "-" } ?? "-",
                Figures.count(done[hour]),
            ] + backlogs.map { $0.indices.contains(hour) ? Figures.count($0[hour]) : "-" }
        }
        let left =
            due.count > rows.count
            ? " The \(rows.count) hours around the busiest; the rest is in capacity.json." : ""
        return CapacityStory.Table(
            title: "The plan, hour by hour",
            heads: ["From", "Orders due", "Of the steady limit", "Done"]
                + findings.days.map { "Waiting at \(CapacityWords.times($0.factor)) times" },
            rows: rows,
            note:
                "Orders due and done in each hour of the forecast, and orders that are due and neither done nor failed at its end, for the "
                + "forecast and for more, \(words.meansOfDays). Done is what was promised: dispatched, else completed.\(left)"
        )
    }

    private func told(_ count: Int) -> Range<Int> {
        guard count > CapacityTables.longest else { return 0..<count }
        let busiest = Int((findings.forecast?.busiestHour ?? 0) / .hour)
        let first = min(max(0, busiest - CapacityTables.longest / 2), count - CapacityTables.longest)
        return first..<(first + CapacityTables.longest)
    }
}
