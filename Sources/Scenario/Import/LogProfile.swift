/// The course of a day, or of a week where the log is long enough, from the minutes of a log.
struct LogProfile {
    /// Requests by row: of the day, or of the week from Monday.
    private let rows: [Int]
    private let isWeekly: Bool
    private let every: Int

    /// - Parameter every: minutes of a row; a divisor of 1,440.
    init(tally: LogTally, every: Int) {
        self.every = every
        isWeekly = tally.last - tally.first >= 7 * 86_400 - 3_600
        let length = isWeekly ? 7 * 1_440 : 1_440
        var rows = [Int](repeating: 0, count: length / every)
        for (minute, count) in tally.minutes.enumerated() { rows[minute % length / every] += count }
        self.rows = rows
    }

    /// As a profile file: rows of time and requests.
    func csv(source: String) -> String {
        let days = ["mon", "tue", "wed", "thu", "fri", "sat", "sun"]
        var lines = [
            "# Requests by time of \(isWeekly ? "the week" : "the day") in \(YAMLText.comment(source)), as the log's clock shows it.",
            "# Numbers are relative to each other.", "time,requests",
        ]
        for (k, count) in rows.enumerated() {
            let minute = k * every
            let day = isWeekly ? "\(days[minute / 1_440]) " : ""
            lines.append("\(day)\(LogProfile.clock(minute % 1_440)),\(count)")
        }
        return lines.joined(separator: "\n") + "\n"
    }

    /// The day as stretches by the hour, with shares that make 100 %.
    var stretches: [String] {
        var hours = [Int](repeating: 0, count: 24)
        for (k, count) in rows.enumerated() { hours[k * every % 1_440 / 60] += count }
        let filled = hours.indices.filter { hours[$0] > 0 }
        let shares = LogImport.shares(filled.map { hours[$0] })
        return zip(filled, shares).map { hour, share in
            "{ from: \"\(LogProfile.clock(hour * 60))\", to: \"\(LogProfile.clock(hour * 60 + 60))\", share: \(percent(share)) }"
        }
    }

    private static func clock(_ minute: Int) -> String {
        func two(_ number: Int) -> String { number < 10 ? "0\(number)" : "\(number)" }
        return "\(two(minute / 60)):\(two(minute % 60))"
    }
}
