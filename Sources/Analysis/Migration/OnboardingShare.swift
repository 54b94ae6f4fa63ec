public import Kernel

/// How many orders of a partner moved to the new side in a phase of the onboarding, or in none.
public struct OnboardingShare: Sendable, Hashable {
    /// A phase: when it begins, and which share of its partners' orders moves.
    public struct Phase: Sendable, Hashable {
        /// Its place among the phases, from 0.
        public var number: Int
        /// From when on, in nanoseconds since 1970 UTC.
        public var from: Instant
        /// Share of the orders, 0...1.
        public var share: Double

        /// A phase.
        public init(number: Int, from: Instant, share: Double) {
            self.number = number
            self.from = from
            self.share = share
        }
    }

    /// The first phase that takes them in; nil: they stay on the old side.
    public var phase: Phase?
    /// Whose orders.
    public var partner: String
    /// How many.
    public var orders: Int

    /// A share.
    public init(phase: Phase?, partner: String, orders: Int) {
        self.phase = phase
        self.partner = partner
        self.orders = orders
    }
}
