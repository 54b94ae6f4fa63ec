/// A date of the Gregorian calendar, as a number of days since 1970-01-01.
struct LocalDate: Hashable, Comparable, Sendable {
    /// Days since 1970-01-01.
    var day: Int

    init(day: Int) { self.day = day }

    /// A date that exists, in the years 1970...2199.
    init?(year: Int, month: Int, dayOfMonth: Int) {
        guard (1970...2199).contains(year), (1...12).contains(month), dayOfMonth >= 1,
            dayOfMonth <= LocalDate.length(ofMonth: month, year: year)
        else { return nil }
        // Count from 1 March, so that the leap day is the last of its year (H. Hinnant, chrono-compatible algorithms).
        let y = month <= 2 ? year - 1 : year
        let era = y / 400
        let yearOfEra = y % 400
        let dayOfYear = (153 * (month > 2 ? month - 3 : month + 9) + 2) / 5 + dayOfMonth - 1
        day = era * 146_097 + yearOfEra * 365 + yearOfEra / 4 - yearOfEra / 100 + dayOfYear - 719_468
    }

    /// Year, month (1...12) and day of the month.
    var parts: (year: Int, month: Int, dayOfMonth: Int) {
        let z = day + 719_468
        let era = (z >= 0 ? z : z - 146_096) / 146_097
        let dayOfEra = z - era * 146_097
        let yearOfEra = (dayOfEra - dayOfEra / 1460 + dayOfEra / 36_524 - dayOfEra / 146_096) / 365
        let dayOfYear = dayOfEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100)
        let shifted = (5 * dayOfYear + 2) / 153
        let month = shifted < 10 ? shifted + 3 : shifted - 9
        let year = yearOfEra + era * 400 + (month <= 2 ? 1 : 0)
        return (year, month, dayOfYear - (153 * shifted + 2) / 5 + 1)
    }

    /// Monday is 0, Sunday is 6.
    var weekday: Int { ((day + 3) % 7 + 7) % 7 }

    /// Whether it is the last day of its month.
    var isLastOfMonth: Bool {
        let (year, month, dayOfMonth) = parts
        return dayOfMonth == LocalDate.length(ofMonth: month, year: year)
    }

    static func < (a: LocalDate, b: LocalDate) -> Bool { a.day < b.day }

    static func length(ofMonth month: Int, year: Int) -> Int {
        switch month {
        case 4, 6, 9, 11: 30
        case 2: year % 4 == 0 && (year % 100 != 0 || year % 400 == 0) ? 29 : 28
        default: 31
        }
    }

    /// `2026-11-27`
    static func parse(_ text: some StringProtocol) throws(ValueError) -> LocalDate {
        let parts = text.split(separator: "-", omittingEmptySubsequences: false)
        guard parts.count == 3, parts[0].count == 4, parts[1].count == 2, parts[2].count == 2,
            parts.allSatisfy({ $0.allSatisfy { ("0"..."9").contains($0) } }),
            let year = Int(parts[0]), let month = Int(parts[1]), let day = Int(parts[2])
        else { throw .unreadable }
        guard let date = LocalDate(year: year, month: month, dayOfMonth: day) else {
            throw .refused("there is no day \(text) in the calendar of 1970 to 2199")
        }
        return date
    }

    /// `2026-11-27`
    var text: String {
        let (year, month, dayOfMonth) = parts
        return "\(year)-\(LocalDate.two(month))-\(LocalDate.two(dayOfMonth))"
    }

    static func two(_ number: Int) -> String { number < 10 ? "0\(number)" : "\(number)" }
}

