internal import Reconciliation

/// The first line of a CSV file: its columns.
struct CSVHeader {
    /// Between columns.
    let delimiter: UInt8
    /// Names, without spaces around them.
    let columns: [String]
    /// Lines that it takes.
    let lines: Int

    /// Reads it, and uses its bytes.
    /// - Parameters:
    ///   - delimiter: nil: whichever of comma, semicolon, tab and bar is most frequent.
    ///   - encoding: how letters are written.
    init(_ reader: BlockReader, delimiter: UInt8?, name: String, encoding: TextEncoding = .utf8) throws(ExportError) {
        while !reader.isAtEnd, reader.bytes.firstIndex(of: 0x0a) == nil { try reader.more() }
        let bytes = reader.bytes
        guard !bytes.isEmpty else {
            self.delimiter = delimiter ?? UInt8(ascii: ",")
            columns = []
            lines = 0
            return
        }
        // Of a file with old line ends the whole would be the names of its columns.
        if let lone = bytes.firstIndex(of: 0x0d), lone + 1 < bytes.count, bytes[lone + 1] != 0x0a,
            !bytes[..<lone].contains(0x0a), !bytes[..<lone].contains(0x22)
        {
            throw ExportError(
                "\(name):1:\(lone + 1)",
                "lines end with a carriage return alone; expected a line feed at the end of each (save it with \"Unix\" or \"Windows\" line ends)"
            )
        }
        // `sep=;` before the names is what spreadsheets tell each other.
        if delimiter == nil, bytes.count > 5, bytes.starts(with: Array("sep=".utf8)),
            bytes[5] == 0x0a || bytes[5] == 0x0d
        {
            let told = bytes[4]
            reader.use(bytes[5] == 0x0d ? 7 : 6)
            let rest = try CSVHeader(reader, delimiter: told, name: name, encoding: encoding)
            self.delimiter = rest.delimiter
            columns = rest.columns
            lines = rest.lines + 1
            return
        }
        let line = bytes.prefix { $0 != 0x0a }
        let likely = delimiter ?? CSVHeader.likelyDelimiter(line)
        let count = line.count { $0 == likely } + 1
        let scanner = CSVScanner(delimiter: likely, slots: Array(0..<count))
        let slots = FieldSlots(count)
        guard case .row(let length, let lines) = scanner.scan(bytes, isLast: reader.isAtEnd, into: slots) else {
            throw ExportError("\(name):1", "the first line is no row of column names")
        }
        if encoding != .utf8 { slots.recode() }
        var columns = (0..<count).map { String(decoding: slots[$0], as: UTF8.self) }
        while columns.last == "" { columns.removeLast() }
        self.delimiter = likely
        self.columns = columns + [String](repeating: "", count: count - columns.count)
        self.lines = lines
        reader.use(length)
        if let twice = columns.first(where: { name in !name.isEmpty && columns.count { $0 == name } > 1 }) {
            throw ExportError("\(name):1", "there are two columns \"\(twice)\"; expected names that differ")
        }
    }

    private static func likelyDelimiter(_ line: Slice<UnsafeBufferPointer<UInt8>>) -> UInt8 {
        let candidates: [UInt8] = [0x2c, 0x3b, 0x09, 0x7c]
        let counts = candidates.map { candidate in line.count { $0 == candidate } }
        let best = counts.max() ?? 0
        return candidates[counts.firstIndex(of: best) ?? 0]
    }

    /// Where a column is: by its name, or else by its name whatever the capitals.
    static func place(of column: String, in header: [String]) -> Int? {
        header.firstIndex(of: column) ?? header.firstIndex { $0.lowercased() == column.lowercased() }
    }
}
