internal import Kernel

extension OrdersSection {
    /// Adds the demand to the plan.
    func build(into draft: inout Draft) {
        var demand = DemandPlan()
        demand.channels = channels
        demand.destinations = destinations
        demand.services = services
        demand.warehouses = warehouses
        demand.lines = draft.plan.resolve(lines)
        demand.unitsPerLine = draft.plan.resolve(units)
        demand.gramsPerUnit = draft.plan.resolve(weight)
        demand.products = products
        demand.popularity = popularity
        demand.currency = currency
        demand.carriers = draft.plan.demand.carriers
        demand.eligibleCarriers = draft.plan.demand.eligibleCarriers
        draft.plan.demand = demand
        var streams: [DemandPlan.Stream] = []
        if let day = dayStream(&draft) { streams.append(day) }
        for burst in bursts { if let stream = stream(burst: burst, draft) { streams.append(stream) } }
        for wave in waves { if let stream = stream(wave: wave, draft) { streams.append(stream) } }
        draft.plan.demand.streams = streams
        if let resolved = replay?.resolve(draft) {
            draft.plan.demand.replay = resolved.plan
            draft.replayFile = resolved.file
        }
        if draft.plan.demand.generatedOrders > OrdersSection.orderLimit {
            item.refuseKey(
                "\(grouped(draft.plan.demand.generatedOrders)) orders; at most 1,000,000,000 can be rehearsed")
        }
        // What is written with problems of its own is not missing.
        if total == nil, streams.isEmpty, replay == nil, !hasProblems, !item.reading.holes.contains(.orders) {
            item.refuseKey("no orders: \"total\", \"shape\", \"bursts\", \"waves\" or \"replay\" is missing")
        }
    }

    private var hasProblems: Bool { item.reading.hasProblems(under: "orders") }

    /// A total with problems of its own is not missing.
    private var isTotalWritten: Bool { total != nil || item["total"] != nil || item.reading.holes.contains(.orders) }

    private func dayStream(_ draft: inout Draft) -> DemandPlan.Stream? {
        var rest: Int?
        if let total {
            let extra = (bursts + waves).reduce(0) { $0 + $1.orders }
            guard extra <= total.value else {
                total.item.refuse(
                    "bursts and waves have \(grouped(extra)) orders, more than the total of \(grouped(total.value))")
                return nil
            }
            rest = total.value - extra
        }
        var pauseTimes: [Intervals.Stretch] = []
        for pause in pauses { pauseTimes += draft.calendar(pause)?.open.stretches ?? [] }
        var shape: DemandShape
        switch course {
        case .even:
            guard let rest else { return nil }
            shape = .constant(from: 0, to: draft.clock.window).paused(during: Intervals(pauseTimes))
            return stream(shape, total: rest)
        case .profile(let file):
            guard let profile = DayProfile.read(file) else { return nil }
            guard let rest else {
                if !isTotalWritten {
                    file.item.refuse("a profile says how orders are spread, not how many: \"total\" is missing")
                }
                return nil
            }
            shape = profile.shape(clock: draft.clock).paused(during: Intervals(pauseTimes))
            if shape.pieces.isEmpty, rest > 0 {
                file.item.refuse("the profile has no orders between the start and the end of the clock", unless: .clock)
                return nil
            }
            return stream(shape, total: rest)
        case .pieces(let pieces):
            return stream(pieces, rest: rest, pauses: pauseTimes, clock: draft.clock)
        }
    }

    private func stream(_ shape: DemandShape, total: Int) -> DemandPlan.Stream? {
        if shape.pieces.isEmpty {
            if total > 0 { item.refuse("the pauses leave no time for orders", unless: .clock) }
            return nil
        }
        return shape.stream("day", total: total, spacing: spacing)
    }

