/// Why an order file cannot be replayed at all; single bad rows are counted instead.
public struct ReplayError: Error, Sendable, Hashable, CustomStringConvertible {
    /// The file as the scenario names it.
    public let file: String
    /// Line in it, from 1; nil: the file as a whole.
    public let line: Int?
    /// What was expected, what was found, what to do.
    public let message: String

    init(_ file: String, line: Int? = nil, _ message: String) {
        self.file = file
        self.line = line
        self.message = message
    }

    /// `orders.csv:1: no column "time"; ...`
    public var description: String {
        line.map { "\(file):\($0): \(message)" } ?? "\(file): \(message)"
    }
}
