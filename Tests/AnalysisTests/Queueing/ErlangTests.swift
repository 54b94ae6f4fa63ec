import Testing

@testable import Analysis

/// References: exact fractions by hand and by Python's `fractions`; call-centre figures of pyworkforce 0.1.0 and of R's
/// ErlangC 0.1.0.
@Suite("Queueing: Erlang's formulas")
struct ErlangTests {
    @Test(
        "Erlang C against exact fractions, with the wait and the length of the line",
        arguments: [
            (1, 2, 1.0 / 3, 1.0 / 3), (2, 3, 4.0 / 9, 4.0 / 9), (1.8, 2, 81.0 / 95, 4.263157894736842),
            (8, 10, 4_194_304.0 / 10_250_507, 0.2045900754), (9.5, 10, 0.8255855781, 1.6511711563),
            (10, 14, 0.17413193359504983, 0.0435329834),
        ] as [(Double, Int, Double, Double)])
    func waiting(load: Double, servers: Int, probability: Double, wait: Double) throws {
        #expect(agree(Erlang.waiting(load: load, servers: servers), probability, within: 1e-10))
        let queue = try #require(MultiServerQueue(arrivalRate: load, serviceRate: 1, servers: servers))
        #expect(agree(queue.meanWait, wait, within: 1e-9))
        #expect(agree(queue.meanQueueLength, load * wait, within: 1e-9))
        #expect(agree(queue.meanResponse, wait + 1, within: 1e-9))
    }

    @Test(
        "Erlang B against exact fractions",
        arguments: [
            (1, 2, 1.0 / 5), (2, 3, 4.0 / 19), (3, 4, 27.0 / 131), (1.8, 2, 81.0 / 221),
            (8, 10, 4_194_304.0 / 34_475_319), (5, 5, 0.2848678213), (5, 10, 0.0183845703),
            (10, 10, 0.2145823431), (10, 15, 0.0364969455), (100, 100, 0.0757004527), (100, 117, 0.0097900711),
        ] as [(Double, Int, Double)])
    func blocking(load: Double, servers: Int, probability: Double) {
        #expect(agree(Erlang.blocking(load: load, servers: servers), probability, within: 1e-8))
    }

    @Test("The call centre of two other libraries: 100 calls in 30 minutes of 3 minutes each, 14 agents, 20 seconds")
    func callCentre() throws {
        let queue = try #require(MultiServerQueue(arrivalRate: 100.0 / 30, serviceRate: 1.0 / 3, servers: 14))
        #expect(agree(queue.waitProbability, 0.1741319335950498))
        #expect(agree(queue.waitTail(20.0 / 60).map { 1 - $0 }, 0.8883500191794669))
        #expect(agree(queue.utilisation, 0.7142857142857143))
        #expect(agree(queue.meanWait.map { $0 * 60 }, 7.83593701177724))
    }

    @Test("Quantiles of the wait invert its tail, and are zero where fewer wait at all")
    func quantiles() throws {
        let queue = try #require(MultiServerQueue(arrivalRate: 8, serviceRate: 1, servers: 10))
        let p95 = try #require(queue.waitQuantile(0.95))
        #expect(agree(queue.waitTail(p95), 0.05))
        #expect(queue.waitQuantile(0.5) == 0)
        #expect(queue.waitTail(-1) == 1)
    }

    @Test("Without balance there is no wait to name, and everybody waits")
    func unstable() throws {
        let queue = try #require(MultiServerQueue(arrivalRate: 10, serviceRate: 1, servers: 10))
        #expect(!queue.isStable && queue.meanWait == nil && queue.waitQuantile(0.9) == nil && queue.waitTail(1) == nil)
        #expect(queue.waitProbability == 1)
        #expect(MultiServerQueue(arrivalRate: 1, serviceRate: 0, servers: 1) == nil)
        #expect(Erlang.blocking(load: -1, servers: 2) == nil)
        #expect(Erlang.blocking(load: 3, servers: 0) == 1)
    }

    @Test(
        "The largest arrival rate for a budget of waits, against bisection in fractions and 40 decimals",
        arguments: [
            (1, 2, 0.05, 0.23220379541681357), (4, 0.5, 0.01, 1.2287731401547388),
            (20, 0.1, 0.05, 13.960968371304737),
        ] as [(Int, Double, Double, Double)])
    func limit(servers: Int, longest: Double, share: Double, reference: Double) {
        let limit = MultiServerQueue.largestArrivalRate(
            serviceRate: 1, servers: servers, waitingLongerThan: longest, share: share)
        #expect(agree(limit, reference))
    }

    @Test("Loss systems: carried load, servers needed, largest load")
    func loss() throws {
        let system = try #require(LossSystem(load: 3, servers: 4))
        #expect(agree(system.carried, 3 * 104.0 / 131) && agree(system.utilisation, 0.75 * 104 / 131))
        #expect(LossSystem.servers(load: 100, blocking: 0.01) == 117)
        #expect(LossSystem.servers(load: 0, blocking: 0.01) == 1)
        #expect(agree(LossSystem.largestLoad(servers: 10, blocking: 0.01), 4.461176857577692))
        #expect(LossSystem(load: .nan, servers: 1) == nil)
    }

    @Test(
        "One server with any service: the mean wait of Pollaczek and Khinchine",
        arguments: [
            (0.5, 0.5, 1.0, 2.5), (0.8, 2.0, 4.0, 10.0), (0.9, 4.5, 9.0, 22.5), (0.95, 9.5, 19.0, 47.5),
        ] as [(Double, Double, Double, Double)])
    func singleServer(utilisation: Double, fixed: Double, exponential: Double, wild: Double) throws {
        for (variation, wait) in [(0.0, fixed), (1.0, exponential), (4.0, wild)] {
            let queue = SingleServerQueue(arrivalRate: utilisation / 3, meanService: 3, variation: variation)
            #expect(agree(try #require(queue).meanWait, wait * 3))
            let limit = SingleServerQueue.largestArrivalRate(
                meanService: 3, variation: variation, meanWait: wait * 3)
            #expect(agree(limit, utilisation / 3))
        }
        #expect(SingleServerQueue(arrivalRate: 1, meanService: 1, variation: 0)?.meanWait == nil)
    }

    @Test("Variation of lognormal times, and the approximation for two general streams")
    func general() throws {
        #expect(agree(SingleServerQueue.lognormalVariation(sigma: 0.4), 0.173511, within: 1e-6))
        #expect(agree(SingleServerQueue.lognormalVariation(sigma: 1), 1.718282, within: 1e-6))
        let exponential = try #require(MultiServerQueue(arrivalRate: 0.8, serviceRate: 1, servers: 1))
        let one = GeneralQueue(exponential: exponential, arrivalVariation: 1, serviceVariation: 4)
        // For Poisson arrivals and one server it is exact.
        #expect(agree(one.meanWait, 10))
    }
}
