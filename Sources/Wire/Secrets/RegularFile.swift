internal import Glibc

/// Small files that a scenario names, read whole: certificates, keys, secrets.
enum RegularFile {
    /// Why a file cannot be read, in a few words; nothing of what it holds.
    struct Unreadable: Error, CustomStringConvertible {
        let description: String
    }

    /// Reads a file.
    /// - Parameter most: bytes from which on it is surely the wrong one.
    static func bytes(of path: String, atMost most: Int) throws(Unreadable) -> [UInt8] {
        // A pipe must not keep a run from starting.
        let descriptor = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK)
        guard descriptor >= 0 else { throw Unreadable(description: String(cString: strerror(errno))) }
        defer { close(descriptor) }
        var status = stat()
        guard fstat(descriptor, &status) == 0, status.st_mode & S_IFMT == S_IFREG else {
            throw Unreadable(description: "not a regular file")
        }
        guard status.st_size <= most else {
            throw Unreadable(description: "\(status.st_size) bytes, expected at most \(most)")
        }
        var bytes: [UInt8] = []
        var chunk = [UInt8](repeating: 0, count: 1 << 16)
        while bytes.count <= most {
            let count = Glibc.read(descriptor, &chunk, chunk.count)
            if count < 0, errno == EINTR { continue }
            guard count >= 0 else { throw Unreadable(description: String(cString: strerror(errno))) }
            if count == 0 { break }
            bytes += chunk[..<count]
        }
        return bytes
    }
}
