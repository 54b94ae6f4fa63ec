internal import Foundation

/// Opens the files a scenario names, with a bound on their size, and remembers which ones they were.
final class FileStore {
    /// Why a file could not be had, in words that follow its name.
    struct Failure: Error, Hashable {
        var message: String
    }

    /// Files opened so far, in order, each once.
    private(set) var opened: [String] = []

    /// The bytes of a file.
    /// - Throws: `Failure` when it is missing, unreadable, not a plain file, or larger than `limit` bytes.
    func bytes(of path: String, limit: Int) throws(Failure) -> [UInt8] {
        var isDirectory: ObjCBool = false
        guard FileManager.default.fileExists(atPath: path, isDirectory: &isDirectory) else {
            throw Failure(
                message: "there is no such file" + (MissingFile.near(path).map { "; did you mean \"\($0)\"?" } ?? ""))
        }
        guard !isDirectory.boolValue else { throw Failure(message: "it is a directory; name a file") }
        guard let handle = FileHandle(forReadingAtPath: path) else {
            throw Failure(message: "it cannot be read; check its permissions")
        }
        defer { try? handle.close() }
        var data = Data()
        do {
            // A pipe has no size to ask for: read in pieces and stop one byte past the limit.
            while data.count <= limit, let piece = try handle.read(upToCount: min(1 << 16, limit + 1 - data.count)),
                !piece.isEmpty
            {
                data.append(piece)
            }
        } catch {
            throw Failure(message: "it cannot be read: \(error.localizedDescription)")
        }
        guard data.count <= limit else {
            throw Failure(
                message: "it is larger than \(FileStore.sizeText(limit)), the most this kind of file may have")
        }
        note(path)
        return Array(data)
    }

    /// Counts a file as read that someone else reads (a replayed order file, as a stream).
    func note(_ path: String) {
        if !opened.contains(path) { opened.append(path) }
    }

    /// Whether a plain file lies there.
    func exists(_ path: String) -> Bool {
        var isDirectory: ObjCBool = false
        return FileManager.default.fileExists(atPath: path, isDirectory: &isDirectory) && !isDirectory.boolValue
    }

    /// Names of the `.yaml` files in a directory without the ending, sorted; none when it cannot be read.
    func yamlNames(in directory: String) -> [String] {
        let entries = (try? FileManager.default.contentsOfDirectory(atPath: directory)) ?? []
        return entries.filter { $0.hasSuffix(".yaml") && !$0.hasPrefix(".") }.map { String($0.dropLast(5)) }.sorted()
    }

    /// `name` as seen from the file `base`: absolute names stay, others lie beside it.
    static func resolve(_ name: String, besides base: String) -> String {
        if name.hasPrefix("/") { return name }
        guard let slash = base.lastIndex(of: "/") else { return name }
        return String(base[...slash]) + name
    }

    private static func sizeText(_ bytes: Int) -> String {
        bytes >= 1 << 20 ? "\(bytes >> 20) MiB" : "\(bytes >> 10) KiB"
    }
}
