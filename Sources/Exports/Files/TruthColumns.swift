/// Which columns of JSON hold truth values. In any other `false` is no value: that is how Odoo's interfaces write what is absent,
/// whatever the type.
enum TruthColumns {
    /// Rows that are looked at in each other place of a large file.
    private static let probed = 256

    /// Looks at the beginning of a file and, where rows are lines, at some places in it; afterwards the reader is where it was.
    /// - Parameter columns: by slot.
    static func of(_ reader: BlockReader, _ columns: [String]) throws(ExportError) -> [Bool] {
        var truths = [Bool](repeating: false, count: columns.count)
        guard !columns.isEmpty else { return truths }
        let start = reader.offset
        let isList = reader.beginsList
        look(reader.bytes, columns, rows: .max, &truths)
        guard !isList, reader.size > reader.bytes.count + start else { return truths }
        for place in 1..<8 {
            try reader.seek(reader.size / 8 * place)
            try reader.more()
            guard let end = reader.bytes.firstIndex(of: 0x0a) else { continue }
            look(UnsafeBufferPointer(rebasing: reader.bytes[(end + 1)...]), columns, rows: probed, &truths)
        }
        try reader.seek(start)
        try reader.more()
        return truths
    }

    private static func look(
        _ bytes: UnsafeBufferPointer<UInt8>, _ columns: [String], rows: Int, _ truths: inout [Bool]
    ) {
        var scanner = JSONScanner(PathTree(columns.enumerated().map { (path: $1, slot: $0) }), truths: [])
        let slots = FieldSlots(columns.count)
        var rest = bytes
        var left = rows
        while left > 0, !rest.isEmpty {
            slots.clear()
            switch scanner.scan(rest, isLast: false, into: slots) {
            case .row(let length, _):
                for slot in columns.indices where slots[slot].count == 4 && slots[slot].elementsEqual("true".utf8) {
                    truths[slot] = true
                }
                left -= 1
                rest = UnsafeBufferPointer(rebasing: rest[length...])
            case .skip(let length, _), .bad(let length, _, _): rest = UnsafeBufferPointer(rebasing: rest[length...])
            case .more, .hopeless: return
            }
        }
    }
}
