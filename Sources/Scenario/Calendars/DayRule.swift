/// On which days something holds.
struct DayRule: Hashable, Sendable {
    /// A kind of day.
    enum Kind: Hashable, Sendable {
        /// Every day.
        case all
        /// These days of the week, holidays included; bit 0 is Monday.
        case weekdays(UInt8)
        /// Monday to Friday without holidays.
        case business
        /// The last day of the month.
        case monthEnd
        /// The last business day of the month.
        case lastBusinessDay
        /// Holidays.
        case holidays
    }

    var kinds: [Kind]

    static let all = DayRule(kinds: [.all])

    /// Whether it holds on a date.
    func contains(_ date: LocalDate, holidays: Set<LocalDate>) -> Bool {
        kinds.contains { kind in
            switch kind {
            case .all: true
            case .weekdays(let mask): mask & (1 << UInt8(date.weekday)) != 0
            case .business: DayRule.isBusiness(date, holidays: holidays)
            case .monthEnd: date.isLastOfMonth
            case .lastBusinessDay: DayRule.isLastBusinessDay(date, holidays: holidays)
            case .holidays: holidays.contains(date)
            }
        }
    }

    private static func isBusiness(_ date: LocalDate, holidays: Set<LocalDate>) -> Bool {
        date.weekday < 5 && !holidays.contains(date)
    }

    private static func isLastBusinessDay(_ date: LocalDate, holidays: Set<LocalDate>) -> Bool {
        guard isBusiness(date, holidays: holidays) else { return false }
        var later = date
        while !later.isLastOfMonth {
            later.day += 1
            if isBusiness(later, holidays: holidays) { return false }
        }
        return true
    }

    private static let weekdays = ["mon", "tue", "wed", "thu", "fri", "sat", "sun"]

    private static func weekday(_ word: Substring) -> Int? {
        let lowered = word.lowercased()
        let full = ["monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"]
        return weekdays.firstIndex(of: lowered) ?? full.firstIndex(of: lowered)
    }

    /// `business`, `all`, `weekend`, `mon-fri`, `tue, thu`, `month end`, `last business day`, `holidays`
    static func parse(_ text: String) throws(ValueError) -> DayRule {
        var kinds: [Kind] = []
        for part in text.split(separator: ",") {
            let word = Name.folded(String(part)).lowercased()
            switch word {
            case "all", "every day", "daily": kinds.append(.all)
            case "business", "business days": kinds.append(.business)
            case "weekend", "weekends": kinds.append(.weekdays(0b110_0000))
            case "month end": kinds.append(.monthEnd)
            case "last business day": kinds.append(.lastBusinessDay)
            case "holidays": kinds.append(.holidays)
            default:
                // The hyphen of mon-fri is a space by now.
                let ends = word.split(separator: " ").filter { $0 != "to" }
                let numbers = ends.compactMap(weekday)
                guard numbers.count == ends.count, (1...2).contains(numbers.count) else { throw .unreadable }
                var mask: UInt8 = 0
                var day = numbers[0]
                mask |= 1 << UInt8(day)
                while day != numbers[numbers.count - 1] {
                    day = (day + 1) % 7
                    mask |= 1 << UInt8(day)
                }
                kinds.append(.weekdays(mask))
            }
        }
        guard !kinds.isEmpty else { throw .unreadable }
        return DayRule(kinds: kinds)
    }
}

extension Shape where Value == DayRule {
    /// Days of the week, or kinds of days; a list of them means any of them.
    static var days: Shape<DayRule> {
        let one = Shape.scalar(
            "days such as business, all, weekend, mon-fri, month end or last business day", pattern: nil
        ) { text throws(ValueError) in try DayRule.parse(text) }
        return Shape<DayRule>.oneOrMore(one, of: "days").map { rules in DayRule(kinds: rules.flatMap(\.kinds)) }
    }
}

extension Shape where Value == [LocalDate] {
    /// A date, a stretch of dates (`2026-12-24..2026-12-26`), or a list of either.
    static var dates: Shape<[LocalDate]> {
        let one = Shape.scalar(
            "a date such as 2026-11-27, or 2026-12-24..2026-12-26",
            pattern: "^[0-9]{4}-[0-9]{2}-[0-9]{2}(\\.\\.[0-9]{4}-[0-9]{2}-[0-9]{2})?$"
        ) { text throws(ValueError) -> [LocalDate] in
            guard let dots = text.firstRange(of: "..") else { return [try LocalDate.parse(text)] }
            let first = try LocalDate.parse(text[..<dots.lowerBound])
            let last = try LocalDate.parse(text[dots.upperBound...])
            guard first <= last else { throw .refused("the first date is after the last; swap them?") }
            guard last.day - first.day < 3_660 else { throw .refused("expected at most ten years of dates") }
            return (first.day...last.day).map { LocalDate(day: $0) }
        }
        return Shape<[[LocalDate]]>.oneOrMore(one, of: "dates").map { $0.flatMap { $0 } }
    }
}
