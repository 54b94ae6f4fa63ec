internal import Foundation
internal import Reconciliation

/// Files of a side that are written alike: one file, or those of a folder whose names differ in digits only.
struct SourceGroup {
    /// The name with `*` for what differs; nil: the side is one file.
    let pattern: String?
    /// Where they are.
    let paths: [String]
    /// How they are written.
    let format: RowMapping.Format
    /// How letters are written, by the first file.
    let encoding: TextEncoding
    /// What a sample says about each column.
    let columns: [ColumnProfile]
    /// By column: how many others are filled as its values say.
    let fillTies: [Int]
    /// Paths of JSON lists, into which no column leads.
    let lists: [String]
    /// Bytes of all files.
    let bytes: Int
    /// Whether numbers have a decimal comma, and whether the sample left it open.
    let hasDecimalComma: Bool
    let isDecimalOpen: Bool

    /// Names of the columns.
    var names: [String] { columns.map(\.name) }

    /// How it is called in comments.
    var title: String { pattern ?? (paths.first ?? "") }

    /// Bytes of a share of it.
    func bytes(_ share: Double) -> Int { share >= 1 ? .max : Int(Double(bytes) * share) + 1 }

    /// Whether values of a column are numbers that are counted.
    func isNumber(_ column: Int) -> Bool { columns[column].isNumber(comma: hasDecimalComma) }

    /// Finds the files of a side, and looks at a sample of each group.
    static func of(_ path: String) throws(ExportError) -> [SourceGroup] {
        let files = try ExportFiles.of(path, Mapping.Part(name: path, rows: [RowMapping(agreement: .none)]))
        var isFolder: ObjCBool = false
        _ = FileManager.default.fileExists(atPath: path, isDirectory: &isFolder)
        guard isFolder.boolValue else { return [try SourceGroup(nil, [path], sampled: 4_000)] }
        var byPattern: [String: [String]] = [:]
        for file in files {
            let name = String(file.path.dropFirst(path.count + 1))
            byPattern[pattern(name), default: []].append(file.path)
        }
        var groups: [SourceGroup] = []
        for (pattern, paths) in byPattern.sorted(by: { $0.key < $1.key }) {
            let isSeveral = byPattern.count > 1 || paths.count > 1
            // A pattern of one file is its name: with * in it, it could be for others as well.
            let name = paths.count == 1 ? (paths[0] as NSString).lastPathComponent : pattern
            groups.append(
                try SourceGroup(isSeveral ? name : nil, paths, sampled: max(4_000 / byPattern.count, 300)))
        }
        return groups
    }

    /// `orders-2026-11-27.csv` is `orders-*.csv`.
    static func pattern(_ name: String) -> String {
        var out = ""
        for character in name {
            let isVarying = character.isNumber || (character == "-" || character == "_") && out.hasSuffix("*")
            if !isVarying { out.append(character) } else if !out.hasSuffix("*") { out.append("*") }
        }
        return out
    }

    private init(_ pattern: String?, _ paths: [String], sampled: Int) throws(ExportError) {
        self.pattern = pattern
        self.paths = paths
        let first = paths[0]
        let guess = ExportFiles.guess(first)
        encoding = guess == .csv ? try EncodingGuess.of(first) : .utf8
        var names: [String] = []
        var lists: [String] = []
        if guess == .csv {
            let reader = try RowWalk.open(first)
            names = try CSVHeader(reader, delimiter: nil, name: first, encoding: encoding).columns.filter {
                !$0.isEmpty && $0.utf8.count <= 120 && $0.unicodeScalars.allSatisfy { $0.value >= 0x20 }
            }
        } else {
            let found = try JSONPaths.of(first, rows: 400)
            names = found.scalars
            lists = found.lists
        }
        format = ["specversion", "type", "source", "id"].allSatisfy(names.contains) ? .cloudEvents : guess
        self.lists = lists
        guard !names.isEmpty else {
            throw ExportError(
                first, "no row could be read: expected CSV with names in the first line, or JSON objects with values")
        }
        var values = [[String]](repeating: [], count: names.count)
        var bytes = 0
        for (number, path) in paths.enumerated() {
            let size = ((try? FileManager.default.attributesOfItem(atPath: path))?[.size] as? Int) ?? 0
            bytes += size
            // The first, the last and one in the middle say what is in a folder of files alike.
            guard [0, paths.count / 2, paths.count - 1].contains(number) else { continue }
            let walk = RowWalk(path: path, format: guess, columns: names, encoding: encoding)
            func take(from offset: Int, _ rows: Int) throws(ExportError) {
                try walk.rows(from: offset, RowWalk.Bounds(rows: rows)) { slots in
                    for slot in 0..<slots.count { values[slot].append(String(decoding: slots[slot], as: UTF8.self)) }
                }
            }
            if size < 1 << 20 || SourceGroup.isList(path) {
                try take(from: 0, sampled)
            } else {
                try take(from: 0, sampled / 2)
                for place in 1...8 { try take(from: size / 9 * place, sampled / 16) }
            }
        }
        guard values.contains(where: { !$0.isEmpty }) else {
            throw ExportError(
                first,
                guess == .csv
                    ? "has a first line and no rows; expected an export with rows below the names of columns"
                    : "no row could be read; expected one JSON object a line, or a list of objects")
        }
        columns = zip(names, values).map { ColumnProfile(name: $0, values: $1) }
        fillTies = FillTies(values).counts
        self.bytes = bytes
        // Numbers in JSON have a point; texts need not.
        let point = columns.reduce(0) { $0 + ($1.isTime ? 0 : $1.onlyPoint) }
        let comma = columns.reduce(0) { $0 + ($1.isTime ? 0 : $1.onlyComma) }
        hasDecimalComma = comma > point
        isDecimalOpen =
            point == 0 && comma == 0 && columns.contains { !$0.isTime && $0.eitherWay > 0 && $0.pointShare > 0.98 }
    }

    private static func isList(_ path: String) -> Bool {
        guard let first = FirstBytes.of(path, atMost: 64) else { return false }
        return first.first { ![0x20, 0x09, 0x0a, 0x0d, 0xef, 0xbb, 0xbf].contains($0) } == UInt8(ascii: "[")
    }
}

extension Agreement {
    /// Nothing agreed: for finding files.
    fileprivate static let none = Agreement(kinds: [], fields: [])
}
