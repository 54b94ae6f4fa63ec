internal import HTTPTypes

/// The head of an answer, line by line as libcurl hands it over. Interim answers (1xx) and trailers are passed over.
struct ResponseHead {
    /// The most bytes of a head; longer ones are refused.
    static let largest = 256 << 10

    /// The status, 0 until a status line came.
    private(set) var status = 0
    /// Whether the final head is complete.
    private(set) var isComplete = false
    private var bytes: [UInt8] = []
    private var expectsStatus = true
    /// Bytes of all heads of this transfer, interim ones too.
    private var received = 0

    /// Ready for the next transfer, memory kept.
    mutating func reset() {
        status = 0
        isComplete = false
        expectsStatus = true
        received = 0
        bytes.removeAll(keepingCapacity: true)
    }

    /// Takes a line with its end.
    /// - Returns: false where the head is larger than `largest`.
    mutating func take(_ line: UnsafeBufferPointer<UInt8>) -> Bool {
        guard !isComplete else { return true }
        received += line.count
        guard received <= ResponseHead.largest else { return false }
        var end = line.count
        while end > 0, line[end - 1] == 0x0a || line[end - 1] == 0x0d { end -= 1 }
        if expectsStatus {
            expectsStatus = false
            status = ResponseHead.status(line)
            bytes.removeAll(keepingCapacity: true)
        } else if end == 0 {
            if (100..<200).contains(status) { expectsStatus = true } else { isComplete = true }
        } else {
            bytes.append(contentsOf: UnsafeBufferPointer(rebasing: line[..<end]))
            bytes.append(0x0a)
        }
        return true
    }

    /// The code of a status line; 0 where it has none.
    private static func status(_ line: UnsafeBufferPointer<UInt8>) -> Int {
        guard let space = line.firstIndex(of: 0x20) else { return 0 }
        var place = space
        while place < line.count, line[place] == 0x20 { place += 1 }
        guard place + 3 <= line.count else { return 0 }
        var code = 0
        for byte in line[place..<(place + 3)] {
            guard (0x30...0x39).contains(byte) else { return 0 }
            code = code * 10 + Int(byte - 0x30)
        }
        return code
    }

    /// The fields in order, duplicates kept; what belongs to the framing of the message left out.
    /// - Parameters:
    ///   - decoded: whether libcurl decompressed the body, so that `Content-Encoding` no longer holds.
    ///   - names: names known from earlier heads.
    func fields(decoded: Bool, names: inout FieldNames) -> HTTPFields {
        var fields = HTTPFields()
        fields.reserveCapacity(8)
        bytes.withUnsafeBufferPointer { bytes in
            var start = 0
            var kept = false
            while start < bytes.count {
                var end = start
                while bytes[end] != 0x0a { end += 1 }
                let line = UnsafeBufferPointer(rebasing: bytes[start..<end])
                start = end + 1
                guard !line.isEmpty else { continue }
                if line[0] == 0x20 || line[0] == 0x09 {
                    if kept { ResponseHead.fold(line, into: &fields) }
                    continue
                }
                kept = false
                guard let colon = line.firstIndex(of: 0x3a), colon > 0,
                    let (name, isFraming) = names.known(UnsafeBufferPointer(rebasing: line[..<colon]))
                else { continue }
                guard !isFraming, !(decoded && name == .contentEncoding) else { continue }
                fields.append(HTTPField(name: name, value: ResponseHead.trimmed(line, from: colon + 1)))
                kept = true
            }
        }
        return fields
    }

    /// The value of the first field of a name; used for `Location` alone, before the rest is needed.
    func first(_ wanted: HTTPField.Name, names: inout FieldNames) -> String? {
        fields(decoded: false, names: &names)[wanted]
    }

    /// A line that continues the one before (obsolete, but met with).
    private static func fold(_ line: UnsafeBufferPointer<UInt8>, into fields: inout HTTPFields) {
        guard let last = fields.indices.last else { return }
        let field = fields[last]
        fields[last] = HTTPField(
            name: field.name, value: field.value + " " + String(decoding: trimmed(line, from: 0), as: UTF8.self))
    }

    private static func trimmed(_ line: UnsafeBufferPointer<UInt8>, from start: Int) -> UnsafeBufferPointer<UInt8> {
        var start = start
        var end = line.count
        while start < end, line[start] == 0x20 || line[start] == 0x09 { start += 1 }
        while end > start, line[end - 1] == 0x20 || line[end - 1] == 0x09 { end -= 1 }
        return UnsafeBufferPointer(rebasing: line[start..<end])
    }
}
