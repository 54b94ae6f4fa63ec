public import Kernel

extension TrialReading {
    /// When what had piled up was gone: the end of the last interval in which it was a backlog, the origin where there never was one;
    /// nil: it is not gone within the run.
    static func drained(_ readings: Readings, _ hours: Hours) -> Instant? {
        let stock = readings.underWay(to: readings.plan.promise.event)
        guard let last = readings.backlogged(stock, hours.due).last else { return 0 }
        return last + 1 < stock.count ? readings.axis.lowerBound(of: last + 1) : nil
    }
}

extension Plan {
    /// How far orders are followed under a steady load: to their release, which is what machines do; else to what is promised;
    /// nil: to their end.
    public var followedEvent: EventID? { releaseEvent ?? promise.event }

    /// The indicator that counts orders from when they are due until an event, or until they end without it.
    private func indicator(to event: EventID) -> Int? {
        journey.indicators.firstIndex { $0.from == 0 && $0.to == event }
    }

    /// Lets a run count who is still on the way to an event, which nobody else can tell from who has ended without it.
    mutating func countUnderWay(to event: EventID?) {
        guard let event, event > 0, indicator(to: event) == nil, journey.indicators.count < 32 else { return }
        journey.indicators.append(.init(name: "under way", from: 0, to: event))
    }

    /// The meter of such an indicator's end; nil: nothing counts it.
    fileprivate func leaving(to event: EventID, _ meters: MeterLayout) -> Int? {
        indicator(to: event).map { meters.indicatorOut($0) }
    }
}

extension Readings {
    /// The meter of orders that have come as far as an event; nil: to their end.
    func done(_ event: EventID?) -> Int { event.map { meters.events($0) } ?? meters.ordersEnded(.completed) }

    /// Orders in each interval that ended without having come so far: they failed or were cancelled.
    func lost(to event: EventID?) -> [Int64] {
        let ended = [meters.ordersEnded(.failed), meters.ordersEnded(.cancelled)]
        guard let event, let leaving = plan.leaving(to: event, meters) else { return series(ended) }
        return zip(series([leaving]), series([done(event)])).map { $0 &- $1 }
    }

    /// Orders due at the end of each interval that have neither come so far nor ended otherwise.
    func underWay(to event: EventID?) -> [Int64] {
        var gone: Int64 = 0
        return zip(stock(in: meters.ordersDue, out: done(event)), lost(to: event)).map { left, lost in
            gone &+= lost
            return left &- gone
        }
    }

    /// Intervals at whose end more orders are under way than go through without waiting: three times those that come in the time that the
    /// quickest twentieth takes (J. Little 1961), at the rate of that hour. Five orders, a two-hundredth of the most, and a
    /// hundredth of what comes in that hour are no backlog either.
    /// - Parameters:
    ///   - stock: orders under way to what is promised, by interval.
    ///   - due: orders by hour.
    fileprivate func backlogged(_ stock: [Int64], _ due: [Int64]) -> [Int] {
        let event = plan.promise.event
        let leg = event.flatMap { event in plan.journey.legs.firstIndex { $0.from == 0 && $0.to == event } }
        let latency = recording.latency(leg.map { .leg($0) } ?? .journey, over: 0..<recording.meters.count)
        let quickest = Double(latency.quantile(0.05) ?? 0) / Double(min(plan.window, .hour))
        let few = max(5, 0.005 * Double(stock.max() ?? 0))
        return stock.indices.filter { interval in
            let hour = Int(axis.lowerBound(of: interval) / .hour)
            let coming = due.indices.contains(hour) ? Double(due[hour]) : 0
            return Double(stock[interval]) > max(few, max(0.01, 3 * quickest) * coming)
        }
    }
}

extension TrialReading.Hours {
    init(_ readings: Readings) {
        let axis = readings.axis
        let event = readings.plan.promise.event
        let hours = Int((readings.plan.window + .hour - 1) / .hour)
        func hourly(_ series: [Int64]) -> [Int64] {
            var sums = [Int64](repeating: 0, count: hours)
            for interval in 0..<min(axis.count, series.count) {
                sums[min(hours - 1, Int(axis.lowerBound(of: interval) / .hour))] &+= series[interval]
            }
            return sums
        }
        due = hourly(readings.series([readings.meters.ordersDue]))
        done = hourly(readings.series([readings.done(event)]))
        lost = hourly(readings.lost(to: event))
        let stock = readings.underWay(to: event)
        guard let interval = readings.backlogged(stock, due).max(by: { (stock[$0], $1) < (stock[$1], $0) }) else {
            return
        }
        most = stock[interval]
        fullest = axis.lowerBound(of: interval + 1)
    }
}

extension TrialReading.Cutoff {
    init(_ tally: CutoffTally) {
        self.init(judged: 0, met: 0)
        for cutoff in tally.moments.indices {
            var moment = Moment(at: tally.moments[cutoff], judged: 0, met: 0)
            var carriers = [(judged: Int64, met: Int64)](repeating: (0, 0), count: tally.carriers)
            var warehouses = [(judged: Int64, met: Int64)](repeating: (0, 0), count: tally.warehouses)
            for warehouse in 0..<tally.warehouses {
                for carrier in 0..<tally.carriers {
                    let cell = tally.cells[tally.index(cutoff: cutoff, warehouse: warehouse, carrier: carrier)]
                    moment.judged += cell.judged
                    moment.met += cell.met
                    carriers[carrier].judged += cell.judged
                    carriers[carrier].met += cell.met
                    warehouses[warehouse].judged += cell.judged
                    warehouses[warehouse].met += cell.met
                }
            }
            guard moment.judged > 0 else { continue }
            func parts(_ counts: [(judged: Int64, met: Int64)], _ who: (Int) -> Part.Who) -> [Part] {
                let found = counts.enumerated().filter { $0.element.judged > 0 }
                // One by itself is all.
                return found.count > 1
                    ? found.map { Part(who: who($0.offset), judged: $0.element.judged, met: $0.element.met) } : []
            }
            moment.parts = parts(carriers) { .carrier($0) } + parts(warehouses) { .warehouse($0) }
            judged += moment.judged
            met += moment.met
            moments.append(moment)
        }
    }
}
