import Foundation
import Kernel

/// One order of a file, before it is moved and scaled.
struct FileOrder {
    /// Nanoseconds since 1970 UTC.
    var time: Int64
    /// Which order of the file it is, from 0, bad ones not counted.
    var ordinal: UInt64
    /// Its first line in the file.
    var line: Int
    /// Its rows.
    var rows: Int
    var given: OrderAttributes.Given
}

/// Reads an order file row by row and makes orders of rows; what cannot be used is booked with its line and the reason.
struct ReplayRows {
    /// A column that holds one of a mix's names.
    private struct NameColumn {
        let column: Int
        let title: String
        let known: [String: UInt8]
        let otherwise: UInt8?
    }

    private struct Layout {
        var count: Int?
        var time = 0
        var order: Int?
        var lines: Int?
        var quantity: Int?
        var weight: Int?
        var names: [(keyPath: WritableKeyPath<OrderAttributes.Given, UInt8?>, column: NameColumn)] = []
    }

    private struct Bad: Error {
        let problem: String
    }

    private let file: ReplayFile
    private var reader: CSVReader
    private var layout = Layout()
    private var clock: ZoneClock
    private var latest = Int64.min
    private var ordinal: UInt64 = 0
    private var open: FileOrder?
    private var openID: [UInt8] = []
    private var ended = false

    private var booked = BadRows()
    private var earliest = Int64.max
    private var newest = Int64.min
    /// Set when the file could not be read to its end.
    private(set) var failure: ReplayError?

    init(_ file: ReplayFile, bytes: ByteSource? = nil, demand: DemandPlan) throws(ReplayError) {
        self.file = file
        guard let zone = TimeZone(identifier: file.zone) else {
            throw ReplayError(file.name, "no time zone \"\(file.zone)\"; expected an IANA name such as Europe/Brussels")
        }
        clock = ZoneClock(zone)
        let source: ByteSource
        if let bytes { source = bytes } else { source = try ByteSource(path: file.path, name: file.name) }
        do {
            reader = try CSVReader(source, delimiter: file.delimiter)
        } catch let error as CSVReader.Unreadable {
            throw ReplayError(file.name, error.message)
        } catch {
            throw ReplayError(file.name, "cannot be read: \(error.localizedDescription)")
        }
        try lookUpColumns(demand)
    }

    /// Rows read, out of the window and bad so far.
    var badRows: BadRows {
        var rows = booked
        if earliest <= newest { rows.extent = .init(first: clock.local(earliest), last: clock.local(newest)) }
        return rows
    }

    // MARK: - Columns

    private mutating func lookUpColumns(_ demand: DemandPlan) throws(ReplayError) {
        var header: [String]?
        if file.hasHeader {
            let event: CSVReader.Event
            do { event = try reader.next() } catch {
                throw ReplayError(file.name, "cannot be read: \(error.localizedDescription)")
            }
            switch event {
            case .end: throw ReplayError(file.name, "is empty; expected a first line with the names of the columns")
            case .problem(let problem): throw ReplayError(file.name, line: reader.line, "first line: \(problem)")
            case .record: header = (0..<reader.count).map { ReplayRows.trimmed(reader.field($0)) }
            }
            layout.count = header?.count
        }
        let columns = file.columns
        layout.time = try column(columns.time, header)
        layout.order = try columns.order.map { name throws(ReplayError) in try column(name, header) }
        layout.lines = try columns.lines.map { name throws(ReplayError) in try column(name, header) }
        layout.quantity = try columns.quantity.map { name throws(ReplayError) in try column(name, header) }
        layout.weight = try columns.weight.map { name throws(ReplayError) in try column(name, header) }
        if file.row == .line && layout.order == nil {
            throw ReplayError(file.name, "a row is a line of an order, so a column with the order's id is needed")
        }
        if file.row == .line && layout.lines != nil {
            throw ReplayError(file.name, "a row is a line of an order, so there is no column with the number of lines")
        }
        try add(\.channel, columns.channel, "channel", file.channels, demand.channels, header)
        try add(\.destination, columns.destination, "destination", file.destinations, demand.destinations, header)
        try add(\.service, columns.service, "service", file.services, demand.services, header)
        try add(\.warehouse, columns.warehouse, "warehouse", file.warehouses, demand.warehouses, header)
    }

    private func column(_ name: String, _ header: [String]?) throws(ReplayError) -> Int {
        guard let header else {
            guard let number = Int(name), (1...100_000).contains(number) else {
                throw ReplayError(
                    file.name, "has no header, so columns are numbers from 1; found \(ReplayRows.quoted(name))")
            }
            return number - 1
        }
        let exact = header.indices.filter { header[$0] == name }
        let similar = header.indices.filter { header[$0].lowercased() == name.lowercased() }
        let matches = exact.isEmpty ? similar : exact
        if matches.count > 1 {
            throw ReplayError(file.name, line: 1, "\(matches.count) columns are called \(ReplayRows.quoted(name))")
        }
        guard let match = matches.first else {
            let found = header.prefix(20).map { ReplayRows.quoted($0) }.joined(separator: ", ")
            throw ReplayError(
                file.name, line: 1, "no column \(ReplayRows.quoted(name)); the file has \(found)")
        }
        return match
    }

