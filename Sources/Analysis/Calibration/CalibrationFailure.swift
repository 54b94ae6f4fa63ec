/// Why nothing can be learnt from a run: what was expected, what was found, what to do.
public struct CalibrationFailure: Error, Sendable, Hashable, CustomStringConvertible {
    /// In words.
    public var description: String
}
