/// A row of an export that could not be used.
public struct BadRow: Sendable, Hashable, CustomStringConvertible {
    /// Its file.
    public var file: String
    /// The line in which it begins, from 1.
    public var line: Int
    /// Its column; empty: the row as a whole.
    public var column: String
    /// What is wrong.
    public var message: String

    /// `orders.csv:12: qty: expected a number, found "x"`
    public var description: String { "\(file):\(line): \(column.isEmpty ? "" : column + ": ")\(message)" }
}
