import Foundation

/// Bytes of a file (or of memory, in tests), a block at a time.
struct ByteSource {
    private enum Origin {
        case file(FileHandle)
        case memory([UInt8], offset: Int, failure: (any Error & Sendable)?)
    }

    private var origin: Origin
    private let block: Int

    /// Opens a file.
    init(path: String, name: String, block: Int = 1 << 18) throws(ReplayError) {
        var isDirectory: ObjCBool = false
        guard FileManager.default.fileExists(atPath: path, isDirectory: &isDirectory) else {
            throw ReplayError(name, "no such file; expected a CSV file of orders")
        }
        guard !isDirectory.boolValue else { throw ReplayError(name, "is a folder; expected a CSV file of orders") }
        guard let handle = FileHandle(forReadingAtPath: path) else {
            throw ReplayError(name, "cannot be opened for reading; check its permissions")
        }
        origin = .file(handle)
        self.block = block
    }

    /// Reads what is open already.
    init(_ handle: FileHandle, block: Int = 1 << 18) {
        origin = .file(handle)
        self.block = block
    }

    /// Reads from memory, and fails at the end like a disk if a failure is given.
    init(_ bytes: [UInt8], block: Int = 1 << 18, failing failure: (any Error & Sendable)? = nil) {
        origin = .memory(bytes, offset: 0, failure: failure)
        self.block = max(1, block)
    }

    /// Adds the next block to `buffer`; false at the end.
    mutating func read(into buffer: inout [UInt8]) throws -> Bool {
        switch origin {
        case .file(let handle):
            guard let data = try handle.read(upToCount: block), !data.isEmpty else { return false }
            buffer.append(contentsOf: data)
            return true
        case .memory(let bytes, let offset, let failure):
            guard offset < bytes.count else {
                if let failure { throw failure }
                return false
            }
            let end = min(bytes.count, offset + block)
            buffer.append(contentsOf: bytes[offset..<end])
            origin = .memory(bytes, offset: end, failure: failure)
            return true
        }
    }
}
