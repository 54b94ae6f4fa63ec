public import Foundation

/// The beginning of a file, to see what it is.
public enum FirstBytes {
    /// - Returns: nil for what is no regular file: looking into a pipe would wait for whoever writes to it.
    public static func of(_ path: String, atMost count: Int) -> Data? {
        var facts = stat()
        guard stat(path, &facts) == 0, facts.st_mode & S_IFMT == S_IFREG,
            let handle = FileHandle(forReadingAtPath: path)
        else { return nil }
        defer { try? handle.close() }
        return try? handle.read(upToCount: count)
    }
}
