/// Which side tells a field, over all kinds of events.
public enum FieldCoverage: Sendable, Hashable {
    /// Both, for these kinds of events: there it is compared.
    case compared(kinds: [Int])
    /// The old side only.
    case oldOnly
    /// The new side only.
    case newOnly
    /// Both, but never for the same kind of event.
    case apart
    /// Neither.
    case neither
}
