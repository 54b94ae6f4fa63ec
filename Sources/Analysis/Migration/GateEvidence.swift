public import Kernel
public import Reconciliation

/// What a criterion of a gate was held against: the figures of its arithmetic.
public enum GateEvidence: Sendable, Hashable {
    /// So many orders were compared, of so many that are asked for.
    case orders(compared: Int, asked: Int)
    /// How much of a class there is, how much is bearable, and who signed for it.
    case share(ShareBound, Bearable)
    /// Nothing was seen in so many orders; so many show that it is rarer than what is asked for.
    case unseen(ShareBound, rarerThan: Double, needed: Int)
    /// By how much a quantile differs (nil: no order has the event on both sides), and by how much it may; of the orders that
    /// there are, so many are used.
    case shift(QuantileEstimate?, agreed: Nanoseconds, used: Int, orders: Int)
    /// The shift that is latest, at a quantile or (nil) on the whole, where none was agreed.
    case lateness(ConfidenceInterval, quantile: Double?)
    /// So many rows cannot be read.
    case unreadable(Int)
    /// By how much the new side's clock differs as a whole, of so many pairs.
    case clocks([ClockOffsets.Step], of: Int)
    /// How late a side got its orders.
    case lag(ScheduleLag)
    /// A partner of whom neither side has an event.
    case absent(String)

    /// How much of a class is bearable.
    public struct Bearable: Sendable, Hashable {
        /// The largest share; zero: none at all.
        public var most: Double
        /// Above this share the new side is taken back; nil: never for this.
        public var rollBackAbove: Double?
        /// Exceptions that name it.
        public var signatures: [GateSignature]
        /// So many of those seen are signed for.
        public var signedFor: Int
    }
}