    private mutating func add(
        _ keyPath: WritableKeyPath<OrderAttributes.Given, UInt8?>, _ name: String?, _ title: String,
        _ names: ReplayFile.Names, _ mix: DemandPlan.Mix, _ header: [String]?
    ) throws(ReplayError) {
        guard let name else { return }
        var known: [String: UInt8] = [:]
        func index(_ target: String) throws(ReplayError) -> UInt8 {
            guard let index = mix.names.firstIndex(of: target), index < 256 else {
                throw ReplayError(
                    file.name,
                    "\(title) \(ReplayRows.quoted(target)) is not one of the scenario's: "
                        + mix.names.prefix(20).joined(separator: ", "))
            }
            return UInt8(truncatingIfNeeded: index)
        }
        for (index, name) in mix.names.prefix(256).enumerated() where known[name] == nil { known[name] = UInt8(index) }
        // In the order of their spelling, so that a mistake is always the same one.
        for alias in names.aliases.sorted(by: { $0.key < $1.key }) { known[alias.key] = try index(alias.value) }
        let otherwise = try names.otherwise.map { name throws(ReplayError) in try index(name) }
        layout.names.append(
            (keyPath, NameColumn(column: try column(name, header), title: title, known: known, otherwise: otherwise)))
    }

    // MARK: - Rows

    /// The next order, in the order of the file; nil at its end.
    mutating func next() -> FileOrder? {
        while !ended {
            let event: CSVReader.Event
            do {
                event = try reader.next()
            } catch {
                let problem = "reading failed: \(error.localizedDescription); what follows is missing"
                failure = ReplayError(file.name, line: reader.line, problem)
                book(reader.line, problem)
                ended = true
                break
            }
            switch event {
            case .end: ended = true
            case .problem(let problem):
                booked.read += 1
                book(reader.line, problem)
            case .record:
                booked.read += 1
                do throws(Bad) {
                    if let done = try take() { return done }
                } catch {
                    book(reader.line, error.problem)
                }
            }
        }
        defer { open = nil }
        return open.map { numbered($0) }
    }

    /// Books the rows of an order as bad, or a row that makes none.
    mutating func book(_ line: Int, _ problem: String, rows: Int = 1) {
        booked.bad += Int64(rows)
        if booked.first.count < BadRows.limit {
            booked.first.append(BadRows.Row(line: line, problem: problem))
        }
    }

    /// Books the rows of an order as outside the window, or as chosen and yet outside the clock.
    mutating func bookOutside(_ order: FileOrder, ofClock: Bool = false) {
        booked.outside += Int64(order.rows)
        if ofClock { booked.outsideClock += Int64(order.rows) }
    }

    private mutating func numbered(_ order: FileOrder) -> FileOrder {
        var order = order
        earliest = min(earliest, order.time)
        newest = max(newest, order.time)
        order.ordinal = ordinal
        ordinal += 1
        return order
    }

    /// Takes the record in; the order before it, if that is complete now.
    private mutating func take() throws(Bad) -> FileOrder? {
        if let count = layout.count {
            var fields = reader.count
            while fields > count && reader.field(fields - 1).isEmpty { fields -= 1 }
            guard fields == count else { throw Bad(problem: "\(fields) fields, but the header has \(count)") }
        }
        let id = try layout.order.map { column throws(Bad) in try field(column) }
        if let id, id.isEmpty { throw Bad(problem: "the order's id is empty") }
        let continues = open != nil && id.map { $0.elementsEqual(openID) } ?? false
        if continues && file.row == .order {
            throw Bad(problem: "order \(ReplayRows.quoted(id ?? [])) once more; each row is a whole order")
        }
        let row = try readRow()
        if continues, var order = open {
            order.rows += 1
            order.given.lines = UInt16(clamping: Int(order.given.lines ?? 0) + 1)
            order.given.units = ReplayRows.sum(order.given.units, row.given.units)
            order.given.grams = ReplayRows.sum(order.given.grams, row.given.grams)
            open = order
            return nil
        }
        let done = open
        open = row
        openID = Array(id ?? [])
        return done.map { numbered($0) }
    }

    private static func sum(_ first: UInt32?, _ second: UInt32?) -> UInt32? {
        guard let first, let second else { return first ?? second }
        return UInt32(clamping: Int64(first) + Int64(second))
    }

    private func field(_ column: Int) throws(Bad) -> ArraySlice<UInt8> {
        guard column < reader.count else {
            throw Bad(problem: "\(reader.count) fields, but column \(column + 1) is needed")
        }
        return ReplayRows.stripped(reader.field(column))
    }

