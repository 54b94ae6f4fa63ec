public import Kernel
public import Reconciliation

/// Reads the files of a side into its store.
public struct ExportReader {
    /// The side's files.
    public let files: [ExportFile]
    private let agreement: Agreement

    /// A reader.
    public init(_ files: [ExportFile], agreement: Agreement) {
        self.files = files
        self.agreement = agreement
    }

    /// Reads everything.
    /// - Parameters:
    ///   - store: gets the events.
    ///   - until: events after it are counted and left out; nil: there are none.
    ///   - progress: told how many bytes more were read, every so often; false: stop.
    /// - Throws: `ExportError` for a file that cannot be read at all.
    public func read(
        into store: SideStore, until: Instant? = nil, progress: (Int) -> Bool = { _ in true }
    ) throws(ExportError) -> ReadTally {
        var tally = ReadTally()
        for (index, file) in files.enumerated() {
            try read(file, index, into: store, until ?? .max, &tally, progress)
        }
        return tally
    }

    /// Where a row stands: its file, which of the file's mappings made an event of it, and its first byte.
    static func position(file: Int, mapping: Int, offset: Int) -> UInt64 {
        UInt64(file) << 56 | UInt64(mapping) << 48 | UInt64(offset)
    }

    /// How often progress is told, in bytes.
    private static let step = 4 << 20

    private func read(
        _ file: ExportFile, _ number: Int, into store: SideStore, _ until: Instant,
        _ tally: inout ReadTally, _ progress: (Int) -> Bool
    ) throws(ExportError) {
        let reader = try BlockReader(
            path: file.path, name: file.name, checked: file.encoding == .utf8 ? file.format : nil)
        try reader.more()
        var opened = try OpenExport(file, agreement: agreement, reader)
        defer { opened.end() }
        var line = opened.firstLine
        var told = 0
        while true {
            if reader.offset - told >= ExportReader.step {
                guard progress(reader.offset - told) else { break }
                told = reader.offset
            }
            opened.slots.clear()
            let bytes = reader.bytes
            if bytes.isEmpty {
                if reader.isAtEnd { break }
                try reader.more()
                continue
            }
            switch opened.scan(bytes, isLast: reader.isAtEnd) {
            case .row(let length, let lines):
                tally.rows += 1
                for mapping in opened.decoders.indices {
                    let position = ExportReader.position(file: number, mapping: mapping, offset: reader.offset)
                    let outcome = opened.decoders[mapping].decode(opened.slots, at: position, partners: store.partners)
                    switch outcome {
                    case .event:
                        let time = opened.decoders[mapping].event.time
                        if time > until {
                            tally.later += 1
                            continue
                        }
                        if tally.latest.map({ $0 < time }) ?? true { tally.latest = time }
                        let values = UnsafeBufferPointer(
                            rebasing: opened.decoders[mapping].values[..<agreement.fields.count])
                        // Of several orders: told under each of them.
                        for order in opened.decoders[mapping].orders.dropFirst() {
                            store.add(opened.decoders[mapping].event(under: order), values)
                            tally.events += 1
                        }
                        store.add(opened.decoders[mapping].event, values)
                        tally.events += 1
                    case .ignored: tally.ignored += 1
                    case .unknownKind: tally.addUnknown(opened.kindText(mapping))
                    case .notYet: tally.notYet += 1
                    case .bad(let column, let message):
                        tally.add(BadRow(file: file.name, line: line, column: column, message: message))
                    }
                }
                reader.use(length)
                line += lines
            case .skip(let length, let lines):
                reader.use(length)
                line += lines
            case .bad(let length, let lines, let message):
                tally.rows += 1
                tally.add(BadRow(file: file.name, line: line, column: "", message: message))
                reader.use(length)
                line += lines
            case .more:
                if reader.isAtEnd {
                    tally.add(BadRow(file: file.name, line: line, column: "", message: "ends in the middle of a row"))
                    reader.use(bytes.count)
                } else {
                    try reader.more()
                }
            case .hopeless(let message):
                throw ExportError("\(file.name):\(line)", message)
            }
        }
        tally.bytes += reader.offset
        _ = progress(reader.offset - told)
    }
}
