internal import Kernel
internal import Reconciliation

/// `old:` or `new:` of a mapping: how rows of a side's files become events.
struct SideSection {
    private var name: String?
    private var rows: [Located<RowSection>]

    /// Columns are called as the values they hold.
    init() { rows = [] }

    private init(name: String?, rows: [Located<RowSection>]) {
        self.name = name
        self.rows = rows
    }

    static let shape = Shape<SideSection>.either(
        "how rows become events, such as { event: type, order: reference, time: at }, or a list of such mappings",
        list: Shape<[Located<RowSection>]>.list(RowSection.shape.located, of: "mappings").map {
            SideSection(name: $0.compactMap(\.value.name).first, rows: $0)
        },
        mapping: RowSection.shape.located.map { SideSection(name: $0.value.name, rows: [$0]) })

    /// Where each of its rows is written; nil: nobody wrote it.
    var items: [Item?] { rows.isEmpty ? [nil] : rows.map(\.item) }

    func part(_ agreement: Agreement, standardName: String) -> Mapping.Part {
        Mapping.Part(
            name: name ?? standardName,
            rows: rows.isEmpty
                ? [RowMapping(agreement: agreement)] : rows.map { $0.value.mapping(agreement, at: $0.item) })
    }
}
