internal import Foundation
internal import Reconciliation

/// Finds the paths of scalar values in JSON objects of a file.
enum JSONPaths {
    /// The most paths that are looked at.
    static let limit = 200

    /// Paths in the order in which they were found, and lists, into which no path leads.
    static func of(_ path: String, rows: Int) throws(ExportError) -> (scalars: [String], lists: [String]) {
        let reader = try RowWalk.open(path, checked: .json)
        var found = Found()
        let isList = reader.beginsList
        take(reader, rows, &found)
        if !isList, reader.size > 4 << 20 {
            for place in 1..<8 {
                try reader.seek(reader.size / 8 * place)
                try reader.more()
                guard let end = reader.bytes.firstIndex(of: 0x0a) else { continue }
                reader.use(end + 1)
                take(reader, rows / 8, &found)
            }
        }
        return (found.scalars, found.lists.sorted())
    }

    private struct Found {
        var scalars: [String] = []
        var seen: Set<String> = []
        var lists: Set<String> = []

        mutating func add(_ value: Any, _ path: String, _ depth: Int) {
            switch value {
            case let object as [String: Any]:
                guard depth < 8 else { return }
                for key in object.keys.sorted() where !key.contains(".") && !key.isEmpty {
                    if let inner = object[key] { add(inner, path.isEmpty ? key : path + "." + key, depth + 1) }
                }
            case let list as [Any] where !JSONPaths.isReference(list): lists.insert(path)
            default:
                guard !path.isEmpty, path.utf8.count <= 120, scalars.count < JSONPaths.limit,
                    path.unicodeScalars.allSatisfy({ $0.value >= 0x20 && $0.value != 0x7f }),
                    seen.insert(path).inserted
                else { return }
                scalars.append(path)
            }
        }
    }

    /// Whether a list is one value: a number of a record, and what it is called.
    private static func isReference(_ list: [Any]) -> Bool {
        list.count == 2 && list[0] is Int && list[1] is String
    }

    private static func take(_ reader: BlockReader, _ rows: Int, _ found: inout Found) {
        var scanner = JSONScanner(PathTree([]), truths: [])
        let slots = FieldSlots(0)
        var taken = 0
        while taken < rows {
            let bytes = reader.bytes
            if bytes.isEmpty {
                guard !reader.isAtEnd, (try? reader.more()) != nil else { return }
                continue
            }
            switch scanner.scan(bytes, isLast: reader.isAtEnd, into: slots) {
            case .row(let length, _):
                taken += 1
                if let object = try? JSONSerialization.jsonObject(with: Data(bytes.prefix(length))) {
                    found.add(object, "", 0)
                }
                reader.use(length)
            case .skip(let length, _), .bad(let length, _, _): reader.use(length)
            case .more:
                guard !reader.isAtEnd, (try? reader.more()) != nil else { return }
            case .hopeless: return
            }
        }
    }
}
