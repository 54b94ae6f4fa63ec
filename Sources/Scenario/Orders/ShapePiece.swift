internal import Kernel

/// A stretch of the day's demand as the scenario lists it: `{ from: 08:00, to: 12:00, rate: 300/min }`.
struct ShapePiece {
    /// How much comes in it.
    enum Amount: Sendable {
        /// Exactly so many.
        case orders(Int)
        /// At this rate.
        case rate(Rate)
        /// At a rate that changes evenly from one to the other.
        case ramp(Rate, Rate)
        /// This part of the total.
        case share(Double)
        /// None.
        case pause
    }

    var from: WallTime
    var to: WallTime
    var amount: Amount
    var item: Item

    static let shape = Shape<ShapePiece>.mapping("orders piece", "A stretch of time with its demand.") { fields in
        let from = fields.required("from", .wallTime, "It starts at this time, or date and time.")
        let to = fields.required("to", .wallTime, "It ends at this time, or date and time.")
        let orders = fields.optional("orders", .count(0...1_000_000_000), "Exactly so many orders.")
        let rate = fields.optional("rate", .rates, "At this rate, or from one to another: 100/min..900/min.")
        let share = fields.optional("share", .share, "This part of the total.")
        let pause = fields.optional("pause", .yesNo, "No orders come.", or: false)
        guard let from, let to, !fields.isIncomplete else { return nil }
        var amounts: [Amount] = []
        if let orders { amounts.append(.orders(orders)) }
        if let rate { amounts.append(rate) }
        if let share { amounts.append(.share(share)) }
        if pause { amounts.append(.pause) }
        guard let amount = amounts.first, amounts.count == 1 else {
            if amounts.isEmpty, fields.hasUnknownKeys { return nil }
            fields.item.refuse(
                "expected one of orders, rate, share and pause, found \(amounts.isEmpty ? "none" : "several")")
            return nil
        }
        return ShapePiece(from: from, to: to, amount: amount, item: fields.item)
    }

    /// Where it lies; a time of day is one of the rehearsal's first day, or of the next when that has passed.
    func stretch(clock: Clock) -> Intervals.Stretch? {
        let start = ShapePiece.instant(of: from, after: 0, clock: clock)
        let end = ShapePiece.instant(of: to, after: start + 1, clock: clock)
        guard start < end else {
            item.refuse("it ends before it starts")
            return nil
        }
        guard start >= 0, start < clock.window, end <= clock.window else {
            item.refuse(
                "it lies outside the clock, which runs from \(clock.from.text) to \(clock.wall(at: clock.window).text)",
                unless: .clock)
            return nil
        }
        return Intervals.Stretch(start: start, end: end)
    }

    /// The first moment at or after `earliest` at which the clock on the wall shows a time.
    static func instant(of time: WallTime, after earliest: Instant, clock: Clock) -> Instant {
        switch time {
        case .once(let wall): return clock.instant(of: wall)
        case .daily(let seconds):
            var date = clock.wall(at: earliest).date
            for _ in 0..<3 {
                let instant = clock.instant(of: LocalDateTime(date: date, seconds: seconds))
                if instant >= earliest { return instant }
                date.day += 1
            }
            return earliest
        }
    }
}

extension Shape where Value == ShapePiece.Amount {
    /// A rate, or two with dots between them.
    static var rates: Shape<ShapePiece.Amount> {
        .scalar("a rate such as 300/min, or 100/min..900/min", pattern: "^[^/]+/[^/]+(\\.\\.[^/]+/[^/]+)?$") {
            text throws(ValueError) in
            guard let dots = text.firstRange(of: "..") else { return .rate(try Rate.parse(text)) }
            return .ramp(
                try rateOrZero(String(text[..<dots.lowerBound])), try rateOrZero(String(text[dots.upperBound...])))
        }
    }

    /// A ramp may start or end at nothing.
    private static func rateOrZero(_ text: String) throws(ValueError) -> Rate {
        if text == "0" { return Rate(count: 0, period: .second, text: text) }
        return try Rate.parse(text)
    }
}
