/// Takes records of a CSV file apart (RFC 4180: quoted fields, doubled quotes, line breaks inside quotes; lines end with LF or
/// CRLF). Only the columns that are needed become values.
struct CSVScanner: RowScanner {
    /// The longest record, in bytes.
    static let limit = 1 << 20

    private let delimiter: UInt8
    /// By column: its slots; -1: not needed. More than one slot of a column share it.
    private let slots: [Int]
    private let needed: Int
    /// Names of the columns, for messages; empty: they are told by number.
    private let names: [String]

    /// - Parameters:
    ///   - delimiter: between columns.
    ///   - slots: by column, the slot of its values, or -1.
    ///   - names: of the columns, for messages.
    init(delimiter: UInt8, slots: [Int], names: [String] = []) {
        self.delimiter = delimiter
        self.slots = slots
        self.names = names
        needed = (slots.lastIndex { $0 >= 0 } ?? -1) + 1
    }

    func scan(_ bytes: UnsafeBufferPointer<UInt8>, isLast: Bool, into values: FieldSlots) -> RowScan {
        guard let base = bytes.baseAddress, !bytes.isEmpty else { return .more }
        let count = bytes.count
        if base[0] == 0x0a { return .skip(1, lines: 1) }
        if base[0] == 0x0d, count > 1, base[1] == 0x0a { return .skip(2, lines: 1) }
        var position = 0
        var column = 0
        var lines = 1
        return slots.withUnsafeBufferPointer { slots in
            while true {
                if position < count, base[position] == 0x22 {
                    switch quoted(base, count, &position, &lines, isLast, column < needed ? slots[column] : -1, values)
                    {
                    case .fine: break
                    case .more: return count >= CSVScanner.limit ? tooLong(bytes) : isLast ? unclosed(bytes) : .more
                    case .bad:
                        return skipped(bytes, "expected a delimiter after a closing quote, in column \(column + 1)")
                    }
                } else {
                    let start = position
                    while position < count, base[position] != delimiter, base[position] != 0x0a { position &+= 1 }
                    if position == count, !isLast { return count >= CSVScanner.limit ? tooLong(bytes) : .more }
                    if column < needed, slots[column] >= 0 {
                        values[slots[column]] = UnsafeRawBufferPointer(start: base + start, count: position &- start)
                    }
                }
                column &+= 1
                if position == count {
                    return isLast ? finished(position, lines, column) : .more
                }
                if base[position] == 0x0a { return finished(position &+ 1, lines, column) }
                position &+= 1
                // What comes after the last column that is needed is only looked at for quotes.
                if column >= needed, column >= slots.count {
                    if position == count, !isLast { return .more }
                    // A delimiter at the end of a row ends the last value, and begins no other.
                    if let end = emptyRest(base, count, position) { return finished(end, lines, column) }
                    return .bad(
                        lineEnd(bytes), lines: 1,
                        "has more than \(slots.count) columns, as many as the first line names: expected quotes around a value with a delimiter in it"
                    )
                }
            }
        }
    }

    /// How many columns there are; a row that nothing divides is written with another delimiter, as it may be, than the first line.
    private func found(_ columns: Int) -> String {
        guard columns == 1 else { return "has \(columns) columns" }
        return
            "has 1 column, as no \(delimiter == 0x09 ? "tab" : "\"\(Character(Unicode.Scalar(delimiter)))\"") divides it"
    }

    @inline(__always)
    private func finished(_ length: Int, _ lines: Int, _ columns: Int) -> RowScan {
        columns < needed
            ? .bad(
                length, lines: lines,
                "\(found(columns)); column \(needed)\(names.count >= needed ? ", \"\(names[needed - 1])\"," : "") is needed: expected as many values as the first line has names, an empty one where there is none"
            )
            : .row(length, lines: lines)
    }

    /// Where the next line begins, if nothing stands before the end of this one.
    private func emptyRest(_ base: UnsafePointer<UInt8>, _ count: Int, _ position: Int) -> Int? {
        var end = position
        if end < count, base[end] == 0x0d { end &+= 1 }
        if end == count { return end }
        return base[end] == 0x0a ? end &+ 1 : nil
    }

    private enum Quoted { case fine, more, bad }

    /// Reads a quoted field; afterwards the position is at the delimiter, the end of the line or of the bytes.
    private func quoted(
        _ base: UnsafePointer<UInt8>, _ count: Int, _ position: inout Int, _ lines: inout Int, _ isLast: Bool,
        _ slot: Int,
        _ values: FieldSlots
    ) -> Quoted {
        position += 1
        let start = position
        var doubled = 0
        while true {
            while position < count, base[position] != 0x22 {
                if base[position] == 0x0a { lines += 1 }
                position += 1
            }
            guard position < count else { return .more }
            if position + 1 == count, !isLast { return .more }
            if position + 1 < count, base[position + 1] == 0x22 {
                doubled += 1
                position += 2
                continue
            }
            break
        }
        let length = position - start
        if slot >= 0 {
            if doubled == 0 {
                values[slot] = UnsafeRawBufferPointer(start: base + start, count: length)
            } else {
                let room = values.room(length)
                var written = 0
                var index = start
                while index < position {
                    room[written] = base[index]
                    index += base[index] == 0x22 ? 2 : 1
                    written += 1
                }
                values.keep(length)
                values[slot] = UnsafeRawBufferPointer(start: room, count: written)
            }
        }
        position += 1
        if position < count, base[position] == 0x0d { position += 1 }
        return position == count || base[position] == delimiter || base[position] == 0x0a ? .fine : .bad
    }

    private func lineEnd(_ bytes: UnsafeBufferPointer<UInt8>) -> Int {
        (bytes.firstIndex(of: 0x0a) ?? bytes.count - 1) + 1
    }

    private func skipped(_ bytes: UnsafeBufferPointer<UInt8>, _ message: String) -> RowScan {
        .bad(lineEnd(bytes), lines: 1, message)
    }

    private func unclosed(_ bytes: UnsafeBufferPointer<UInt8>) -> RowScan {
        skipped(bytes, "a quote is opened and never closed; expected \"\" for a quote inside a field")
    }

    private func tooLong(_ bytes: UnsafeBufferPointer<UInt8>) -> RowScan {
        skipped(bytes, "is longer than \(CSVScanner.limit) bytes, or a quote in it is not closed")
    }
}
