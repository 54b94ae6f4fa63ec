#if canImport(Glibc)
    internal import Glibc
#elseif canImport(Musl)
    internal import Musl
#endif

/// Bytes of a file in one piece that moves forward: what is not yet used stays, more is read behind it.
final class BlockReader {
    private static let blockSize = 1 << 20

    /// How it is called in messages.
    let name: String
    /// Bytes in the file.
    let size: Int
    private let descriptor: Int32
    private var room = BlockReader.blockSize * 2
    private var storage: UnsafeMutablePointer<UInt8>
    /// The first byte that is not used.
    private var start = 0
    private var end = 0
    /// Where the first unused byte lies in the file.
    private(set) var offset = 0
    /// Whether the file has no more.
    private(set) var isAtEnd = false

    init(path: String, name: String) throws(ExportError) {
        self.name = name
        // A pipe that nobody writes to must not keep a comparison from ending.
        descriptor = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK)
        guard descriptor >= 0 else {
            let reason = errno == ENOENT ? "no such file" : "cannot be opened: \(String(cString: strerror(errno)))"
            throw ExportError(name, reason)
        }
        var facts = stat()
        guard fstat(descriptor, &facts) == 0, facts.st_mode & S_IFMT == S_IFREG else {
            close(descriptor)
            // Rows that a finding points to are read again, so that what can be read once is not enough.
            throw ExportError(
                name,
                facts.st_mode & S_IFMT == S_IFDIR
                    ? "is a folder; expected a file"
                    : "is a pipe or a device; expected a file (write what comes out of it to one)")
        }
        size = Int(facts.st_size)
        storage = .allocate(capacity: room)
        _ = posix_fadvise(descriptor, 0, 0, POSIX_FADV_SEQUENTIAL)
    }

    deinit {
        close(descriptor)
        storage.deallocate()
    }

    /// What is there and not used.
    var bytes: UnsafeBufferPointer<UInt8> {
        @inline(__always) get { UnsafeBufferPointer(start: storage + start, count: end - start) }
    }

    /// Uses bytes at the front.
    @inline(__always)
    func use(_ count: Int) {
        start += count
        offset += count
    }

    /// Goes to a place in the file.
    func seek(_ offset: Int) throws(ExportError) {
        guard lseek(descriptor, off_t(offset), SEEK_SET) >= 0 else {
            throw ExportError(name, "cannot be read again: \(String(cString: strerror(errno)))")
        }
        start = 0
        end = 0
        self.offset = offset
        isAtEnd = false
    }

    /// Reads more behind what is there.
    func more() throws(ExportError) {
        guard !isAtEnd else { return }
        if start > 0 {
            (storage).update(from: storage + start, count: end - start)
            end -= start
            start = 0
        }
        if room - end < BlockReader.blockSize {
            let larger = UnsafeMutablePointer<UInt8>.allocate(capacity: room * 2)
            larger.update(from: storage, count: end)
            storage.deallocate()
            storage = larger
            room *= 2
        }
        while true {
            let count = read(descriptor, storage + end, BlockReader.blockSize)
            if count < 0 {
                if errno == EINTR { continue }
                throw ExportError(name, "cannot be read at byte \(offset): \(String(cString: strerror(errno)))")
            }
            if count == 0 { isAtEnd = true }
            end += count
            return
        }
    }
}