    /// Stretches with exact counts or rates add up to what they say; shares need a total.
    private func stream(
        _ pieces: [ShapePiece], rest: Int?, pauses: [Intervals.Stretch], clock: Clock
    ) -> DemandPlan.Stream? {
        var placed: [(piece: ShapePiece, stretch: Intervals.Stretch)] = []
        for piece in pieces {
            guard let stretch = piece.stretch(clock: clock) else { return nil }
            placed.append((piece, stretch))
        }
        placed.sort { $0.stretch.start < $1.stretch.start }
        for (earlier, later) in zip(placed, placed.dropFirst()) where later.stretch.start < earlier.stretch.end {
            later.piece.item.refuse("it overlaps with the stretch at line \(earlier.piece.item.tree.place.line)")
            return nil
        }
        let shares = placed.compactMap { entry -> Double? in
            if case .share(let share) = entry.piece.amount { share } else { nil }
        }
        if !shares.isEmpty {
            guard placed.allSatisfy({ $0.piece.amount.isShareOrPause }) else {
                courseItem.refuse(
                    "stretches with shares and stretches with orders or rates do not mix; write all of one kind")
                return nil
            }
            let sum = shares.reduce(0, +)
            guard abs(sum - 1) < 1e-6 else {
                courseItem.refuse("the stretches' shares make \(percent(sum)) together, expected 100%")
                return nil
            }
            guard rest != nil else {
                if !isTotalWritten { courseItem.refuse("shares need a total: \"total\" is missing") }
                return nil
            }
        }
        let pauseTimes = Intervals(
            pauses
                + placed.compactMap { entry -> Intervals.Stretch? in
                    if case .pause = entry.piece.amount { entry.stretch } else { nil }
                })
        let shape = DemandShape(placed.map { $0.piece.amount.piece(in: $0.stretch) }).paused(during: pauseTimes)
        if !shares.isEmpty { return stream(shape, total: rest ?? 0) }
        let own = placed.reduce(0) { $0 + $1.piece.amount.count(in: $1.stretch) }
        if let rest, rest != own {
            // What is left depends on bursts and waves that may have problems of their own.
            if !hasProblems {
                total?.item.refuse(
                    "the stretches have \(grouped(own)) orders, but \(grouped(rest)) are left of the total; drop one of the two"
                )
            }
            return nil
        }
        // Each stretch keeps its own count exactly, whatever pauses cut from it.
        var slices: [DemandPlan.Slice] = []
        for entry in placed {
            let count = entry.piece.amount.count(in: entry.stretch)
            guard count > 0 else { continue }
            let part = DemandShape([entry.piece.amount.piece(in: entry.stretch)]).paused(during: pauseTimes)
            guard !part.pieces.isEmpty else {
                entry.piece.item.refuse("a pause covers all of it, yet it has \(grouped(count)) orders", unless: .clock)
                return nil
            }
            slices += part.slices(total: count)
        }
        guard !slices.isEmpty else { return nil }
        return DemandPlan.Stream(name: "day", slices: slices, spacing: spacing)
    }

    private func stream(burst: Extra, _ draft: Draft) -> DemandPlan.Stream? {
        let clock = draft.clock
        guard let time = burst.at.first else { return nil }
        let start = ShapePiece.instant(of: time, after: 0, clock: clock)
        guard start >= 0, start < clock.window, start + burst.within <= clock.window else {
            burst.item.refuse(
                "it lies outside the clock, which runs from \(clock.from.text) to \(clock.wall(at: clock.window).text)",
                unless: .clock)
            return nil
        }
        return DemandShape.burst(
            burst.name, at: start, within: burst.within, orders: burst.orders, decaying: burst.decaying,
            channel: burst.channel.flatMap { draft.index(of: $0, in: channels, called: "channel") })
    }

    private func stream(wave: Extra, _ draft: Draft) -> DemandPlan.Stream? {
        let clock = draft.clock
        var instants: [Instant] = []
        if let calendar = wave.calendar {
            guard let index = draft.calendars.index(of: calendar) else { return nil }
            instants = draft.calendars.plans[index].moments.instants.filter { $0 >= 0 && $0 < clock.window }
        } else {
            instants = wave.at.map { ShapePiece.instant(of: $0, after: 0, clock: clock) }
        }
        let moments = Moments(instants)
        guard let first = moments.instants.first, let last = moments.instants.last else {
            wave.item.refuse("none of its moments lies within the clock", unless: .clock)
            return nil
        }
        guard first >= 0, last < clock.window, last + wave.within <= clock.window else {
            wave.item.refuse(
                "it lies outside the clock, which runs from \(clock.from.text) to \(clock.wall(at: clock.window).text)",
                unless: .clock)
            return nil
        }
        if zip(moments.instants, moments.instants.dropFirst()).contains(where: { $0 + wave.within > $1 }) {
            wave.item.refuse("a release takes \(TimeNotation.text(wave.within)), longer than the time to the next one")
            return nil
        }
        return DemandShape.wave(
            wave.name, at: moments, total: wave.orders, within: wave.within,
            channel: wave.channel.flatMap { draft.index(of: $0, in: channels, called: "channel") })
    }
}

extension ShapePiece.Amount {
    fileprivate var isShareOrPause: Bool {
        switch self {
        case .share, .pause: true
        default: false
        }
    }

    /// Orders of a stretch; 0 for a share, which needs the total.
    fileprivate func count(in stretch: Intervals.Stretch) -> Int {
        let seconds = Double(stretch.end - stretch.start) / 1e9
        switch self {
        case .orders(let count): return count
        case .rate(let rate): return Int(min(1e12, (rate.perSecond * seconds).rounded()))
        case .ramp(let from, let to): return Int(min(1e12, ((from.perSecond + to.perSecond) / 2 * seconds).rounded()))
        case .share, .pause: return 0
        }
    }

    fileprivate func piece(in stretch: Intervals.Stretch) -> DemandShape.Piece {
        var weight = 1.0
        var share = Double(count(in: stretch))
        switch self {
        case .ramp(let from, let to):
            let sum = from.perSecond + to.perSecond
            weight = sum > 0 ? 2 * from.perSecond / sum : 1
        case .share(let part): share = part
        default: break
        }
        return DemandShape.Piece(start: stretch.start, end: stretch.end, share: share, startWeight: weight)
    }
}
