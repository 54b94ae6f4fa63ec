public import Reconciliation

/// A class of difference that could not have been found in what both sides tell: that none was seen says nothing about it.
public struct BlindSpot: Sendable, Hashable {
    /// What it would have taken to find one.
    public enum Reason: Sendable, Hashable {
        /// A field that both sides tell for the same kind of event; those of its kind that there are, which one side alone tells.
        case field(oneSided: [Int])
        /// An agreed lateness for some kind of event.
        case agreedLateness
        /// Clocks that show the same on both sides: what is late is not seen where all of the new side seems to be early.
        case clocks
        /// Amounts that have to add up: ordered and shipped quantities, an invoice's net, tax and total, or stock levels and moves.
        case amounts
        /// Kinds of events of which one comes before the other.
        case sequence
        /// Kinds of events of which one refers to the other.
        case reference
    }

    /// The class.
    public var verdict: VerdictClass
    /// What was wanting.
    public var reason: Reason
}
