internal import Kernel

/// All named calendars of a scenario, and the holidays that business days leave out.
struct CalendarBook {
    /// The calendars, in the order in which the scenario names them; indices are those of `Plan.calendars`.
    private(set) var plans: [CalendarPlan] = []
    /// Dates that are no business days.
    let holidays: Set<LocalDate>
    private let clock: Clock

    /// The name of the calendar that holds the holidays.
    static let holidayName = "holidays"

    /// Resolves a scenario's calendars.
    init(_ rules: [Named<CalendarRule>], clock: Clock) {
        self.clock = clock
        named = rules.count
        holidays = rules.first { Name.folded($0.name) == CalendarBook.holidayName }?.value.dates ?? []
        for rule in rules {
            let plan = rule.value.compiled(name: rule.name, clock: clock, holidays: holidays)
            plans.append(plan)
            let happens =
                plan.open.stretches.contains { $0.start < clock.end && $0.end > 0 }
                || plan.moments.instants.contains { $0 >= 0 && $0 <= clock.end }
            if !happens, Name.folded(rule.name) != CalendarBook.holidayName {
                rule.item.refuseKey(
                    "it never opens nor happens during the rehearsal, \(clock.from.text) to \(clock.wall(at: clock.end).text)",
                    unless: .clock)
            }
        }
    }

    /// Names of those that have one, for suggestions.
    var names: [String] { plans.prefix(named).map(\.name) }

    /// How many have a name of their own; those written out in place stand behind them.
    private let named: Int

    /// The index of the calendar of this name, however its words are joined.
    func index(of name: String) -> CalendarID? {
        let folded = Name.folded(name)
        return plans.firstIndex { Name.folded($0.name) == folded }
    }

    /// The calendar a value names; reports an unknown one with the nearest name.
    func index(of name: Located<String>) -> CalendarID? {
        if let index = index(of: name.value) { return index }
        // A calendar with problems has been reported where it is written.
        if name.item.reading.isUnreadable("calendars.\(name.value)") { return nil }
        name.item.refuse("there is no calendar \(quoted(name.value))\(Name.hint(for: name.value, among: names))")
        return nil
    }

    /// Adds a calendar without a name of its own (`during: 10:00-11:00`), and gives its index; equal ones are kept once.
    mutating func add(_ rule: CalendarRule, named name: String) -> CalendarID {
        let plan = rule.compiled(name: name, clock: clock, holidays: holidays)
        if let index = plans.firstIndex(where: { $0.open == plan.open && $0.moments == plan.moments }) { return index }
        plans.append(plan)
        return plans.count - 1
    }

    /// The index of a calendar given by name or written out in place.
    mutating func index(of reference: CalendarReference) -> CalendarID? {
        switch reference {
        case .named(let name): index(of: name)
        case .inline(let rule, let text): add(rule, named: text)
        }
    }
}

/// A calendar as a value: the name of one, or one written out in place.
enum CalendarReference {
    case named(Located<String>)
    /// The rule, and its text to name it by.
    case inline(CalendarRule, text: String)

    /// `dispatch window`, `10:00-11:30`, or a mapping as under `calendars`.
    static let shape = Shape<CalendarReference>(
        describe: { book in
            .object([
                ("anyOf", .list([.object([("type", .text("string"))]), CalendarRule.shape.describe(book)]))
            ])
        },
        read: { item in
            switch item.tree.content {
            case .scalar(let text):
                guard text.first?.isNumber == true else {
                    return Shape<String>.text.located.read(item).map(CalendarReference.named)
                }
                return CalendarRule.shape.read(item).map { .inline($0, text: text) }
            case .mapping: return CalendarRule.shape.read(item).map { .inline($0, text: item.path) }
            default:
                item.refuse(expected: "the name of a calendar, or a stretch of the day such as 10:00-11:30")
                return nil
            }
        })
}
