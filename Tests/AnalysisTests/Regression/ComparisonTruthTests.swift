import Dispatch
import Foundation
import Kernel
import Synchronization
import Testing

@testable import Analysis

/// The error that comparisons state, held against repetitions: queues of which theory knows the latency, run twice.
@Suite("Truth: comparing two runs")
struct ComparisonTruthTests {
    /// Pairs of runs: some by default, as many as `REHEARSE_REPETITIONS` says.
    static let repetitions = ProcessInfo.processInfo.environment["REHEARSE_REPETITIONS"].flatMap { Int($0) } ?? 60

    /// A queue with one server, exponential service and arrivals by chance: 20 orders a minute for two hours.
    static func queue(_ seed: UInt64, mean: Nanoseconds) -> Recording {
        let plan = Stations(
            stations: [.init(name: "queue", service: .exponential(mean: mean))], perHour: 3600, window: 2 * .hour,
            seed: seed
        ).plan
        var orders = OrderSchedule(plan)
        return VirtualDriver.run(plan, orders: &orders, tracing: .none)
    }

    static func pairs<Result: Sendable>(_ body: @escaping @Sendable (UInt64) -> Result) -> [Result] {
        let found = Mutex<[Int: Result]>([:])
        DispatchQueue.concurrentPerform(iterations: repetitions) { index in
            let result = body(UInt64(index))
            found.withLock { $0[index] = result }
        }
        return found.withLock { found in (0..<repetitions).compactMap { found[$0] } }
    }

    @Test("The same queue under two seeds is called worse in no more pairs than the stated share of false alarms")
    func same() {
        for mean in [300, 500, 700, 850] as [Nanoseconds] {
            let alarms = Self.pairs { seed -> (worse: Bool, covered: [Bool]) in
                let comparison = RunComparison(
                    Self.queue(2 * seed + 1, mean: mean * .millisecond),
                    Self.queue(2 * seed + 2, mean: mean * .millisecond))
                return (
                    comparison.status == .regression,
                    comparison.measures.compactMap { $0.measure.subject == .journey ? $0.shift?.contains(0) : nil }
                )
            }
            let worse = alarms.count { $0.worse }
            let covered = (0..<3).map { k in alarms.count { $0.covered.count > k && $0.covered[k] } }
            print("A/A mean", mean, "worse", worse, "of", alarms.count, "covered p50 p90 p99", covered)
        }
    }

    @Test("A server slower by a fifth is found, and the interval covers what theory says of the quantiles")
    func planted() {
        for mean in [300, 500, 600] as [Nanoseconds] {
            let slower = mean * 6 / 5
            let found = Self.pairs { seed -> (worse: Int, covered: [Bool], finite: [Bool]) in
                let comparison = RunComparison(
                    Self.queue(2 * seed + 1, mean: mean * .millisecond),
                    Self.queue(2 * seed + 2, mean: slower * .millisecond))
                let of = comparison.measures.filter { $0.measure.subject == .journey }
                let truth = MeasureJudge.quantiles.map { q in
                    // The response of M/M/1 is exponential with rate mu - lambda.
                    let rates = [mean, slower].map { 1e3 / Double($0) - 1 }
                    return -log(1 - q) * (1 / rates[1] - 1 / rates[0]) * 1e9
                }
                return (
                    of.count { $0.outcome == .worse }, zip(of, truth).map { $0.shift?.contains($1) ?? false },
                    of.map { $0.shift?.upper.isFinite ?? false }
                )
            }
            let covered = (0..<3).map { k in found.count { $0.covered[k] } }
            let finite = (0..<3).map { k in found.count { $0.finite[k] } }
            print(
                "planted", mean, "worse", found.map(\.worse).reduce(0, +), "of", 3 * found.count, "covered", covered,
                "finite", finite)
        }
    }
}
