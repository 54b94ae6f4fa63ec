internal import Foundation
public import Reconciliation
internal import Scenario

/// The files of a side: one, or those of a folder that its mappings are for.
public enum ExportFiles {
    /// The most files of a side: a row's position names its file in eight bits.
    static let limit = 255

    /// Finds them.
    /// - Parameters:
    ///   - path: a file or a folder.
    ///   - part: the side.
    /// - Throws: `ExportError` for nothing there, or for a file that no mapping is for.
    public static func of(_ path: String, _ part: Mapping.Part) throws(ExportError) -> [ExportFile] {
        var isFolder: ObjCBool = false
        guard FileManager.default.fileExists(atPath: path, isDirectory: &isFolder) else {
            throw ExportError(path, "no such file or folder" + MissingFile.advice(path))
        }
        guard isFolder.boolValue else { return [try file(path, name: path, part.rows, part.name)] }
        let names = ((try? FileManager.default.contentsOfDirectory(atPath: path)) ?? []).sorted()
            .filter { !$0.hasPrefix(".") && isExport($0) }
        guard !names.isEmpty else {
            throw ExportError(path, "there is no .csv, .json, .jsonl or .ndjson file in this folder")
        }
        guard names.count <= limit else {
            throw ExportError(path, "has \(names.count) files; at most \(limit) are read as one side")
        }
        var files: [ExportFile] = []
        for name in names {
            let rows = part.rows.filter { $0.files.map { matches(name, $0) } ?? true }
            guard !rows.isEmpty else { continue }
            files.append(try file(path + "/" + name, name: path + "/" + name, rows, part.name))
        }
        guard !files.isEmpty else {
            throw ExportError(path, "no file in it is one that the mapping of \(part.name) is for")
        }
        return files
    }

    private static func isExport(_ name: String) -> Bool {
        let name = name.lowercased()
        return ["csv", "tsv", "txt", "json", "jsonl", "ndjson"].contains { name.hasSuffix("." + $0) }
    }

    private static func file(_ path: String, name: String, _ rows: [RowMapping], _ side: String) throws(ExportError)
        -> ExportFile
    {
        let given = rows.compactMap(\.format)
        guard Set(given).count <= 1 else {
            throw ExportError(name, "the mappings of \(side) for it name several formats; expected one")
        }
        return ExportFile(path: path, name: name, format: given.first ?? guess(path), mappings: rows)
    }

    /// The format by the name, or by the first byte.
    public static func guess(_ path: String) -> RowMapping.Format {
        let name = path.lowercased()
        if name.hasSuffix(".csv") || name.hasSuffix(".tsv") { return .csv }
        if name.hasSuffix(".json") || name.hasSuffix(".jsonl") || name.hasSuffix(".ndjson") { return .json }
        guard let first = FirstBytes.of(path, atMost: 256) else { return .csv }
        let byte = first.first { ![0x20, 0x09, 0x0a, 0x0d].contains($0) }
        return byte == UInt8(ascii: "{") || byte == UInt8(ascii: "[") ? .json : .csv
    }

    /// Whether a name is as a pattern with `*` for anything has it.
    static func matches(_ name: String, _ pattern: String) -> Bool {
        let parts = pattern.split(separator: "*", omittingEmptySubsequences: false).map(String.init)
        guard parts.count > 1 else { return name == pattern }
        guard name.hasPrefix(parts[0]) else { return false }
        var rest = name.dropFirst(parts[0].count)
        for part in parts[1..<(parts.count - 1)] where !part.isEmpty {
            guard let range = rest.firstRange(of: part) else { return false }
            rest = rest[range.upperBound...]
        }
        return rest.hasSuffix(parts[parts.count - 1])
    }
}
