/// A point in a file, as editors count: lines and columns from 1, columns in Unicode scalars.
public struct Place: Sendable, Hashable {
    /// The file as it was named on the command line, or as found from there.
    public var file: String
    /// Line, from 1; 0 when the file as a whole is meant.
    public var line: Int
    /// Column, from 1; 0 when the file as a whole is meant.
    public var column: Int

    /// A place.
    public init(file: String, line: Int, column: Int) {
        self.file = file
        self.line = line
        self.column = column
    }

    /// The file as a whole.
    public init(file: String) {
        self.init(file: file, line: 0, column: 0)
    }
}

extension Place: CustomStringConvertible {
    /// `file:line:column`, the form that editors and terminals turn into a link.
    public var description: String {
        line == 0 ? file : "\(file):\(line):\(column)"
    }
}
