public import Kernel

/// What two runs are compared by. Known by names, so that it is the same in two plans that number their parts differently.
public struct Measure: Sendable, Hashable {
    /// Of what.
    public enum Subject: Sendable, Hashable {
        /// The whole journey of completed orders.
        case journey
        /// A leg of the journey.
        case leg(String)
        /// Calls on an edge: "middleware → ups: label".
        case calls(String)
        /// All calls on a link: "middleware → ups".
        case link(String)
        /// A queue, with its system: "odoo: orders".
        case queue(String)
        /// All orders.
        case orders
        /// A count over time: an indicator, or orders awaiting the promised event (nil).
        case stock(String?)
    }

    /// What is measured of it.
    public enum Kind: Sendable, Hashable {
        /// A quantile of its latency, in ns.
        case quantile(Double)
        /// Share of calls that failed for good.
        case failedCalls
        /// Share of attempts that ended so.
        case outcome(Outcome)
        /// Attempts by calls that sent one.
        case amplification
        /// Effects done twice, by call.
        case duplicates
        /// Times messages were put back, by message.
        case redeliveries
        /// Share of messages given up.
        case deadLetters
        /// Share of orders that ended so.
        case ending(Ending)
        /// Times orders were put aside as exceptions, by order.
        case parked
        /// Orders done an hour, while orders came.
        case throughput
        /// Share of orders with a cut-off that missed it.
        case missedCutoff
        /// The most there ever was.
        case peak
        /// When it was down for good to a twentieth of the first run's peak (and what chance makes of that), in ns from the
        /// beginning; asked only of backlogs worth the name.
        case drained
    }

    /// What its figure is.
    public enum Unit: Sendable, Hashable {
        /// Nanoseconds.
        case time
        /// A share, 0...1.
        case share
        /// So many of one thing for one of another.
        case ratio
        /// Pieces an hour.
        case perHour
        /// Pieces.
        case pieces
    }

    /// Of what.
    public var subject: Subject
    /// What of it.
    public var kind: Kind

    /// A measure.
    public init(_ subject: Subject, _ kind: Kind) {
        self.subject = subject
        self.kind = kind
    }

    /// What its figure is.
    public var unit: Unit {
        switch kind {
        case .quantile, .drained: .time
        case .failedCalls, .outcome, .deadLetters, .ending, .missedCutoff: .share
        case .amplification, .duplicates, .redeliveries, .parked: .ratio
        case .throughput: .perHour
        case .peak: .pieces
        }
    }

    /// Whether more of it is worse.
    public var isWorseHigher: Bool { kind != .throughput }
}