    private mutating func readRow() throws(Bad) -> FileOrder {
        let bytes = try field(layout.time)
        guard let reading = file.timeFormat.read(bytes) else {
            throw Bad(problem: "expected a time (\(file.timeFormat.text)), found \(ReplayRows.quoted(bytes))")
        }
        var seconds = reading.seconds
        if let offset = reading.offset {
            seconds -= Int64(offset)
        } else {
            seconds = clock.utc(local: seconds, notBefore: latest)
        }
        let (whole, overflow) = seconds.multipliedReportingOverflow(by: 1_000_000_000)
        let (time, more) = whole.addingReportingOverflow(reading.nanoseconds)
        guard !overflow, !more else { throw Bad(problem: "the time \(ReplayRows.quoted(bytes)) is out of reach") }
        var given = OrderAttributes.Given()
        for (keyPath, names) in layout.names {
            let value = try field(names.column)
            guard let index = names.known[String(decoding: value, as: UTF8.self)] ?? names.otherwise else {
                throw Bad(problem: "unknown \(names.title) \(ReplayRows.quoted(value))")
            }
            given[keyPath: keyPath] = index
        }
        if file.row == .line { given.lines = 1 }
        if let column = layout.lines {
            given.lines = UInt16(try number(column, "lines", scale: 1, 1...Int64(UInt16.max)))
        }
        if let column = layout.quantity {
            given.units = UInt32(try number(column, "quantity", scale: 1, 1...Int64(UInt32.max)))
        }
        if let column = layout.weight {
            given.grams = UInt32(try number(column, "weight", scale: file.gramsPerWeight, 0...Int64(UInt32.max)))
        }
        latest = max(latest, seconds)
        return FileOrder(time: time, ordinal: 0, line: reader.line, rows: 1, given: given)
    }

    /// A decimal number times `scale`, exactly; a count must be whole, a scaled one is rounded.
    private func number(_ column: Int, _ title: String, scale: Int64, _ range: ClosedRange<Int64>) throws(Bad) -> Int64
    {
        let bytes = try field(column)
        guard let value = ReplayRows.decimal(bytes, scale: scale, exact: title != "weight") else {
            throw Bad(problem: "expected a number for \(title), found \(ReplayRows.quoted(bytes))")
        }
        guard range.contains(value) else {
            throw Bad(
                problem: "\(title) \(ReplayRows.quoted(bytes)) is not within \(range.lowerBound)...\(range.upperBound)")
        }
        return value
    }

    /// Reads `12`, `-3`, `2.50`, `2,50` times `scale`; nil for anything else.
    static func decimal(_ bytes: ArraySlice<UInt8>, scale: Int64, exact: Bool) -> Int64? {
        var rest = bytes
        let negative = rest.first == UInt8(ascii: "-")
        if negative || rest.first == UInt8(ascii: "+") { rest.removeFirst() }
        var value: Int64 = 0
        var divisor: Int64 = 1
        var digits = 0
        var inFraction = false
        for byte in rest {
            if (byte == UInt8(ascii: ".") || byte == UInt8(ascii: ",")) && !inFraction && digits > 0 {
                inFraction = true
                continue
            }
            guard (0x30...0x39).contains(byte) else { return nil }
            digits += 1
            if inFraction && divisor >= 1_000_000 {
                if exact && byte != 0x30 { return nil }
                continue
            }
            let (product, overflow) = value.multipliedReportingOverflow(by: 10)
            let (sum, more) = product.addingReportingOverflow(Int64(byte - 0x30))
            if overflow || more { return nil }
            value = sum
            if inFraction { divisor *= 10 }
        }
        guard digits > 0 else { return nil }
        let (scaled, overflow) = value.multipliedReportingOverflow(by: scale)
        guard !overflow, !exact || scaled % divisor == 0 else { return nil }
        let result = scaled / divisor + (scaled % divisor * 2 >= divisor ? 1 : 0)
        return negative ? -result : result
    }

    // MARK: - Text

    private static func stripped(_ bytes: ArraySlice<UInt8>) -> ArraySlice<UInt8> {
        guard let first = bytes.first, let last = bytes.last, first <= 0x20 || last <= 0x20 else { return bytes }
        guard let start = bytes.firstIndex(where: { $0 > 0x20 }), let end = bytes.lastIndex(where: { $0 > 0x20 }) else {
            return bytes[bytes.startIndex..<bytes.startIndex]
        }
        return bytes[start...end]
    }

    private static func trimmed(_ bytes: ArraySlice<UInt8>) -> String {
        String(decoding: stripped(bytes), as: UTF8.self)
    }

    /// A value for a message: short, and without control characters.
    static func quoted(_ bytes: ArraySlice<UInt8>) -> String {
        quoted(String(decoding: bytes.prefix(60), as: UTF8.self), isCut: bytes.count > 60)
    }

    static func quoted(_ text: String, isCut: Bool = false) -> String {
        var clean = "\""
        for scalar in text.unicodeScalars.prefix(60) {
            switch scalar.properties.generalCategory {
            case .control, .format, .lineSeparator, .paragraphSeparator, .surrogate, .unassigned, .privateUse:
                clean += "\u{fffd}"
            default: clean.unicodeScalars.append(scalar)
            }
        }
        return clean + (isCut || text.unicodeScalars.count > 60 ? "…\"" : "\"")
    }
}
