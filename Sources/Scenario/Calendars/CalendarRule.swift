internal import Kernel

/// An operational calendar as people write it: a dispatch window, a carrier cut-off, shifts, maintenance.
struct CalendarRule: Sendable {
    /// A stretch of a day; an end at or before the start lies on the next day.
    struct Window: Hashable, Sendable {
        var from: Int
        var to: Int
    }

    /// On which days of the week or month.
    var days: DayRule
    /// Only on these dates, if any are given.
    var dates: Set<LocalDate>?
    /// Never on these.
    var except: Set<LocalDate>
    /// Stretches of such a day.
    var windows: [Window]
    /// Moments of such a day, in seconds after midnight.
    var times: [Int]
    /// Moments at this distance throughout the windows.
    var every: Nanoseconds?
    /// Stretches given by date and time.
    var spans: [(from: LocalDateTime, to: LocalDateTime)]
    /// Moments given by date and time.
    var instants: [LocalDateTime]

    /// Nothing yet, every day.
    init(days: DayRule = .all) {
        self.days = days
        dates = nil
        except = []
        windows = []
        times = []
        every = nil
        spans = []
        instants = []
    }

    /// The most moments of one calendar over a rehearsal.
    static let momentLimit = 100_000

    /// Resolves it to rehearsal time: zone, DST and holidays end here. A day of 23 or 25 hours has its windows by the
    /// clock on the wall.
    func compiled(name: String, clock: Clock, holidays: Set<LocalDate>) -> CalendarPlan {
        var stretches = spans.map { span in
            Intervals.Stretch(start: clock.instant(of: span.from), end: clock.instant(of: span.to))
        }
        var moments = instants.map(clock.instant)
        for day in clock.days() {
            let date = LocalDate(day: day)
            guard days.contains(date, holidays: holidays), dates?.contains(date) ?? true, !except.contains(date) else {
                continue
            }
            for window in windows {
                let last = window.to <= window.from ? LocalDate(day: day + 1) : date
                let start = clock.instant(of: LocalDateTime(date: date, seconds: window.from))
                let end = clock.instant(of: LocalDateTime(date: last, seconds: window.to))
                if start < end { stretches.append(Intervals.Stretch(start: start, end: end)) }
            }
            for time in times { moments.append(clock.instant(of: LocalDateTime(date: date, seconds: time))) }
        }
        let open = Intervals(stretches)
        if let every {
            for stretch in open.stretches {
                var moment = stretch.start
                while moment < stretch.end, moments.count < CalendarRule.momentLimit {
                    moments.append(moment)
                    moment += every
                }
            }
        } else if times.isEmpty, instants.isEmpty {
            moments = open.stretches.map(\.start)
        }
        return CalendarPlan(name: name, open: open, moments: Moments(moments))
    }
}

extension Shape where Value == CalendarRule.Window {
    /// `09:00-17:00`, or a mapping with from and to.
    static var dayWindow: Shape<CalendarRule.Window> {
        .scalar(
            "a stretch of the day such as 09:00-17:00",
            pattern: "^\\s*[0-9]{1,2}:[0-9]{2}\\s*(-|\\.\\.|to)\\s*[0-9]{1,2}:[0-9]{2}\\s*$"
        ) { text throws(ValueError) in
            let squeezed = text.filter { $0 != " " }
            for mark in ["..", "-", "to"] {
                guard let range = squeezed.firstRange(of: mark) else { continue }
                return CalendarRule.Window(
                    from: try TimeOfDay.parse(squeezed[..<range.lowerBound]),
                    to: try TimeOfDay.parse(squeezed[range.upperBound...]))
            }
            throw .unreadable
        }
    }
}

extension CalendarRule {
    /// `{ days: business, from: "09:00", to: "17:00" }`
    static let shape = Shape<CalendarRule>.either(
        "a calendar such as { days: business, from: 09:00, to: 17:00 } or 09:00-17:00",
        scalar: Shape<CalendarRule>(
            describe: Shape<Window>.dayWindow.describe,
            read: { item in
                if case .scalar(let text) = item.tree.content, (try? WallTime.parse(text)) != nil {
                    item.refuse(
                        "expected a stretch of the day such as 09:00-17:00, found \(quoted(text)); a moment is written { at: \(text) }"
                    )
                    return nil
                }
                return Shape<Window>.dayWindow.read(item).map { window in
                    var rule = CalendarRule()
                    rule.windows = [window]
                    return rule
                }
            }),
        mapping: .mapping(
            "calendar", "When something is open (from and to) or when it happens (at), in the scenario's zone."
        ) { fields in read(fields) })

    private static func read(_ fields: Fields) -> CalendarRule? {
        var rule = CalendarRule()
        rule.days = fields.optional("days", .days, "On which days; all of them if left out.", or: .all)
        rule.dates = fields.optional("dates", .dates, "Only on these dates.").map(Set.init)
        rule.except = Set(fields.optional("except", .dates, "Never on these dates.", or: []))
        let from = fields.optional("from", .wallTime, "It opens at this time (or date and time).")
        let to = fields.optional("to", .wallTime, "It closes at this time; one before the start is on the next day.")
        let windows = fields.optional(
            "windows", .oneOrMore(.dayWindow, of: "stretches"), "Several stretches a day, such as shifts.")
        let at = fields.optional("at", .oneOrMore(.wallTime, of: "times"), "It happens at these times.", or: [])
        rule.every = fields.optional(
            "every", .duration(in: .second...TimeNotation.limit),
            "It happens at this distance, from the start of each stretch on (all day if there is none).")
        guard !fields.isIncomplete else { return nil }
        rule.windows = windows ?? []
        switch (from, to) {
        case (nil, nil): break
        case (.daily(let from)?, .daily(let to)?):
            guard from < 86_400 else {
                fields.place(of: "from").refuse("a day starts before 24:00; write 00:00")
                return nil
            }
            guard from != to else {
                fields.place(of: "to").refuse(
                    "it closes when it opens, at \(TimeOfDay.text(to)); write 24:00 for midnight")
                return nil
            }
            rule.windows.append(Window(from: from, to: to))
        case (.once(let from)?, .once(let to)?):
            guard from < to else {
                fields.place(of: "to").refuse("it closes at \(to.text), not after it opens at \(from.text)")
                return nil
            }
            guard !fields.has("days"), !fields.has("dates"), !fields.has("except") else {
                fields.place(of: "from").refuse("with a date here, days, dates and except mean nothing; drop them")
                return nil
            }
            rule.spans.append((from, to))
        case (.daily?, nil), (.once?, nil):
            fields.item.refuse("it opens but never closes: \"to\" is missing")
            return nil
        case (nil, .daily?), (nil, .once?):
            fields.item.refuse("it closes but never opens: \"from\" is missing")
            return nil
        default:
            fields.place(of: "to").refuse("from and to must both be times, or both dates with times")
            return nil
        }
        for moment in at {
            switch moment {
            case .daily(let seconds): rule.times.append(seconds)
            case .once(let wall): rule.instants.append(wall)
            }
        }
        if rule.every != nil, rule.windows.isEmpty, rule.spans.isEmpty {
            rule.windows = [Window(from: 0, to: 86_400)]
        }
        if rule.windows.isEmpty, rule.spans.isEmpty, rule.times.isEmpty, rule.instants.isEmpty {
            // Days alone: the whole of them.
            guard fields.has("days") || fields.has("dates") else {
                if fields.hasUnknownKeys { return nil }
                fields.item.refuse("expected from and to, at, every, windows, days or dates")
                return nil
            }
            rule.windows = [Window(from: 0, to: 86_400)]
        }
        return rule
    }
}
