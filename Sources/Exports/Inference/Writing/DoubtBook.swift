/// What a proposal is unsure of, in the order in which it was written.
final class DoubtBook {
    /// Each with what it is about.
    var list: [String] = []
}
