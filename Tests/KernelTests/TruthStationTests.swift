import Kernel
import Testing

/// Stations against queueing theory. Times are in units of the mean service time.
@Suite("Truth: stations")
struct TruthStationTests {
    private static let service: Nanoseconds = 1_000_000

    /// A station with `c` workers under load `a` (in Erlang), and its waiting times.
    private func station(
        c: Int, a: Double, customers: Int, seed: UInt64, service: Distribution, waiting: Int? = nil
    ) -> Recording {
        let window = Int64(Double(customers) / a * Double(Self.service))
        var builder = PlanBuilder(seed: seed, window: window)
        builder.orders(customers)
        let system = builder.system()
        let pool = builder.pool(system, workers: c, waiting: waiting)
        let operation = builder.operation(system, pool: pool, [builder.work(service)])
        let edge = builder.edge(to: operation)
        builder.journey([builder.call(edge)])
        return builder.run()
    }

    private func waits(_ recording: Recording) -> LatencyHistogram { recording.track(.poolWait(0)).total }

    /// Erlang's B by his recursion, and C from it.
    private func erlang(c: Int, a: Double) -> (b: Double, c: Double) {
        var b = 1.0
        for n in 1...c { b = a * b / (Double(n) + a * b) }
        let servers = Double(c)
        return (b, servers * b / (servers - a * (1 - b)))
    }

    @Test("The recursion gives the published values")
    func published() {
        #expect(abs(erlang(c: 3, a: 2).b - 4.0 / 19) < 1e-12)
        #expect(abs(erlang(c: 14, a: 10).c - 0.17413193359504983) < 1e-12)
        #expect(abs(erlang(c: 10, a: 10).b - 0.2145823431) < 1e-10)
    }

    @Test(
        "M/M/c: mean wait, share that waits and its quantiles are Erlang's",
        arguments: [(1, 0.5, 12_000), (2, 1.0, 12_000), (3, 2.0, 12_000), (14, 10.0, 30_000)])
    func erlangC(c: Int, a: Double, customers: Int) {
        let exact = erlang(c: c, a: a).c
        var means: [Double] = []
        var shares: [Double] = []
        var tails: [Double] = []
        // Beyond t = ln(C / 0.05) / (c mu - lambda) waits one in twenty.
        let tail = Int64(Double(Self.service) * (exact / 0.05).logarithm / (Double(c) - a))
        for seed in 1...10 {
            let histogram = waits(
                station(c: c, a: a, customers: customers, seed: UInt64(seed), service: .exponential(mean: Self.service))
            )
            means.append((histogram.mean ?? 0) / Double(Self.service))
            shares.append(1 - (histogram.share(atOrBelow: 0) ?? 0))
            tails.append(1 - (histogram.share(atOrBelow: tail) ?? 0))
        }
        Replications { means[Int($0) - 1] }.expect(exact / (Double(c) - a), within: 0.35)
        Replications { shares[Int($0) - 1] }.expect(exact, within: 0.1)
        Replications { tails[Int($0) - 1] }.expect(0.05, within: 0.4)
    }

    @Test("M/G/1: the mean wait is Pollaczek's and Khinchine's, from fixed to heavy-tailed service")
    func pollaczekKhinchine() {
        let mean = Double(Self.service)
        let sigma = 1.0
        let services: [(Distribution, Double)] = [
            (.fixed(Self.service), 0),
            (.uniform(low: 0, high: 2 * Self.service), 1.0 / 3),
            (.gamma(shape: 0.25, scale: mean * 4), 4),
            // exp(mu + sigma^2 / 2) is the mean, exp(sigma^2) - 1 the squared coefficient of variation.
            (.lognormal(mu: mean.logarithm - sigma * sigma / 2, sigma: sigma), 1.718281828),
        ]
        for (service, variation) in services {
            let exact = 0.5 * (1 + variation) / (2 * 0.5)
            Replications { seed in
                (waits(station(c: 1, a: 0.5, customers: 12_000, seed: seed, service: service)).mean ?? 0) / mean
            }.expect(exact, within: 0.25)
        }
    }

    @Test("M/G/c/c: the share turned away is Erlang's B, whatever the distribution of service")
    func erlangB() {
        let mean = Double(Self.service)
        for service in [
            Distribution.exponential(mean: Self.service), .fixed(Self.service),
            .lognormal(mu: mean.logarithm - 0.5, sigma: 1),
        ] {
            Replications { seed in
                let recording = station(c: 5, a: 5, customers: 6_000, seed: seed, service: service, waiting: 0)
                return Double(recording.attempts(0, .shed)) / Double(recording.attempts(0))
            }.expect(erlang(c: 5, a: 5).b, within: 0.05)
        }
    }

    @Test("Little's law holds exactly in every run: mean in line = rate times mean wait")
    func little() {
        let recording = station(c: 2, a: 1.6, customers: 5_000, seed: 3, service: .exponential(mean: Self.service))
        let histogram = waits(recording)
        let journey = recording.track(.journey).total
        let busy = recording.total(recording.layout.poolBusyTime(0))
        // Time in the system is waiting time plus busy time, counted by two different books.
        let waited = Double(histogram.sumLow)
        #expect(abs(Double(journey.sumLow) - waited - Double(busy)) < 1)
        #expect(recording.books.completed == 5_000)
    }
}

extension Double {
    /// Natural logarithm by the series of the inverse hyperbolic tangent: independent of the kernel's own.
    var logarithm: Double {
        var value = self
        var halvings = 0.0
        while value > 1.5 {
            value /= 2
            halvings += 1
        }
        while value < 0.75 {
            value *= 2
            halvings -= 1
        }
        let x = (value - 1) / (value + 1)
        var term = x
        var sum = 0.0
        for k in 0..<60 {
            sum += term / Double(2 * k + 1)
            term *= x * x
        }
        return 2 * sum + halvings * 0.693_147_180_559_945_3
    }
}
