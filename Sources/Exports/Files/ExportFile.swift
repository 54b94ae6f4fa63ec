public import Reconciliation

/// A file of an export, and how its rows become events.
public struct ExportFile: Sendable, Hashable {
    /// Where it is.
    public var path: String
    /// How it is called in messages.
    public var name: String
    /// How it is written.
    public var format: RowMapping.Format
    /// Its rows' mappings: each makes an event of a row, or none.
    public var mappings: [RowMapping]

    /// How its letters are written.
    public var encoding: TextEncoding { mappings.lazy.compactMap(\.encoding).first ?? .utf8 }

    /// A file.
    public init(path: String, name: String, format: RowMapping.Format, mappings: [RowMapping]) {
        self.path = path
        self.name = name
        self.format = format
        self.mappings = mappings
    }
}
