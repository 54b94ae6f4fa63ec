/// An export that cannot be read at all.
public struct ExportError: Error, Sendable, Hashable, CustomStringConvertible {
    /// The file, or what else it is about.
    public var place: String
    /// What is wrong and what to do.
    public var message: String

    /// An error.
    public init(_ place: String, _ message: String) {
        self.place = place
        self.message = message
    }

    /// `orders.csv: no such file`
    public var description: String { "\(place): \(message)" }
}
