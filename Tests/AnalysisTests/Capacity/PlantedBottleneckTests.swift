import Foundation
import Kernel
import Testing

@testable import Analysis

/// Random landscapes with a bottleneck that was put there.
@Suite("Truth: planted bottlenecks")
struct PlantedBottleneckTests {
    /// Landscapes: a few by default, all 200 where `REHEARSE_LANDSCAPES` says so.
    static let count = ProcessInfo.processInfo.environment["REHEARSE_LANDSCAPES"].flatMap { Int($0) } ?? 12

    /// What is made narrow.
    enum Kind: String, CaseIterable {
        case workers
        case rateLimit = "rate limit"
        case connections
        case hotRow = "hot row"
        case pace
        case shifts = "people in shifts"
        case quota
        case window = "batch window"
    }

    /// Three to six stations in a row, of which one can do at most half to four fifths of what the next weakest can: by its
    /// workers, by a limit or a quota, by the connections or the pace of the way to it, by a row that its transactions write, by
    /// the hours of its people, or by a window in which they may begin.
    /// - Returns: names that are right. More people, and more hours of the same people, are the same thing; a window alone, with
    ///   nobody who is held by it, would hold nothing down: all that wait pass when it opens, however many they are.
    private static func landscape(_ number: UInt64) -> (plan: Plan, planted: [Resource], kind: Kind) {
        let key = RandomKey(seed: 7, path: "planted").child(number)
        func uniform(_ index: UInt64) -> Double { key.child(index).uniform }
        let count = 3 + Int(uniform(0) * 4)
        let place = Int(uniform(1) * Double(count))
        let kind = Kind.allCases[Int(uniform(2) * Double(Kind.allCases.count))]
        let narrow = 0.5 + 0.3 * uniform(3)
        var stations: [Stations.Station] = []
        for index in 0..<count {
            let at = 10 + 4 * UInt64(index)
            let mean = 5 + 55 * uniform(at)
            // What it can do in an hour: 600 to 1,200 orders.
            let wanted = 600 * (1 + uniform(at + 1))
            let workers = max(1, Int((wanted * mean / 3600).rounded(.up)))
            let service: Distribution =
                uniform(at + 2) < 0.5
                ? .exponential(mean: Nanoseconds(mean * 1e9)) : .fixed(Nanoseconds(mean * 1e9))
            stations.append(.init(name: "station-\(index)", workers: workers, service: service))
        }
        func capacity(_ station: Stations.Station) -> Double {
            let mean: Double =
                switch station.service {
                case .fixed(let mean), .exponential(let mean): Double(mean) / 1e9
                default: 1
                }
            return Double(station.workers) * 3600 / mean
        }
        let weakest = stations.indices.filter { $0 != place }.map { capacity(stations[$0]) }.min() ?? 600
        let least = narrow * weakest
        let planted: [Resource]
        // What is planted at a station must be what is narrow about it: its workers have room to spare.
        let mean = Double(stations[place].workers) * 3600 / capacity(stations[place])
        let ample = Int((4 * weakest * mean / 3600).rounded(.up))
        let patience: @Sendable (inout LinkPlan) -> Void = {
            $0.attempts = 1_000
            $0.backoff = Backoff(base: 30 * .second, cap: 2 * .minute, factor: 2, jitter: .full)
        }
        switch kind {
        case .workers:
            stations[place].workers = max(1, Int(least * mean / 3600))
            stations[place].service = .fixed(Nanoseconds(Double(stations[place].workers) * 3600 / least * 1e9))
            planted = [.workers(place)]
        case .rateLimit:
            stations[place].workers = ample
            stations[place].limit = .tokenBucket(count: Int(least), period: .hour, burst: 20)
            stations[place].policy = patience
            planted = [.limit(0)]
        case .quota:
            stations[place].workers = ample
            stations[place].limit = .quota(count: Int(least / 6))
            stations[place].reset = 10 * .minute
            stations[place].policy = patience
            planted = [.limit(0)]
        case .connections:
            stations[place].workers = ample
            stations[place].connections = max(1, Int(least * mean / 3600))
            planted = [.connections(place)]
        case .pace:
            stations[place].workers = ample
            stations[place].policy = { $0.pacing = LinkPlan.Pacing(count: Int(least), period: .hour) }
            planted = [.pace(place)]
        case .shifts:
            // Two thirds of the time somebody is there, and nobody waits for long until they come.
            stations[place].shift = (on: 10 * .minute, cycle: 15 * .minute)
            stations[place].workers = max(1, Int(1.5 * least * mean / 3600))
            stations[place].service = .fixed(
                Nanoseconds(Double(stations[place].workers) / 1.5 * 3600 / least * 1e9))
            planted = [.workers(place), .hours(place)]
        case .window:
            // A worker begins so many in each window of five minutes, four times an hour.
            let work = max(mean, 20)
            let begun = 4 * (300 / work).rounded(.up)
            stations[place].gate = (open: 5 * .minute, cycle: 15 * .minute)
            stations[place].service = .fixed(Nanoseconds(work * 1e9))
            stations[place].workers = max(1, Int(least / begun))
            planted = [.workers(place), .window(0)]
        case .hotRow:
            // A try fails where another transaction has committed within its span s, which at a rate r happens to
            // 1 - exp(-r s) of them; five in a row are an order lost. One order in a hundred is lost at 1 - exp(-r s) = 0.398.
            let span = 0.508 * 3600 / least
            let work = max(mean, 2 * span)
            stations[place].service = .fixed(Nanoseconds(work * 1e9))
            stations[place].rowSpanPermille = Int((span / work * 1000).rounded())
            // Work is done more than once, and workers sleep in between.
            stations[place].workers = Int((4 * weakest * (2 * work + 20) / 3600).rounded(.up))
            planted = [.hotRow(0)]
        }
        var landscape = Stations(stations: stations, perHour: 200, window: 12 * .hour)
        landscape.budgets = [
            Budget(
                text: "p95 of journey < 20m", subjectText: "journey", measure: .quantile(0.95), subject: .journey,
                comparison: .less, bound: 20 * 60e9, during: nil, anyWindow: nil, severity: .critical,
                abortsOnBreach: false),
            Budget(
                text: "orders failed < 1%", subjectText: "orders", measure: .endingShare(.failed), subject: .orders,
                comparison: .less, bound: 0.01),
        ]
        landscape.seed = number + 1
        return (landscape.plan, planted, kind)
    }

