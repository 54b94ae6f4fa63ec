/// A password, key or token. It prints as dots, has no codable form, and its text is asked for in as few places as can be.
public struct Secret: Sendable, Hashable, CustomStringConvertible, CustomDebugStringConvertible, CustomReflectable {
    private let text: String

    /// Wraps a secret.
    public init(_ text: String) { self.text = text }

    /// The secret itself, for the bytes that go to its partner and nowhere else.
    public var revealed: String { text }

    /// Dots.
    public var description: String { "•••" }
    /// Dots.
    public var debugDescription: String { "•••" }
    /// Nothing inside.
    public var customMirror: Mirror { Mirror(self, children: []) }
}
