/// Where a mapping names its columns, so that a column that an export lacks is told where it is written.
enum ColumnPlaces {
    /// By column: `mapping.yaml:12:10`, the first place of each.
    /// - Parameter item: the mapping of rows.
    static func of(_ item: Item) -> [String: String] {
        var places: [String: String] = [:]
        func note(_ item: Item?) {
            guard let item else { return }
            switch item.tree.content {
            case .scalar(let column):
                if places[column] == nil { places[column] = item.tree.place.description }
            case .list(let elements):
                for (index, element) in elements.enumerated() { note(item.element(index, element)) }
            case .mapping:
                note(item["column"])
                note(item["unit"])
            case .nothing: break
            }
        }
        for key in ["event", "order", "time", "partner", "document", "key", "place"] { note(item[key]) }
        if let fields = item["fields"], case .mapping(let entries) = fields.tree.content {
            for entry in entries { note(fields.child(entry)) }
        }
        return places
    }
}
