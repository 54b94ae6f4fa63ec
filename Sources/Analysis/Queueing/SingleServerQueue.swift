internal import Kernel

/// The queue M/G/1: Poisson arrivals, any service times, one server (F. Pollaczek 1930, A. Khinchine 1932).
public struct SingleServerQueue: Sendable, Hashable {
    /// Arrivals in a unit of time.
    public var arrivalRate: Double
    /// Mean service time.
    public var meanService: Double
    /// Squared coefficient of variation of the service time, its variance over its squared mean: 0 fixed, 1 exponential.
    public var variation: Double

    /// A queue.
    /// - Returns: nil for a negative rate or variation, or a mean that is not positive.
    public init?(arrivalRate: Double, meanService: Double, variation: Double) {
        guard arrivalRate >= 0, arrivalRate.isFinite, meanService > 0, meanService.isFinite, variation >= 0,
            variation.isFinite
        else { return nil }
        self.arrivalRate = arrivalRate
        self.meanService = meanService
        self.variation = variation
    }

    /// The share of time the server is busy; 1 or more has no balance.
    public var utilisation: Double { arrivalRate * meanService }

    /// Mean wait: rho E[S] (1 + variation) / (2 (1 - rho)); nil without balance.
    public var meanWait: Double? {
        utilisation < 1 ? utilisation * meanService * (1 + variation) / (2 * (1 - utilisation)) : nil
    }

    /// Mean number in the line, by Little's law; nil without balance.
    public var meanQueueLength: Double? { meanWait.map { $0 * arrivalRate } }

    /// The largest arrival rate with a mean wait of at most `wait`: w / (E[S] (w + E[S] (1 + variation) / 2)).
    public static func largestArrivalRate(meanService: Double, variation: Double, meanWait: Double) -> Double? {
        guard meanService > 0, variation >= 0, meanWait >= 0 else { return nil }
        return meanWait / (meanService * (meanWait + meanService * (1 + variation) / 2))
    }

    /// The squared coefficient of variation of a lognormal time: e^(sigma^2) - 1.
    public static func lognormalVariation(sigma: Double) -> Double { Elementary.expm1(sigma * sigma) }
}
