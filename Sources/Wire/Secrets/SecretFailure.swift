/// Why there is no secret where one is named, or named where it should not stand. It never holds any of the secret.
public struct SecretFailure: Error, Sendable, Hashable, CustomStringConvertible {
    /// For people.
    public var description: String
}
