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

    /// How often each station is simulated.
    private static let seeds = 20

    /// Half the width to allow a confidence interval of a share or mean whose average over n customers has the relative
    /// variance `variance / n`. A standard deviation estimated from twenty values exceeds the true one by more than three
    /// tenths three times in a hundred.
    private func width(_ variance: Double, customers: Int) -> Double {
        1.3 * 3.8834 * (variance / Double(Self.seeds * customers)).squareRoot()
    }

    /// The relative variance of a mean wait, times customers.
    ///
    /// Waits of successive customers hang together: in heavy traffic it is 2 (ca^2 + cs^2) / (1 - rho)^2 with ca^2 = 1 here
    /// (Whitt, "Planning queueing simulations", Management Science 35, 1989), and more where only a share of them waits. The
    /// line is empty at first, which takes less than a tenth of the width off the mean at these lengths.
    private func meanVariance(load: Double, waiting: Double, variation: Double) -> Double {
        2 * (1 + variation) / ((1 - load) * (1 - load) * waiting)
    }

    /// The relative variance of the share that waits: stretches with all workers busy, of mean b = 1 / (c - a) and
    /// variance b^2 (1 + rho) / (1 - rho), alternate with others, taken for exponential. For one worker it is 2, exactly.
    private func shareVariance(c: Int, a: Double, waiting: Double) -> Double {
        let load = a / Double(c)
        let rest = (1 - waiting) * (1 - waiting) / waiting
        return a / (Double(c) - a) * rest * ((1 + load) / (1 - load) + 1)
    }

    @Test(
        "M/M/c: mean wait, share that waits and its quantiles are Erlang's",
        arguments: [
            (1, 0.5, 5_000), (3, 2.0, 6_000), (14, 10.0, 10_000), (1, 0.8, 10_000), (10, 8.0, 10_000),
            (1, 0.9, 15_000), (10, 9.0, 15_000),
        ])
    func erlangC(c: Int, a: Double, customers: Int) {
        let exact = erlang(c: c, a: a).c
        var means: [Double] = []
        var shares: [Double] = []
        var tails: [Double] = []
        // A third of those who wait at all wait longer than ln 3 / (c mu - lambda).
        let tail = Int64(Double(Self.service) * 3.0.logarithm / (Double(c) - a))
        for seed in 1...Self.seeds {
            let histogram = waits(
                station(c: c, a: a, customers: customers, seed: UInt64(seed), service: .exponential(mean: Self.service))
            )
            means.append((histogram.mean ?? 0) / Double(Self.service))
            shares.append(1 - (histogram.share(atOrBelow: 0) ?? 0))
            tails.append(1 - (histogram.share(atOrBelow: tail) ?? 0))
        }
        let load = a / Double(c)
        let variance = meanVariance(load: load, waiting: exact, variation: 1)
        Replications(means).expect(
            exact / (Double(c) - a), within: width(variance, customers: customers), "mean wait")
        Replications(shares).expect(
            exact, within: width(shareVariance(c: c, a: a, waiting: exact), customers: customers), "share that waits")
        // An indicator that keeps its value for some 2 / (1 - rho)^2 customers.
        let share = exact / 3
        Replications(tails).expect(
            share, within: width((1 - share) / share * 2.5 / ((1 - load) * (1 - load)), customers: customers), "tail")
    }

    @Test(
        "M/G/1: the mean wait is Pollaczek's and Khinchine's, from fixed to heavy-tailed service",
        arguments: [(0.5, 5_000), (0.8, 10_000), (0.9, 15_000)])
    func pollaczekKhinchine(load: Double, customers: Int) {
        let mean = Double(Self.service)
        let sigma = 1.0
        // Squared coefficients of variation, and third moments.
        let services: [(Distribution, Double, Double)] = [
            (.fixed(Self.service), 0, 1),
            (.uniform(low: 0, high: 2 * Self.service), 1.0 / 3, 2),
            (.gamma(shape: 0.25, scale: mean * 4), 4, 45),
            // exp(mu + sigma^2 / 2) is the mean, exp(sigma^2) - 1 the squared variation, exp(3 sigma^2) the third moment.
            (.lognormal(mu: mean.logarithm - sigma * sigma / 2, sigma: sigma), 1.718281828, 20.0855369),
        ]
        for (service, variation, third) in services {
            let waits = (1...Self.seeds).map { seed in
                let run = station(c: 1, a: load, customers: customers, seed: UInt64(seed), service: service)
                return (self.waits(run).mean ?? 0) / mean
            }
            let exact = load * (1 + variation) / (2 * (1 - load))
            // A wait has the variance W^2 + lambda E[S^3] / (3 (1 - rho)): against that of exponential service.
            let spread = 1 + load * third / (3 * (1 - load)) / (exact * exact)
            let variance =
                meanVariance(load: load, waiting: load, variation: variation) * spread / (1 + 2 * (1 - load) / load)
            Replications(waits).expect(exact, within: width(variance, customers: customers), "variation \(variation)")
        }
    }

    @Test("M/G/c/c: the share turned away is Erlang's B, whatever the distribution of service")
    func erlangB() {
        let mean = Double(Self.service)
        // A loss system forgets within a few services: its variance is that of independent draws, twice over.
        let exact = erlang(c: 5, a: 5).b
        let width = width(2 * (1 - exact) / exact, customers: 5_000)
        for service in [
            Distribution.exponential(mean: Self.service), .fixed(Self.service),
            .lognormal(mu: mean.logarithm - 0.5, sigma: 1),
        ] {
            let shares = (1...Self.seeds).map { seed in
                let run = station(c: 5, a: 5, customers: 5_000, seed: UInt64(seed), service: service, waiting: 0)
                return Double(run.attempts(0, .shed)) / Double(run.attempts(0))
            }
            Replications(shares).expect(exact, within: width, "share turned away")
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
