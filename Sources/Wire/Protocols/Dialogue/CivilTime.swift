/// Dates on the proleptic Gregorian calendar in UTC, without a calendar library: what protocols write into messages.
struct CivilTime: Sendable, Hashable {
    var year: Int
    var month: Int
    var day: Int
    var hour: Int
    var minute: Int
    var second: Int

    /// The moment so many seconds after 1970 began; beyond the years 1 to 9999 the nearest of them.
    init(seconds: Int64) {
        let bounded = min(max(seconds, -62_135_596_800), 253_402_300_799)
        let days = Int(bounded >= 0 ? bounded / 86_400 : (bounded - 86_399) / 86_400)
        let rest = Int(bounded) - days * 86_400
        // Days since 1 March of year 0, in eras of 400 years.
        let shifted = days + 719_468
        let era = (shifted >= 0 ? shifted : shifted - 146_096) / 146_097
        let dayOfEra = shifted - era * 146_097
        let yearOfEra = (dayOfEra - dayOfEra / 1_460 + dayOfEra / 36_524 - dayOfEra / 146_096) / 365
        let dayOfYear = dayOfEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100)
        let shiftedMonth = (5 * dayOfYear + 2) / 153
        day = dayOfYear - (153 * shiftedMonth + 2) / 5 + 1
        month = shiftedMonth < 10 ? shiftedMonth + 3 : shiftedMonth - 9
        year = yearOfEra + era * 400 + (month <= 2 ? 1 : 0)
        hour = rest / 3_600
        minute = rest / 60 % 60
        second = rest % 60
    }

    /// The moment so many seconds after 1970 began, fractions cut off.
    init(seconds: Double) {
        self.init(seconds: Int64(exactly: seconds.rounded(.down)) ?? 0)
    }

    /// "2026-11-27"
    var date: String { "\(Self.padded(year, 4))-\(Self.padded(month, 2))-\(Self.padded(day, 2))" }
    /// "09:05:00"
    var time: String { "\(Self.padded(hour, 2)):\(Self.padded(minute, 2)):\(Self.padded(second, 2))" }
    /// "20261127"
    var compactDate: String { "\(Self.padded(year, 4))\(Self.padded(month, 2))\(Self.padded(day, 2))" }
    /// "090500"
    var compactTime: String { "\(Self.padded(hour, 2))\(Self.padded(minute, 2))\(Self.padded(second, 2))" }
    /// "2026-11-27T09:05:00Z"
    var iso: String { "\(date)T\(time)Z" }

    private static func padded(_ number: Int, _ width: Int) -> String {
        let digits = String(number)
        return String(repeating: "0", count: max(0, width - digits.count)) + digits
    }
}
