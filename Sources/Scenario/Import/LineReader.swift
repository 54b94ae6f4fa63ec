/// Lines of a source one after the other, in memory for one block and one line.
struct LineReader {
    /// The longest line; what is longer is skipped and told.
    static let lineLimit = 64 << 10

    /// What came.
    enum Event {
        /// A line without its end.
        case line(ArraySlice<UInt8>)
        /// A line that is too long.
        case tooLong
    }

    private var source: ByteSource
    private var buffer: [UInt8]
    private var place = 0
    private var isSkipping = false
    private var isAtEnd = false
    /// The number of the line that came last, from 1.
    private(set) var number = 0

    /// Starts reading.
    /// - Parameter head: bytes that were read from the source already.
    init(_ source: ByteSource, head: [UInt8] = []) {
        self.source = source
        buffer = head
        if buffer.starts(with: [0xEF, 0xBB, 0xBF]) { place = 3 }
    }

    /// The next line; nil at the end.
    mutating func next() throws -> Event? {
        while true {
            if let end = buffer[place...].firstIndex(of: 10) {
                let start = place
                place = end + 1
                number += 1
                if isSkipping || end - start > LineReader.lineLimit {
                    isSkipping = false
                    return .tooLong
                }
                let hasReturn = end > start && buffer[end - 1] == 13
                return .line(buffer[start..<(hasReturn ? end - 1 : end)])
            }
            if buffer.count - place > LineReader.lineLimit {
                isSkipping = true
                place = buffer.count
            }
            if isAtEnd {
                guard place < buffer.count || isSkipping else { return nil }
                number += 1
                let rest = buffer[place...]
                place = buffer.count
                guard isSkipping else { return .line(rest) }
                isSkipping = false
                return .tooLong
            }
            buffer.removeSubrange(..<place)
            place = 0
            if try !source.read(into: &buffer) { isAtEnd = true }
        }
    }
}
