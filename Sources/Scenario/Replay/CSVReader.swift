/// Reads records of a CSV file one after the other in constant memory (RFC 4180: quoted fields, doubled quotes, line
/// breaks inside quotes; line ends may be CRLF, LF or CR; a byte order mark is skipped; blank lines are no records).
///
/// What is not CSV is reported as a problem of one record, and reading goes on at the next line. A quote that is never
/// closed costs one line, not the rest of the file.
struct CSVReader {
    /// What `next` found.
    enum Event: Hashable {
        /// A record; its fields are in the reader until the next call.
        case record
        /// A record that cannot be read.
        case problem(String)
        /// No more records.
        case end
    }

    private enum Scan {
        case complete(next: Int)
        case skipBlank(next: Int)
        case bad(next: Int, String)
        case unclosed
        case needMore
    }

    /// The longest record, in bytes.
    static let recordLimit = 1 << 20

    private static let lineFeed = UInt8(ascii: "\n")
    private static let carriageReturn = UInt8(ascii: "\r")
    private static let quote = UInt8(ascii: "\"")

    private var delimiter = UInt8(ascii: ",")
    private var source: ByteSource
    private var buffer: [UInt8] = []
    private var position = 0
    private var atEnd = false
    private var nextLine = 1
    private var text: [UInt8] = []
    private var ends: [Int] = []
    private var scannedLines = 0

    /// The line in which the current record begins, from 1.
    private(set) var line = 1
    /// Number of fields of the current record.
    var count: Int { ends.count }

    /// Starts reading.
    /// - Parameters:
    ///   - source: the bytes.
    ///   - delimiter: between fields; nil: whichever of comma, semicolon, tab and bar is most frequent in the first line.
    /// - Throws: what the file system threw, or `Unreadable` for UTF-16.
    init(_ source: ByteSource, delimiter: UInt8?) throws {
        self.source = source
        var enough = false
        while !enough, try self.source.read(into: &buffer) {
            enough =
                buffer.count >= CSVReader.recordLimit || buffer.count > 2 && buffer.contains(CSVReader.lineFeed)
        }
        if buffer.starts(with: [0xef, 0xbb, 0xbf]) { position = 3 }
        if buffer.starts(with: [0xff, 0xfe]) || buffer.starts(with: [0xfe, 0xff]) {
            throw Unreadable(message: "is UTF-16; expected UTF-8, save it as \"CSV UTF-8\"")
        }
        self.delimiter = delimiter ?? CSVReader.likelyDelimiter(buffer[position...])
    }

    /// A file in an encoding that is not read.
    struct Unreadable: Error {
        let message: String
    }

    /// The bytes of a field of the current record.
    func field(_ index: Int) -> ArraySlice<UInt8> { text[(index == 0 ? 0 : ends[index - 1])..<ends[index]] }

    /// Reads the next record.
    mutating func next() throws -> Event {
        while true {
            line = nextLine
            guard try fill() else { return .end }
            switch scan() {
            case .complete(let next):
                advance(to: next)
                return .record
            case .skipBlank(let next):
                advance(to: next)
            case .bad(let next, let problem):
                advance(to: next)
                return .problem(problem)
            case .unclosed:
                try skipLine()
                return .problem("a quote is opened and never closed; expected \"\" for a quote inside a field")
            case .needMore:
                if buffer.count - position < CSVReader.recordLimit {
                    try refill()
                } else if text.isEmpty && ends.isEmpty || !openQuote {
                    try skipLine()
                    return .problem("longer than \(CSVReader.recordLimit) bytes; is this a CSV file?")
                } else {
                    try skipLine()
                    return .problem(
                        "a quote is not closed within \(CSVReader.recordLimit) bytes; expected \"\" for a quote inside a field"
                    )
                }
            }
        }
    }

    private var openQuote = false

    private mutating func advance(to next: Int) {
        position = next
        nextLine += scannedLines
    }

    /// Makes sure that there is a byte; false at the end of the file.
    private mutating func fill() throws -> Bool {
        while position == buffer.count {
            if atEnd { return false }
            try refill()
        }
        return true
    }

