internal import Reconciliation

/// Goes over rows of a file with all its columns, from the front or from somewhere in it.
struct RowWalk {
    /// What ends it early.
    struct Bounds {
        /// Bytes that are read at most, from where it starts.
        var bytes = Int.max
        /// Rows at most.
        var rows = Int.max
    }

    let path: String
    let format: RowMapping.Format
    let columns: [String]
    /// How letters are written.
    var encoding = TextEncoding.utf8

    /// Takes rows.
    /// - Parameters:
    ///   - offset: where to start; then the line that it lies in is left out.
    ///   - bounds: how far to go.
    ///   - body: told every row, by slot as in `columns`.
    /// - Returns: bytes that were read.
    @discardableResult
    func rows(from offset: Int = 0, _ bounds: Bounds = Bounds(), _ body: (FieldSlots) -> Void) throws(ExportError)
        -> Int
    {
        let reader = try RowWalk.open(path)
        let slots = FieldSlots(columns.count)
        if format == .csv {
            let head = try CSVHeader(reader, delimiter: nil, name: path, encoding: encoding)
            var places = [Int](repeating: -1, count: head.columns.count)
            for (slot, column) in columns.enumerated() {
                if let place = head.columns.firstIndex(of: column) { places[place] = slot }
            }
            let scanner = CSVScanner(delimiter: head.delimiter, slots: places)
            return try walk(reader, from: offset, bounds, slots, body) { bytes, isLast in
                let outcome = scanner.scan(bytes, isLast: isLast, into: slots)
                if encoding != .utf8 { slots.recode() }
                return outcome
            }
        }
        let truths = try TruthColumns.of(reader, columns)
        var scanner = JSONScanner(PathTree(columns.enumerated().map { (path: $1, slot: $0) }), truths: truths)
        return try walk(reader, from: offset, bounds, slots, body) { scanner.scan($0, isLast: $1, into: slots) }
    }

    /// A reader behind the byte order mark, of a file that can be an export.
    /// - Parameter format: if every byte that is read is to be UTF-8, as such a file is; nil: that is not looked at.
    static func open(_ path: String, checked format: RowMapping.Format? = nil) throws(ExportError) -> BlockReader {
        let reader = try BlockReader(path: path, name: path, checked: format)
        try reader.more()
        if reader.bytes.starts(with: [0xff, 0xfe]) || reader.bytes.starts(with: [0xfe, 0xff]) {
            throw ExportError(path, "is UTF-16; expected UTF-8, save it as \"CSV UTF-8\"")
        }
        guard !reader.bytes.isEmpty else { throw ExportError(path, "is empty; expected an export with rows") }
        guard !reader.bytes.prefix(65_536).contains(0) else {
            throw ExportError(path, "is no text: it has zero bytes; expected CSV, JSON lines or CloudEvents in UTF-8")
        }
        if reader.bytes.starts(with: [0xef, 0xbb, 0xbf]) { reader.use(3) }
        return reader
    }

    private func walk(
        _ reader: BlockReader, from offset: Int, _ bounds: Bounds, _ slots: FieldSlots, _ body: (FieldSlots) -> Void,
        _ scan: (UnsafeBufferPointer<UInt8>, Bool) -> RowScan
    ) throws(ExportError) -> Int {
        if offset > reader.offset {
            try reader.seek(offset)
            try reader.more()
            guard let end = reader.bytes.firstIndex(of: 0x0a) else { return 0 }
            reader.use(end + 1)
        }
        let start = reader.offset
        var rows = 0
        while rows < bounds.rows, reader.offset - start < bounds.bytes {
            slots.clear()
            let bytes = reader.bytes
            if bytes.isEmpty {
                if reader.isAtEnd { break }
                try reader.more()
                continue
            }
            switch scan(bytes, reader.isAtEnd) {
            case .row(let length, _):
                rows += 1
                body(slots)
                reader.use(length)
            case .skip(let length, _), .bad(let length, _, _): reader.use(length)
            case .more:
                if reader.isAtEnd { reader.use(bytes.count) } else { try reader.more() }
            case .hopeless: return reader.offset - start
            }
        }
        return reader.offset - start
    }
}
