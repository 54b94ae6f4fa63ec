/// How rows of an export become events.
public struct RowMapping: Sendable, Codable, Hashable {
    /// How an export is written.
    public enum Format: String, Sendable, Codable, Hashable, CaseIterable {
        /// Comma-separated values (RFC 4180), the first row names the columns.
        case csv
        /// One JSON object a line, or a list of objects.
        case json
        /// CloudEvents 1.0 in JSON, one a line or in a batch.
        case cloudEvents = "cloudevents"
    }

    /// Which files it is for, with `*` for anything; nil: all of the side.
    public var files: String?
    /// How they are written; nil: told by their name and first byte.
    public var format: Format?
    /// Between the columns of a CSV file; nil: whichever is most frequent in its first line.
    public var delimiter: UInt8?
    /// How letters of a CSV file are written; nil: UTF-8.
    public var encoding: TextEncoding?
    /// The zone of times without an offset, as `Europe/Brussels`.
    public var zone: String
    /// How times are written, as `Scenario.TimeFormat` reads it.
    public var times: String
    /// Whether a comma, not a point, stands before the decimals.
    public var hasDecimalComma: Bool
    /// What kind of event a row is.
    public var kind: ColumnRule
    /// Kinds of the export that are left out on purpose.
    public var ignored: [String]
    /// The business key.
    public var order: [ColumnRule]
    /// When it happened.
    public var time: ColumnRule
    /// Whose it is; nil: not told.
    public var partner: ColumnRule?
    /// Its own number; empty: it has none.
    public var document: [ColumnRule]
    /// What tells events of one kind and order apart on both sides.
    public var key: [ColumnRule]
    /// The place and article of a stock move or level.
    public var stock: [ColumnRule]
    /// By field of the agreement; nil: not told.
    public var fields: [ColumnRule?]
    /// Whether somebody wrote it: then every column that it names must be there.
    public var isWritten: Bool
    /// By column, where somebody wrote its name, as `file:line:column`.
    public var places: [String: String] = [:]

    /// A mapping in which every column is called as the value it holds.
    public init(agreement: Agreement) {
        zone = "UTC"
        times = "iso"
        hasDecimalComma = false
        kind = ColumnRule(column: "event")
        ignored = []
        order = [ColumnRule(column: "order")]
        time = ColumnRule(column: "time")
        partner = ColumnRule(column: "partner")
        document = [ColumnRule(column: "document")]
        key = [ColumnRule(column: "key")]
        stock = [ColumnRule(column: "place")]
        fields = agreement.fields.map { ColumnRule(column: $0.meaning == .partner ? "partner" : $0.name) }
        isWritten = false
    }
}

extension RowMapping {
    /// All that it says about columns.
    public var rules: [ColumnRule] {
        [kind, time] + order + document + key + stock + [partner].compactMap(\.self) + fields.compactMap(\.self)
    }

    /// All columns that it names.
    public var columns: [String] {
        rules.flatMap { [$0.column, $0.unitColumn].compactMap(\.self) }
    }
}
