internal import Kernel
internal import Reconciliation
internal import Scenario

/// A file that is being read: its scanner, its columns, and a decoder for each of its mappings.
struct OpenExport {
    /// Makes events.
    var decoders: [RowDecoder]
    /// Values of the current row.
    let slots: FieldSlots
    /// Columns that are needed, by slot.
    let columns: [String]
    /// The line in which the first row begins.
    private(set) var firstLine = 1
    /// All columns of a CSV file.
    private(set) var header: [String] = []
    private var scanner: Scanner
    private let kindSlots: [Int]
    private let isRecoded: Bool

    /// Opens it; what comes before the first row is used.
    init(_ file: ExportFile, agreement: Agreement, _ reader: BlockReader) throws(ExportError) {
        var book = SlotBook()
        var decoders: [RowDecoder] = []
        for mapping in file.mappings {
            decoders.append(try RowDecoder(mapping, agreement: agreement, book: &book, place: file.name))
        }
        self.decoders = decoders
        isRecoded = file.encoding != .utf8
        kindSlots = file.mappings.map { book.slot($0.kind.column) }
        columns = book.columns
        slots = FieldSlots(book.columns.count)
        scanner = .csv(CSVScanner(delimiter: UInt8(ascii: ","), slots: []))
        if reader.bytes.starts(with: [0xef, 0xbb, 0xbf]) { reader.use(3) }
        if reader.bytes.starts(with: [0xff, 0xfe]) || reader.bytes.starts(with: [0xfe, 0xff]) {
            throw ExportError(file.name, "is UTF-16; expected UTF-8, save it as \"CSV UTF-8\"")
        }
        // A character of two bytes has a zero in every letter of a name; no text has one.
        if let zero = reader.bytes.prefix(4_096).firstIndex(of: 0) {
            throw ExportError(
                "\(file.name):1",
                "has a zero at its byte \(zero + 1): it is no text, or UTF-16; expected UTF-8, save it as \"CSV UTF-8\""
            )
        }
        switch file.format {
        case .csv: try openCSV(file, reader)
        case .json, .cloudEvents:
            if isRecoded {
                throw ExportError(
                    file.name,
                    "is JSON, which is UTF-8 by its standard (RFC 8259); expected no \"encoding\" in the mapping for it (save the file as UTF-8 if it is not)"
                )
            }
            var truths = try TruthColumns.of(reader, columns)
            // A mapping that says what true and false are called knows that they are there.
            for rule in file.mappings.flatMap(\.rules) where rule.values["false"] != nil || rule.values["true"] != nil {
                if let slot = columns.firstIndex(where: { $0 == rule.column }) { truths[slot] = true }
            }
            scanner = .json(JSONScanner(PathTree(columns.enumerated().map { (path: $1, slot: $0) }), truths: truths))
        }
    }

    /// Frees what it holds; it is not used after.
    func end() {
        for decoder in decoders { decoder.end() }
    }

    /// What a row calls its kind.
    func kindText(_ mapping: Int) -> String {
        kindSlots[mapping] < 0 ? "" : String(decoding: slots[kindSlots[mapping]].prefix(60), as: UTF8.self)
    }

    /// The next row.
    @inline(__always)
    mutating func scan(_ bytes: UnsafeBufferPointer<UInt8>, isLast: Bool) -> RowScan {
        switch scanner {
        case .csv(let csv):
            let outcome = csv.scan(bytes, isLast: isLast, into: slots)
            if isRecoded { slots.recode() }
            return outcome
        case .json(var json):
            defer { scanner = .json(json) }
            return json.scan(bytes, isLast: isLast, into: slots)
        }
    }

    private enum Scanner {
        case csv(CSVScanner)
        case json(JSONScanner)
    }

    private mutating func openCSV(_ file: ExportFile, _ reader: BlockReader) throws(ExportError) {
        let names = Set(file.mappings.compactMap(\.delimiter))
        guard names.count <= 1 else {
            throw ExportError(file.name, "its mappings name several delimiters; expected one")
        }
        guard Set(file.mappings.map { $0.encoding ?? .utf8 }).count <= 1 else {
            throw ExportError(file.name, "its mappings name several encodings; expected one")
        }
        let head = try CSVHeader(reader, delimiter: names.first, name: file.name, encoding: file.encoding)
        header = head.columns
        firstLine = 1 + head.lines
        guard !header.isEmpty else { return }
        var slotsByColumn = [Int](repeating: -1, count: header.count)
        for (slot, column) in columns.enumerated() {
            if let place = CSVHeader.place(of: column, in: header) {
                slotsByColumn[place] = slot
            } else if isNeeded(column, file) {
                throw missing(column, file)
            }
        }
        scanner = .csv(CSVScanner(delimiter: head.delimiter, slots: slotsByColumn, names: header))
    }

    /// A column that the file does not have: told where the mapping names it, if somebody wrote one.
    private func missing(_ column: String, _ file: ExportFile) -> ExportError {
        let near = Name.nearest(to: column, among: header).map { "; did you mean \"\($0)\"?" } ?? ";"
        let written = file.mappings.lazy.compactMap { $0.places[column] }.first
        return ExportError(
            written ?? "\(file.name):1",
            "there is no column \"\(column)\"\(written == nil ? "" : " in the first line of \(file.name)")\(near) expected one of \(OpenExport.names(header)) (change the mapping, or let `rehearse reconcile --infer` propose one)"
        )
    }

    /// Columns for people: a file that is none may have any number of any length.
    private static func names(_ header: [String]) -> String {
        let told = header.prefix(40).map { $0.count > 60 ? "\($0.prefix(60))…" : $0 }.joined(separator: ", ")
        return header.count > 40 ? "\(told) and \(header.count - 40) more" : told
    }

    /// Whether there is nothing without a column: kind, time, and one part of the business key.
    private func isNeeded(_ column: String, _ file: ExportFile) -> Bool {
        file.mappings.contains { mapping in
            mapping.kind.column == column || mapping.time.column == column
                || mapping.isWritten && mapping.columns.contains(column)
                || mapping.order.compactMap(\.column).contains(column) && mapping.stock.isEmpty
        }
    }
}
