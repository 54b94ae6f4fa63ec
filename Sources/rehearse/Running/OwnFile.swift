internal import Foundation

/// A file that a person names for the program to write: one of its own kind may be replaced, no other.
struct OwnFile {
    let path: String
    /// How the option is called.
    let option: String
    /// What files of that kind begin with.
    let beginning: String
    /// How they are called.
    let kind: String

    /// Where it is.
    var url: URL { URL(fileURLWithPath: path) }

    /// - Throws: `CommandFailure` if something else is there.
    func check() throws {
        var isFolder: ObjCBool = false
        guard FileManager.default.fileExists(atPath: path, isDirectory: &isFolder) else { return }
        if isFolder.boolValue {
            throw CommandFailure("\(option): expected a file to write, found the folder \(path)", code: .usage)
        }
        guard let handle = FileHandle(forReadingAtPath: path) else {
            throw CommandFailure("\(option): \(path) is there and cannot be read; name another file", code: .usage)
        }
        defer { try? handle.close() }
        let found = (try? handle.read(upToCount: beginning.utf8.count)) ?? Data()
        guard found.isEmpty || found == Data(beginning.utf8) else {
            throw CommandFailure(
                "\(option): \(path) is there and is no \(kind); it was left as it is: name another file, or remove it",
                code: .usage)
        }
    }
}
