/// Where a value of an export stands, and how it becomes what both sides call it.
public struct ColumnRule: Sendable, Codable, Hashable {
    /// The column's name, or a path such as `data.order.ref`; nil: the value is fixed.
    public var column: String?
    /// The value of every row; nil: it is in a column.
    public var fixed: String?
    /// What the export calls things, and what both sides call them.
    public var values: [String: String]
    /// Dropped from the front of a value, if it is there.
    public var prefix: String?
    /// Whether zeros at the front do not count.
    public var dropsLeadingZeros: Bool
    /// Whether capitals do not count.
    public var foldsCase: Bool
    /// What stands between several values of one row; nil: it has one. Only of a business key: then the row's event is told under
    /// each of them.
    public var separator: String?
    /// The column that tells in which unit or currency a number is.
    public var unitColumn: String?
    /// By unit: what a number is multiplied by, in millionths.
    public var units: [String: Int64]
    /// What every number is multiplied by, in millionths.
    public var factor: Int64

    /// A column as it is.
    public init(column: String) {
        self.column = column
        values = [:]
        dropsLeadingZeros = false
        foldsCase = false
        units = [:]
        factor = EventField.scale
    }

    /// A value that every row has.
    public init(fixed: String) {
        self.init(column: "")
        column = nil
        self.fixed = fixed
    }
}
