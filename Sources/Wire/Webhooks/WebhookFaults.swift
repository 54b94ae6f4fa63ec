public import Kernel

/// What goes wrong on the sender's side with webhooks, by chance but seeded: the same key gives the same faults.
public struct WebhookFaults: Sendable, Hashable {
    /// Share of events that are never sent, without a trace at the receiver (0...1).
    public var loss: Double
    /// Share of events that are sent twice (0...1).
    public var duplication: Double
    /// The second sending comes up to this much after the first.
    public var duplicateWithin: Nanoseconds
    /// Share of events that are held back, so that later ones overtake them (0...1).
    public var reordering: Double
    /// How long they are held back at most.
    public var heldBackUpTo: Nanoseconds

    /// No faults.
    public static let none = WebhookFaults()

    /// Faults.
    public init(
        loss: Double = 0, duplication: Double = 0, duplicateWithin: Nanoseconds = 5 * .second, reordering: Double = 0,
        heldBackUpTo: Nanoseconds = 30 * .second
    ) {
        self.loss = loss
        self.duplication = duplication
        self.duplicateWithin = duplicateWithin
        self.reordering = reordering
        self.heldBackUpTo = heldBackUpTo
    }
}
