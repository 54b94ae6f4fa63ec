import Kernel
import Testing

@testable import Analysis

/// Numbers of workers, from what a caller sees of a server that the tests have made.
@Suite("Fits of workers")
struct WorkerFitTests {
    private static func line(
        _ workers: Int, way: Double = 0, rate: Double, count: Int, bursts: Int, seed: UInt64,
        _ draw: (inout Draws) -> Double
    ) -> WaitingLine {
        var draws = Draws(seed)
        let sent = ServerModel.arrivals(count, perSecond: rate, bursts: bursts, draws: &draws)
        let services = sent.map { _ in draw(&draws) }
        return WaitingLine(ServerModel(workers: workers, way: way).attempts(sent, services).sorted())
    }

    @Test("Times at work under one, two and three workers, worked out by hand")
    func byHand() {
        func entry(_ sent: Nanoseconds, _ took: Nanoseconds) -> AttemptLog.Entry {
            AttemptLog.Entry(
                operation: 0, sent: sent * .millisecond, took: took * .millisecond, outcome: .ok)
        }
        // Two workers, 10 ms each time: ends at 10, 11, 20, 21.
        let line = WaitingLine([entry(0, 10), entry(1, 10), entry(2, 18), entry(3, 18)])
        #expect(line.most == 3)
        func times(_ workers: Int, way: Double = 0) -> [Double] {
            line.services(workers: workers, way: way).map { $0.time / 1e6 }
        }
        #expect(times(1) == [10, 1, 9, 1])
        #expect(times(2) == [10, 10, 10, 10])
        #expect(times(3) == [10, 10, 18, 11])
        #expect(times(4) == [10, 10, 18, 18])
        #expect(line.services(workers: 2, way: 0).map(\.hasWaited) == [false, false, true, true])
        // What is on the way is not at work; who waited spent it waiting.
        #expect(times(2, way: 1e6) == [9, 9, 10, 10])
    }

    @Test("At 35 % load with bursts the number is found, whatever the times are like", arguments: 1...6)
    func found(_ seed: UInt64) {
        // 4 workers of 40 ms: 100 a second at most.
        let draws: [(inout Draws) -> Double] = [
            { $0.exponential(40e6) }, { $0.gamma(40e6, shape: 4) }, { _ in 40e6 },
            { $0.lognormal(median: 35e6, sigma: 0.5) },
        ]
        for draw in draws {
            let line = Self.line(4, rate: 30, count: 400, bursts: 10, seed: seed, draw)
            let found = WorkerFit.likelihood(of: line, way: 0)
            #expect(found.best == 4, "\(found)")
            #expect(found.least <= 4 && found.most >= 4)
        }
    }

    @Test("The interval holds the true number in nine of ten samples without a burst at 40 % load")
    func covered() {
        let covered = (1...60).filter { seed in
            let line = Self.line(3, rate: 30, count: 300, bursts: 0, seed: UInt64(seed)) { $0.exponential(40e6) }
            let found = WorkerFit.likelihood(of: line, way: 0)
            // One more than ever found others before them stands for all above.
            return found.least <= 3 && (found.most >= 3 || found.most > line.most)
        }.count
        #expect(covered >= 54, "\(covered) of 60")
    }

    @Test("Requests that never wait say how many there are at least, and no more")
    func open() {
        let line = Self.line(40, rate: 100, count: 500, bursts: 0, seed: 3) { $0.gamma(40e6, shape: 4) }
        let found = WorkerFit.likelihood(of: line, way: 0)
        #expect(found.most == line.most + 1 && found.least >= 4 && found.least <= line.most + 1)
    }

    @Test("The way is told from those that waited, to a twentieth of the work")
    func way() throws {
        let line = Self.line(2, way: 5e6, rate: 20, count: 600, bursts: 8, seed: 2) { 30e6 + $0.uniform() * 1e6 }
        let found = WorkerFit.likelihood(of: line, way: 0)
        #expect(found.best == 2)
        let way = try #require(WorkerFit.way(of: line, workers: 2))
        #expect(way.contains(5e6) || agree(way.estimate, 5e6, within: 0.05), "\(way)")
        let times = line.services(workers: 2, way: way.estimate).map(\.time)
        #expect(agree(times.reduce(0, +) / Double(times.count), 30.5e6, within: 0.01))
    }
}
