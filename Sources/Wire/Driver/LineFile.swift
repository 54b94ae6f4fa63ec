internal import Foundation
internal import Glibc

/// A file that grows by lines of JSON. One write a line: what is killed loses no more than the line it was at.
///
/// What is written survives the end of this process, however it comes; that of the machine it may not, as no line is
/// waited for until the disk has it.
public final class LineFile {
    private let descriptor: Int32
    private let encoder = JSONEncoder()

    /// Opens a file for appending, made if it is not there.
    public init?(path: String) {
        descriptor = Glibc.open(path, O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0o644)
        guard descriptor >= 0 else { return nil }
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
    }

    deinit { close(descriptor) }

    /// Appends a line.
    /// - Returns: whether all of it was written.
    public func append(_ value: some Encodable) -> Bool {
        guard var line = try? encoder.encode(value) else { return false }
        line.append(0x0a)
        return line.withUnsafeBytes { bytes in
            guard let base = bytes.baseAddress else { return false }
            return write(descriptor, base, bytes.count) == bytes.count
        }
    }
}
