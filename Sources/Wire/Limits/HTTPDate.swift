/// Dates in header fields, by RFC 9110 section 5.6.7: three forms are read, one is written. Always UTC.
public enum HTTPDate {
    /// Seconds since 1970 of a date in any of the three forms; nil where it is none.
    ///
    /// "Sun, 06 Nov 1994 08:49:37 GMT", "Sunday, 06-Nov-94 08:49:37 GMT" and "Sun Nov  6 08:49:37 1994" are one moment.
    /// - Parameter now: seconds since 1970; two digits of a year mean the latest such year not more than 50 years
    ///   ahead.
    public static func seconds(_ text: String, now: Int64) -> Int64? {
        let parts = text.split(separator: " ")
        // The name of the day says nothing that the date does not; servers get it wrong.
        switch parts.count {
        case 6 where parts[0].hasSuffix(",") && parts[5] == "GMT":
            guard parts[3].utf8.count == 4 else { return nil }
            return seconds(day: parts[1], month: parts[2], year: number(parts[3]), time: parts[4])
        case 4 where parts[0].hasSuffix(",") && parts[3] == "GMT":
            let date = parts[1].split(separator: "-")
            guard date.count == 3, date[2].utf8.count == 2, let short = number(date[2]) else { return nil }
            return seconds(day: date[0], month: date[1], year: fullYear(short, now: now), time: parts[2])
        case 5:
            guard parts[4].utf8.count == 4 else { return nil }
            return seconds(day: parts[2], month: parts[1], year: number(parts[4]), time: parts[3])
        default: return nil
        }
    }

    /// The first form: "Sun, 06 Nov 1994 08:49:37 GMT".
    /// - Parameter seconds: since 1970, within the years 0 to 9999; what lies outside is drawn to the nearer end.
    public static func text(_ seconds: Int64) -> String {
        let seconds = min(max(seconds, -62_167_219_200), 253_402_300_799)
        let day = seconds >= 0 ? seconds / 86_400 : (seconds + 1) / 86_400 - 1
        let time = seconds - day * 86_400
        let date = civil(day)
        // 1970-01-01 was a Thursday.
        let weekday = days[Int(((day + 4) % 7 + 7) % 7)]
        let clock = [time / 3600, time / 60 % 60, time % 60].map { two($0) }.joined(separator: ":")
        let year = String(date.year)
        return "\(weekday), \(two(date.day)) \(months[Int(date.month) - 1]) "
            + String(repeating: "0", count: max(0, 4 - year.count)) + "\(year) \(clock) GMT"
    }

    static let months = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"]
    private static let days = ["Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat"]

    static func two(_ value: Int64) -> String { value < 10 ? "0\(value)" : "\(value)" }

    private static func number(_ text: some StringProtocol) -> Int64? {
        guard !text.isEmpty, text.utf8.count <= 4, text.utf8.allSatisfy({ (48...57).contains($0) }) else { return nil }
        return Int64(text)
    }

    private static func fullYear(_ short: Int64, now: Int64) -> Int64 {
        let current = civil(now / 86_400).year
        let year = current - current % 100 + short
        if year > current + 50 { return year - 100 }
        return year + 100 <= current + 50 ? year + 100 : year
    }

    private static func seconds(
        day: Substring, month: Substring, year: Int64?, time: Substring
    ) -> Int64? {
        let clock = time.split(separator: ":", omittingEmptySubsequences: false)
        guard let year, let day = number(day), let month = months.firstIndex(of: String(month)), clock.count == 3,
            clock.allSatisfy({ $0.utf8.count == 2 }),
            let hour = number(clock[0]), let minute = number(clock[1]), let second = number(clock[2]),
            hour < 24, minute < 60, second <= 60
        else { return nil }
        let number = dayNumber(year: year, month: Int64(month + 1), day: day)
        // A day that the month does not have comes back as another one.
        guard (1...31).contains(day), civil(number).day == day else { return nil }
        return number * 86_400 + hour * 3600 + minute * 60 + second
    }

    /// Days since 1970-01-01 in the Gregorian calendar; years begin in March, so that the leap day is their last.
    private static func dayNumber(year: Int64, month: Int64, day: Int64) -> Int64 {
        let year = month <= 2 ? year - 1 : year
        let era = (year >= 0 ? year : year - 399) / 400
        let ofEra = year - era * 400
        let ofYear = (153 * (month + (month > 2 ? -3 : 9)) + 2) / 5 + day - 1
        return era * 146_097 + ofEra * 365 + ofEra / 4 - ofEra / 100 + ofYear - 719_468
    }

    private static func civil(_ number: Int64) -> (year: Int64, month: Int64, day: Int64) {
        let shifted = number + 719_468
        let era = (shifted >= 0 ? shifted : shifted - 146_096) / 146_097
        let ofEra = shifted - era * 146_097
        let year = (ofEra - ofEra / 1460 + ofEra / 36_524 - ofEra / 146_096) / 365
        let ofYear = ofEra - (365 * year + year / 4 - year / 100)
        let part = (5 * ofYear + 2) / 153
        let month = part < 10 ? part + 3 : part - 9
        return (year + era * 400 + (month <= 2 ? 1 : 0), month, ofYear - (153 * part + 2) / 5 + 1)
    }
}
