internal import Foundation

/// What helps where a file is not there: the name nearest to it, or where it was looked for.
public enum MissingFile {
    /// `; did you mean "old.csv"?`, or `; looked for in /data` for a name that says no folder of its own; begins a sentence's next part.
    public static func advice(_ path: String) -> String {
        near(path).map { "; did you mean \"\($0)\"?" }
            ?? (path.hasPrefix("/") ? "" : "; looked for from \(FileManager.default.currentDirectoryPath)")
    }

    /// The path in the same folder that is nearest to one that is not there.
    static func near(_ path: String) -> String? {
        let slash = path.lastIndex(of: "/").map { path.index(after: $0) } ?? path.startIndex
        let folder = slash == path.startIndex ? "." : String(path[..<slash])
        let names = ((try? FileManager.default.contentsOfDirectory(atPath: folder)) ?? []).sorted()
        // Of a folder of very many files none is likely to be the one that was meant.
        guard names.count <= 2_000 else { return nil }
        return Name.nearest(to: String(path[slash...]), among: names).map { path[..<slash] + $0 }
    }
}
