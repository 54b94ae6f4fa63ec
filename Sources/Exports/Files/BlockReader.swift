#if canImport(Glibc)
    internal import Glibc
#elseif canImport(Musl)
    internal import Musl
#endif
internal import Reconciliation

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
    /// Bytes before this one are known to be UTF-8.
    private var checked = 0
    private let format: RowMapping.Format?

    /// - Parameter format: of a file in which every byte is to be UTF-8; nil: that is not looked at.
    init(path: String, name: String, checked format: RowMapping.Format? = nil) throws(ExportError) {
        self.name = name
        self.format = format
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
        checked = 0
        self.offset = offset
        isAtEnd = false
    }

    /// Reads more behind what is there.
    func more() throws(ExportError) {
        guard !isAtEnd else { return }
        if start > 0 {
            (storage).update(from: storage + start, count: end - start)
            end -= start
            checked = max(checked - start, 0)
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
            return try check()
        }
    }

    /// Whether what was read begins a JSON list, so that its rows are elements and no lines.
    var beginsList: Bool {
        bytes.first { ![0x20, 0x09, 0x0a, 0x0d].contains($0) } == UInt8(ascii: "[")
    }

    // MARK: - UTF-8

    /// Looks at what was read.
    private func check() throws(ExportError) {
        guard let format else { return }
        // Whoever goes to a place in the file may be in the middle of a character.
        if checked == 0, offset > 0 {
            while checked < min(3, end), storage[checked] & 0xc0 == 0x80 { checked += 1 }
        }
        let rest = UnsafeBufferPointer(start: storage + checked, count: end - checked)
        let (good, isBad) = UTF8Check.of(rest, isLast: isAtEnd)
        checked += good
        guard isBad, offset > 0 || !(rest.starts(with: [0xff, 0xfe]) || rest.starts(with: [0xfe, 0xff])) else {
            return
        }
        let (line, column) = place(ofByte: offset + checked - start)
        let byte = storage[checked]
        let code = String(byte, radix: 16, uppercase: true)
        throw ExportError(
            "\(name):\(line):\(column)",
            "expected UTF-8, found the byte \(code), which is \"\(TextEncoding.letter(byte))\" in Windows-1252, in \"\(around(checked))\": "
                + (format == .csv
                    ? "if that is so, say \"encoding: windows-1252\" in this side's mapping; else save the file as UTF-8"
                    : "save the file as UTF-8, as JSON is"))
    }

    /// The word that a byte is in, read as Windows-1252.
    private func around(_ place: Int) -> String {
        func isOfWord(_ byte: UInt8) -> Bool {
            switch byte {
            case 0x30...0x39, 0x41...0x5a, 0x61...0x7a, 0x80...: true
            default: false
            }
        }
        var (from, to) = (place, place + 1)
        while from > max(place - 20, 0), isOfWord(storage[from - 1]) { from -= 1 }
        while to < min(place + 20, end), isOfWord(storage[to]) { to += 1 }
        return String(String.UnicodeScalarView((from..<to).map { TextEncoding.letter(storage[$0]) }))
    }

    /// The line of a byte, and its place in it, both from 1: the file is looked through once more.
    private func place(ofByte wanted: Int) -> (line: Int, column: Int) {
        guard lseek(descriptor, 0, SEEK_SET) == 0 else { return (1, wanted + 1) }
        var (at, line, lineStart) = (0, 1, 0)
        var block = [UInt8](repeating: 0, count: BlockReader.blockSize)
        while at < wanted {
            let count = read(descriptor, &block, min(BlockReader.blockSize, wanted - at))
            guard count > 0 else { break }
            for index in 0..<count where block[index] == 0x0a {
                line += 1
                lineStart = at + index + 1
            }
            at += count
        }
        return (line, wanted - lineStart + 1)
    }
}
