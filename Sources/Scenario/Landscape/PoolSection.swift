internal import Kernel

/// Workers as the scenario writes them: a number, or numbers by shift.
struct PoolSection {
    /// So many during a calendar.
    struct Shift {
        var during: CalendarReference
        var count: Int
    }

    var count: Int
    var shifts: [Shift]
    var waiting: Int?
    var discipline: PoolPlan.Discipline
    var item: Item

    static let shape = Shape<PoolSection>.either(
        "a number of workers, or { count: 40, during: early shift }",
        scalar: Shape<Int>.count(0...1_000_000).located.map {
            PoolSection(count: $0.value, shifts: [], waiting: nil, discipline: .fifo, item: $0.item)
        },
        mapping: .mapping("pool", "Workers with a line in front of them.", isInherited: true) { fields in
            let count = fields.optional("count", .count(0...1_000_000), "How many there are.")
            let during = fields.optional("during", CalendarReference.shape, "They work only then.")
            let shifts = fields.optional("shifts", .list(shift, of: "shifts"), "Numbers by shift; they add up.", or: [])
            let waiting = fields.optional("waiting", .count(0...100_000_000), "How many requests may wait.")
            let discipline = fields.optional(
                "discipline", .choice(of: PoolPlan.Discipline.self), "Who is served next.", or: .fifo)
            guard !fields.isIncomplete else { return nil }
            // Shifts with problems of their own are left out of the list, and reported already.
            if case .list(let written) = fields.place(of: "shifts").tree.content, written.count > shifts.count {
                return nil
            }
            guard (count == nil) != shifts.isEmpty else {
                fields.item.refuse("expected either \"count\" or \"shifts\"")
                return nil
            }
            var all = shifts
            if let during, let count { all = [Shift(during: during, count: count)] }
            return PoolSection(
                count: count ?? 0, shifts: all, waiting: waiting, discipline: discipline, item: fields.item)
        })

    private static let shift = Shape<Shift>.mapping("shift", "So many at this time.") { fields in
        let during = fields.required("during", CalendarReference.shape, "When.")
        let count = fields.required("count", .count(0...1_000_000), "How many.")
        guard let during, let count else { return nil }
        return Shift(during: during, count: count)
    }

    /// Workers over time: the sum of the shifts that are on.
    func capacity(_ draft: inout Draft) -> [PoolPlan.Capacity] {
        guard !shifts.isEmpty else { return [PoolPlan.Capacity(from: 0, workers: count)] }
        var changes: [(at: Instant, by: Int)] = []
        for shift in shifts {
            // The calendar is reported; whether anybody works is not known then.
            guard let calendar = draft.calendar(shift.during) else { return [PoolPlan.Capacity(from: 0, workers: 1)] }
            for stretch in calendar.open.stretches where stretch.end > 0 && stretch.start < draft.clock.end {
                changes.append((max(stretch.start, 0), shift.count))
                changes.append((stretch.end, -shift.count))
            }
        }
        changes.sort { $0.at < $1.at }
        var out = [PoolPlan.Capacity(from: 0, workers: 0)]
        for change in changes {
            let workers = out[out.count - 1].workers + change.by
            if out[out.count - 1].from == change.at {
                out[out.count - 1].workers = workers
            } else {
                out.append(PoolPlan.Capacity(from: change.at, workers: workers))
            }
        }
        return out
    }
}