    private mutating func refill() throws {
        if position > 0 {
            buffer.removeSubrange(..<position)
            position = 0
        }
        if try !source.read(into: &buffer) { atEnd = true }
    }

    /// Goes to the start of the next line, whatever the quotes say.
    private mutating func skipLine() throws {
        nextLine += 1
        while try fill() {
            if let end = buffer[position...].firstIndex(where: {
                $0 == CSVReader.lineFeed || $0 == CSVReader.carriageReturn
            }) {
                position = end + 1
                if buffer[end] == CSVReader.carriageReturn, try fill(), buffer[position] == CSVReader.lineFeed {
                    position += 1
                }
                return
            }
            position = buffer.count
        }
    }

    /// Reads a record at `position` into `text` and `ends`, without moving.
    private mutating func scan() -> Scan {
        text.removeAll(keepingCapacity: true)
        ends.removeAll(keepingCapacity: true)
        scannedLines = 0
        openQuote = false
        var lines = 0
        let result = buffer.withUnsafeBufferPointer { bytes -> Scan in
            var i = position
            var problem: String?
            while true {
                let fieldStart = i
                if i < bytes.count && bytes[i] == CSVReader.quote {
                    i += 1
                    openQuote = true
                    while openQuote {
                        let run = i
                        while i < bytes.count && bytes[i] != CSVReader.quote {
                            if bytes[i] == CSVReader.lineFeed
                                || bytes[i] == CSVReader.carriageReturn
                                    && !(i + 1 < bytes.count && bytes[i + 1] == CSVReader.lineFeed)
                            {
                                lines += 1
                            }
                            i += 1
                        }
                        text.append(contentsOf: bytes[run..<i])
                        if i == bytes.count { return atEnd ? .unclosed : .needMore }
                        if i + 1 == bytes.count && !atEnd { return .needMore }
                        if i + 1 < bytes.count && bytes[i + 1] == CSVReader.quote {
                            text.append(CSVReader.quote)
                            i += 2
                        } else {
                            i += 1
                            openQuote = false
                        }
                    }
                    let tail = i
                    while i < bytes.count && !isEnd(bytes[i]) { i += 1 }
                    if bytes[tail..<i].contains(where: { $0 != UInt8(ascii: " ") }) && problem == nil {
                        problem = "field \(ends.count + 1) has text after its closing quote"
                    }
                } else {
                    while i < bytes.count && !isEnd(bytes[i]) { i += 1 }
                    text.append(contentsOf: bytes[fieldStart..<i])
                }
                if i == bytes.count && !atEnd { return .needMore }
                ends.append(text.count)
                if i < bytes.count && bytes[i] == delimiter {
                    i += 1
                    continue
                }
                let blank = ends.count == 1 && i == position
                if i < bytes.count {
                    lines += 1
                    if bytes[i] == CSVReader.carriageReturn {
                        if i + 1 == bytes.count && !atEnd { return .needMore }
                        if i + 1 < bytes.count && bytes[i + 1] == CSVReader.lineFeed { i += 1 }
                    }
                    i += 1
                }
                if blank { return .skipBlank(next: i) }
                if let problem { return .bad(next: i, problem) }
                if text.contains(0) { return .bad(next: i, "holds a NUL byte; is this a text file?") }
                return .complete(next: i)
            }
        }
        scannedLines = lines
        return result
    }

    private func isEnd(_ byte: UInt8) -> Bool {
        byte == delimiter || byte == CSVReader.lineFeed || byte == CSVReader.carriageReturn
    }

    private static func likelyDelimiter(_ bytes: ArraySlice<UInt8>) -> UInt8 {
        let candidates = [UInt8(ascii: ","), UInt8(ascii: ";"), UInt8(ascii: "\t"), UInt8(ascii: "|")]
        var counts = [0, 0, 0, 0]
        var quoted = false
        for byte in bytes {
            if byte == quote { quoted.toggle() }
            if quoted { continue }
            if byte == lineFeed || byte == carriageReturn { break }
            if let index = candidates.firstIndex(of: byte) { counts[index] += 1 }
        }
        let most = counts.max() ?? 0
        return candidates[counts.firstIndex(of: most) ?? 0]
    }
}
