/// The queue G/G/c, approximately (A. Allen and J. Cunneen, after J. Kingman 1961): the wait of M/M/c times the mean of both
/// squared coefficients of variation. Good to some ten per cent where the line is busy; no more than a first guess for
/// bursts.
public struct GeneralQueue: Sendable, Hashable {
    /// The queue with the same rates and exponential times.
    public var exponential: MultiServerQueue
    /// Squared coefficient of variation of the time between arrivals; far above 1 in bursts.
    public var arrivalVariation: Double
    /// Squared coefficient of variation of the service time.
    public var serviceVariation: Double

    /// A queue.
    public init(exponential: MultiServerQueue, arrivalVariation: Double, serviceVariation: Double) {
        self.exponential = exponential
        self.arrivalVariation = arrivalVariation
        self.serviceVariation = serviceVariation
    }

    /// Mean wait, about; nil without balance.
    public var meanWait: Double? {
        exponential.meanWait.map { $0 * (arrivalVariation + serviceVariation) / 2 }
    }
}
