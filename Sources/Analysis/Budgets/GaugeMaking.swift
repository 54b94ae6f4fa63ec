import Kernel

extension Gauge {
    /// The gauge of a budget's measure and subject; nil when the one cannot be taken of the other by interval.
    ///
    /// Latencies are those of calls, legs and journeys that came to a good end; what failed is counted by other measures,
    /// so that quick refusals never make a latency look better.
    init?(_ measure: Budget.Measure, _ subject: Budget.Subject, _ readings: Readings) {
        switch measure {
        case .quantile(let q): self.init(.quantile(q), of: subject, readings)
        case .mean: self.init(.mean, of: subject, readings)
        case .maximum: self.init(.maximum, of: subject, readings)
        case .amplification:
            guard case .edges(let edges) = subject else { return nil }
            self = .ratio(above: readings.series(readings.attemptMeters(edges)), below: readings.sentCalls(edges))
        case .outcomeShare(let outcomes):
            guard case .edges(let edges) = subject else { return nil }
            // A call that an open breaker never let out is a try that came to nothing, though no attempt was sent.
            let unsent = edges.map { readings.meters.calls($0, .breakerOpen) }
            let bad = readings.attemptMeters(edges, outcomes) + (outcomes.contains(.breakerOpen) ? unsent : [])
            self = .ratio(
                above: readings.series(bad), below: readings.series(readings.attemptMeters(edges) + unsent))
        case .endingShare(let ending):
            guard subject == .orders || subject == .journey else { return nil }
            self = .ratio(
                above: readings.series([readings.meters.ordersEnded(ending)]),
                below: readings.series(Ending.allCases.map { readings.meters.ordersEnded($0) }))
        case .cutoffShare, .parkedShare: return nil
        case .depth: self.init(depthOf: subject, readings)
        case .age:
            let peak: Int
            let came: Int
            switch subject {
            case .queue(let queue): (peak, came) = (readings.peaks.queueAge(queue), readings.meters.queueArrived(queue))
            case .indicator(let indicator):
                (peak, came) = (readings.peaks.indicatorAge(indicator), readings.meters.indicatorIn(indicator))
            case .edges, .leg, .journey, .orders, .pool: return nil
            }
            self = .height(Gauge.known(readings.peakSeries(peak), once: [came], readings))
        case .rate:
            switch subject {
            case .edges(let edges):
                self = .rate(readings.series(readings.callMeters(edges, Outcome.Set([.ok]))), from: nil)
            case .leg(let leg):
                self = .rate(readings.track(.leg(leg)).intervals.map { Int64(clamping: $0?.count ?? 0) }, from: nil)
            case .journey: self = .rate(readings.series([readings.meters.ordersEnded(.completed)]), from: nil)
            case .orders:
                // Days of transport are no matter of throughput: what was promised counts, where something was.
                let done = readings.plan.promise.event.map { readings.meters.events($0) }
                let due = readings.series([readings.meters.ordersDue])
                self = .rate(
                    readings.series([done ?? readings.meters.ordersEnded(.completed)]),
                    from: due.firstIndex { $0 > 0 } ?? 0)
            case .queue(let queue): self = .rate(readings.series([readings.meters.queueDone(queue)]), from: nil)
            case .pool(let pool): self = .rate(readings.series([readings.meters.poolServed(pool)]), from: nil)
            case .indicator(let indicator):
                self = .rate(readings.series([readings.meters.indicatorOut(indicator)]), from: nil)
            }
        }
    }

    private init?(_ statistic: Statistic, of subject: Budget.Subject, _ readings: Readings) {
        let ids: [TrackID]
        switch subject {
        case .edges(let edges): ids = edges.map { .call($0) }
        case .leg(let leg): ids = [.leg(leg)]
        case .journey, .orders: ids = [.journey]
        case .queue(let queue): ids = [.queueWait(queue)]
        case .pool(let pool): ids = [.poolWait(pool)]
        case .indicator: return nil
        }
        let tracks = ids.map { readings.track($0) }
        if let only = tracks.first, tracks.count == 1 {
            self = .latency(statistic, only.intervals, only.total)
            return
        }
        var total = LatencyHistogram()
        for track in tracks { total.merge(track.total) }
        let series = (0..<readings.axis.intervals).map { interval -> CompactHistogram? in
            let parts = tracks.compactMap { $0.intervals[interval] }
            return parts.count > 1 ? CompactHistogram.merged(parts) : parts.first
        }
        self = .latency(statistic, series, total)
    }

    private init?(depthOf subject: Budget.Subject, _ readings: Readings) {
        let meters = readings.meters
        switch subject {
        case .queue(let queue):
            self = .height(
                Gauge.known(readings.depth(ofQueue: queue), once: [meters.queueArrived(queue)], readings))
        case .pool(let pool):
            self = .height(
                Gauge.known(
                    readings.depth(ofPool: pool),
                    once: [meters.poolServed(pool), meters.poolArrived(pool)], readings))
        case .indicator(let indicator):
            // Known at the ends of intervals only.
            let stock = readings.stock(in: meters.indicatorIn(indicator), out: meters.indicatorOut(indicator))
            self = .height(Gauge.known(stock, once: [meters.indicatorIn(indicator)], readings))
        case .edges, .leg, .journey, .orders: return nil
        }
    }

    /// Heights from the first interval on in which one of these meters moved: before, nothing was there to be measured.
    private static func known(_ heights: [Int64], once wanted: [Int], _ readings: Readings) -> [Int64?] {
        let first = readings.series(wanted).firstIndex { $0 > 0 } ?? heights.count
        return heights.indices.map { $0 >= first && readings.observed.contains($0) ? heights[$0] : nil }
    }
}
