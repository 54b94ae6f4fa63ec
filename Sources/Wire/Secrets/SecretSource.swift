/// How the places that secrets are kept in are looked up: given from outside, so that nothing here reads the
/// environment.
public struct SecretSource: Sendable {
    /// The value of a variable; nil: it is not set.
    public var environment: @Sendable (String) -> String?
    /// The bytes of a file; it throws what the system says.
    public var file: @Sendable (String) throws -> [UInt8]

    /// A source.
    public init(
        environment: @escaping @Sendable (String) -> String?, file: @escaping @Sendable (String) throws -> [UInt8]
    ) {
        self.environment = environment
        self.file = file
    }
}
