internal import Foundation

/// Files that are never written over.
enum NewFile {
    /// Writes a text to a file that is not there yet.
    static func write(_ text: String, to path: String) throws(CommandFailure) {
        let file = open(path, O_WRONLY | O_CREAT | O_EXCL, 0o666)
        guard file >= 0 else {
            guard errno == EEXIST else {
                throw CommandFailure("cannot write \(path): \(String(cString: strerror(errno)))", code: .usage)
            }
            throw CommandFailure("\(path) is there already; choose another name or remove it", code: .usage)
        }
        do {
            try FileHandle(fileDescriptor: file, closeOnDealloc: true).write(contentsOf: Data(text.utf8))
        } catch {
            throw CommandFailure("cannot write \(path): \(error.localizedDescription)")
        }
    }
}
