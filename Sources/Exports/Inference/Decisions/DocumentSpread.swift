internal import Reconciliation

/// Whether documents are of several orders, as consolidated invoices are: a sample of the numbers of each kind, with all orders
/// that each is told under. A sample of orders would not show it, as it rarely holds two orders of one document.
struct DocumentSpread {
    /// What was seen of a kind's documents on one side.
    struct Seen {
        /// Sampled documents.
        var documents = 0
        /// Of these, those of more than one order.
        var shared = 0
        /// The most orders of one of them.
        var most = 0
        /// Of the shared ones, those with a row that names several orders: these are beyond doubt.
        var listed = 0
    }

    /// Documents of a side that are sampled: those with the least hashes.
    private static let size = 4_096
    /// Orders of a document that are counted.
    private static let orderLimit = 1_000

    /// By side and kind.
    private(set) var seen: [[Seen]]

    init(
        _ sides: [SideSample], _ kinds: KindChoice, _ documents: DocumentChoice, _ lists: [[OrderList?]], share: Double
    ) throws(ExportError) {
        seen = sides.map { _ in [Seen](repeating: Seen(), count: kinds.kinds.count) }
        for (side, sample) in sides.enumerated() {
            for (number, group) in sample.groups.enumerated() {
                guard let document = documents.places[side][number], let key = sample.keys[number],
                    let place = sample.streams.firstIndex(where: { $0.group == number })
                else { continue }
                let stream = sample.streams[place]
                var found: [UInt64: (kind: Int, orders: Set<UInt64>, isListed: Bool)] = [:]
                var limit = UInt64.max
                var known: [String: Int] = [:]
                let separator = lists[side][number]?.separator
                let columns = [key.column, document] + [stream.event].compactMap(\.self)
                var left = group.bytes(share)
                for path in group.paths where left > 0 {
                    let walk = RowWalk(
                        path: path, format: group.format, columns: columns.map { group.columns[$0].name },
                        encoding: group.encoding)
                    left -= try walk.rows(RowWalk.Bounds(bytes: left)) { slots in
                        let orders = DocumentSpread.orders(slots[0], separator)
                        guard !orders.isEmpty, !slots[1].isEmpty else { return }
                        let text = stream.event == nil ? stream.fixed : String(decoding: slots[2], as: UTF8.self)
                        let kind =
                            known[text]
                            ?? kinds.kind(
                                EventWord(text: text, stream: stream.event == nil ? place : nil), side: side) ?? -1
                        known[text] = kind
                        guard kind >= 0 else { return }
                        let hash = KeyHash.joined(KeyHash.of(slots[1]), UInt64(kind))
                        guard hash <= limit else { return }
                        var own = found[hash] ?? (kind, [], false)
                        if own.orders.count < DocumentSpread.orderLimit { own.orders.formUnion(orders) }
                        if orders.count > 1 { own.isListed = true }
                        found[hash] = own
                        guard found.count > 2 * DocumentSpread.size else { return }
                        limit = found.keys.sorted()[DocumentSpread.size - 1]
                        found = found.filter { $0.key <= limit }
                    }
                }
                for own in found.values {
                    seen[side][own.kind].documents += 1
                    if own.orders.count > 1 { seen[side][own.kind].shared += 1 }
                    if own.isListed { seen[side][own.kind].listed += 1 }
                    seen[side][own.kind].most = max(seen[side][own.kind].most, own.orders.count)
                }
            }
        }
    }

    /// The orders that a row names, as hashes of what is left of their keys.
    private static func orders(_ key: UnsafeRawBufferPointer, _ separator: String?) -> [UInt64] {
        guard let separator else { return [KeyCore.hash(key)].compactMap(\.self) }
        var rule = ColumnRule(column: "")
        rule.separator = separator
        return CanonicalText.list(String(decoding: key, as: UTF8.self), rule).compactMap { order in
            Array(order.utf8).withUnsafeBytes { KeyCore.hash($0) }
        }
    }

    /// Whether a kind's documents are of several orders, what was seen of it, and why that is unsure; nil: they are not.
    func answer(_ kind: Int, _ role: EventRole) -> (seen: String, doubt: String?)? {
        switch role {
        case .order, .inventoryMove, .stockLevel: return nil
        default: break
        }
        let sides = zip(["old", "new"], seen.map { $0[kind] }).filter { $0.1.shared > 0 }
        guard !sides.isEmpty else { return nil }
        let told = sides.map { name, seen in
            "\(seen.shared) of \(seen.documents) sampled documents of \(name) are of several orders, up to \(seen.most)"
        }.joined(separator: "; ")
        // A number that stands for no number, such as 0, is under very many orders.
        let isFiller = sides.contains { $0.1.shared <= 2 && $0.1.most > 100 }
        let isRare = sides.allSatisfy { $0.1.listed == 0 && ($0.1.shared < 3 || $0.1.shared * 50 < $0.1.documents) }
        return (
            told,
            isFiller
                ? "few numbers under very many orders may stand for \"none\"; then the orders do not belong together"
                : isRare ? "that is so few that a number may have been given twice" : nil
        )
    }
}