/// A time on the clock on the wall, in seconds since midnight; 24:00 is allowed where something ends.
enum TimeOfDay {
    /// `17:00`, `09:30:15`, `24:00`
    static func parse(_ text: some StringProtocol) throws(ValueError) -> Int {
        let parts = text.split(separator: ":", omittingEmptySubsequences: false)
        guard parts.count == 2 || parts.count == 3, (1...2).contains(parts[0].count),
            parts.dropFirst().allSatisfy({ $0.count == 2 }),
            parts.allSatisfy({ $0.allSatisfy { ("0"..."9").contains($0) } })
        else { throw .unreadable }
        let numbers = parts.compactMap { Int($0) }
        guard numbers.count == parts.count else { throw .unreadable }
        let seconds = numbers[0] * 3600 + numbers[1] * 60 + (numbers.count == 3 ? numbers[2] : 0)
        guard numbers.dropFirst().allSatisfy({ $0 < 60 }), seconds <= 86_400 else {
            throw .refused("there is no time \(quoted(String(text))) on a clock from 00:00 to 24:00")
        }
        return seconds
    }

    /// `17:00`, or with seconds when there are any.
    static func text(_ seconds: Int) -> String {
        let hoursAndMinutes = "\(LocalDate.two(seconds / 3600)):\(LocalDate.two(seconds / 60 % 60))"
        return seconds % 60 == 0 ? hoursAndMinutes : "\(hoursAndMinutes):\(LocalDate.two(seconds % 60))"
    }
}

/// A date and a time on the wall of the scenario's zone.
struct LocalDateTime: Hashable, Comparable, Sendable {
    var date: LocalDate
    /// Seconds since midnight, up to 86,400.
    var seconds: Int

    /// Seconds since 1970-01-01 00:00 on the wall.
    var wallSeconds: Int64 { Int64(date.day) * 86_400 + Int64(seconds) }

    static func < (a: LocalDateTime, b: LocalDateTime) -> Bool { a.wallSeconds < b.wallSeconds }

    /// `2026-11-27 17:00`, `2026-11-27T17:00`, or the date alone for its midnight.
    static func parse(_ text: some StringProtocol) throws(ValueError) -> LocalDateTime {
        let parts = text.split(whereSeparator: { $0 == " " || $0 == "T" })
        guard let first = parts.first, parts.count <= 2 else { throw .unreadable }
        let date = try LocalDate.parse(first)
        guard parts.count == 2 else { return LocalDateTime(date: date, seconds: 0) }
        return LocalDateTime(date: date, seconds: try TimeOfDay.parse(parts[1]))
    }

    /// `2026-11-27 17:00`
    var text: String { "\(date.text) \(TimeOfDay.text(seconds))" }
}

extension Shape where Value == LocalDate {
    /// A date.
    static var date: Shape<LocalDate> {
        .scalar("a date such as 2026-11-27", pattern: "^[0-9]{4}-[0-9]{2}-[0-9]{2}$") { text throws(ValueError) in
            try LocalDate.parse(text)
        }
    }
}

extension Shape where Value == LocalDateTime {
    /// A date with a time.
    static var dateTime: Shape<LocalDateTime> {
        .scalar(
            "a date and time such as 2026-11-27 00:00",
            pattern: "^[0-9]{4}-[0-9]{2}-[0-9]{2}([ T]+[0-9]{1,2}:[0-9]{2}(:[0-9]{2})?)?$"
        ) { text throws(ValueError) in try LocalDateTime.parse(text) }
    }
}

/// A time of day, or a date with a time: which of the two was written decides what it means.
enum WallTime: Hashable, Sendable {
    /// Every day on which the rest applies, at so many seconds after midnight.
    case daily(Int)
    /// Once.
    case once(LocalDateTime)

    static func parse(_ text: some StringProtocol) throws(ValueError) -> WallTime {
        if text.contains("-") { return .once(try LocalDateTime.parse(text)) }
        return .daily(try TimeOfDay.parse(text))
    }
}

extension Shape where Value == WallTime {
    /// A time of day or a date with a time.
    static var wallTime: Shape<WallTime> {
        .scalar(
            "a time such as 17:00 or 2026-11-27 17:00",
            pattern:
                "^([0-9]{4}-[0-9]{2}-[0-9]{2}([ T]+[0-9]{1,2}:[0-9]{2}(:[0-9]{2})?)?|[0-9]{1,2}:[0-9]{2}(:[0-9]{2})?)$",
            numbers: true
        ) { text throws(ValueError) in try WallTime.parse(text) }
    }
}