    @Test("What was made narrow is named first in at least 97 %")
    func named() {
        var missed: [String] = []
        var tally: [Kind: (named: Int, all: Int)] = [:]
        for number in 0..<UInt64(Self.count) {
            let (plan, planted, kind) = Self.landscape(number)
            var laboratory = Laboratory(plan)
            var settings = CapacitySettings()
            settings.seeds = 1
            settings.precision = 0.04
            settings.constraints = 1
            settings.reach = 1.5
            let hold = Trial.Hold(from: 0, warmUp: 2 * .hour, length: 6 * .hour)
            let finder = LimitFinder(
                question: .hour(peakPerHour: 200, hold), plan: plan, settings: settings, cap: 64, seeds: 1)
            let ranking = laboratory.answer { table -> ConstraintRanking? in
                guard let limit = finder.limit(&table) else { return nil }
                return ConstraintRanking(of: plan, limit, finder, settings, &table)
            }
            let first = ranking?.constraints.first?.resource
            let isNamed = first.map(planted.contains) ?? false
            tally[kind, default: (0, 0)].all += 1
            if isNamed {
                tally[kind, default: (0, 0)].named += 1
            } else {
                missed.append(
                    "\(number): \(planted[0].name(in: plan)) was planted, \(first?.name(in: plan) ?? "nothing") was named"
                )
            }
        }
        let told = Kind.allCases.compactMap { kind in tally[kind].map { "\(kind.rawValue) \($0.named) of \($0.all)" } }
        if Self.count > 12 { print("Planted and named first: \(told.joined(separator: ", "))") }
        #expect(Double(missed.count) <= 0.03 * Double(Self.count), "\(told); \(missed.joined(separator: "; "))")
    }
}
