internal import HTTPTypes

/// Names of header fields met before, by their bytes: answers of a system bear the same names over and over, and checking and
/// lowering them each time would cost more than the rest of a head.
struct FieldNames {
    private struct Entry {
        var bytes: [UInt8]
        var name: HTTPField.Name
        var isFraming: Bool
    }

    private var entries = [Entry?](repeating: nil, count: 64)

    /// Fields that belong to the framing of a message.
    static let framing: Set<HTTPField.Name> = {
        let names = ["connection", "keep-alive", "transfer-encoding", "content-length", "trailer", "upgrade"]
        return Set(names.compactMap { HTTPField.Name($0) })
    }()

    /// The name that bytes spell; nil where they are none.
    mutating func name(_ bytes: UnsafeBufferPointer<UInt8>) -> HTTPField.Name? { known(bytes)?.name }

    /// The same, and whether the field says nothing of a request but where it goes and how long it is.
    mutating func known(_ bytes: UnsafeBufferPointer<UInt8>) -> (name: HTTPField.Name, isFraming: Bool)? {
        var hash = UInt32(truncatingIfNeeded: bytes.count)
        for byte in bytes { hash = (hash ^ UInt32(byte)) &* 16_777_619 }
        let place = Int((hash ^ hash >> 15) & 63)
        if let entry = entries[place], entry.bytes.elementsEqual(bytes) { return (entry.name, entry.isFraming) }
        guard let name = HTTPField.Name(String(decoding: bytes, as: UTF8.self)) else { return nil }
        // Short names only: a hostile server must not make us keep much.
        let isFraming = FieldNames.framing.contains(name) || name.canonicalName == "host"
        if bytes.count <= 64 { entries[place] = Entry(bytes: Array(bytes), name: name, isFraming: isFraming) }
        return (name, isFraming)
    }
}
