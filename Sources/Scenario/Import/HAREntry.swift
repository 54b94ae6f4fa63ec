internal import Kernel

/// A request with its answer, as an HTTP Archive holds it (HAR 1.2, http://www.softwareishard.com/blog/har-12-spec/).
struct HAREntry {
    /// A name with its value.
    struct Pair: Hashable {
        var name: String
        var value: String
    }

    /// Its number in the file, from 1, and the line where it begins.
    var number: Int
    var line: Int
    var method: String
    var url: ImportedURL
    var headers: [Pair]
    var bodyType: String
    var bodyText: String?
    var bodyParams: [Pair]
    var status: Int
    var answerHeaders: [Pair]
    var answerType: String
    var answerText: String?
    /// How long the server took; nil: it does not say.
    var time: Nanoseconds?
    /// When it was sent, as written.
    var started: String

    /// Where it stands, for a note.
    var place: String { "entry \(number) (line \(line))" }

    /// Reads an entry; nil with the reason when it is none that can be imported.
    static func read(_ tree: Tree, number: Int) -> (entry: HAREntry?, flaw: String?) {
        guard let request = tree["request"], let method = request["method"]?.string,
            let address = request["url"]?.string
        else { return (nil, "no request with method and url") }
        guard HTTPNotation.isToken(method) else { return (nil, "\(quoted(method)) is no method") }
        guard let url = ImportedURL(address) else { return (nil, "not http: \(quoted(String(address.prefix(40))))") }
        let response = tree["response"]
        let body = request["postData"]
        let content = response?["content"]
        let isBinary = content?["encoding"]?.string == "base64"
        let timings = tree["timings"]
        let milliseconds = (timings?["wait"]?.number).flatMap { $0 > 0 ? $0 : nil } ?? tree["time"]?.number
        return (
            HAREntry(
                number: number, line: tree.place.line, method: method.uppercased(), url: url,
                headers: pairs(request["headers"]), bodyType: body?["mimeType"]?.string ?? "",
                bodyText: body?["text"]?.string, bodyParams: pairs(body?["params"]),
                status: response?["status"]?.number.flatMap { Int(exactly: $0) } ?? 0,
                answerHeaders: pairs(response?["headers"]), answerType: content?["mimeType"]?.string ?? "",
                answerText: isBinary ? nil : content?["text"]?.string,
                time: milliseconds.flatMap { $0 > 0 && $0 < 1e9 ? Nanoseconds($0 * 1e6) : nil },
                started: tree["startedDateTime"]?.string ?? ""), nil
        )
    }

    private static func pairs(_ tree: Tree?) -> [Pair] {
        guard case .list(let elements)? = tree?.content else { return [] }
        return elements.prefix(1_000).compactMap { element in
            element["name"]?.string.map { Pair(name: $0, value: element["value"]?.string ?? "") }
        }
    }
}

extension Tree {
    /// The text of a scalar; nil: it is none.
    var string: String? {
        if case .scalar(let text) = content { text } else { nil }
    }

    /// The number that a scalar is; nil: it is none.
    var number: Double? { string.flatMap { Double($0) }.flatMap { $0.isFinite ? $0 : nil } }

    /// Elements of a list, or none.
    var elements: [Tree] {
        if case .list(let elements) = content { elements } else { [] }
    }

    /// Entries of a mapping, or none.
    var entries: [Entry] {
        if case .mapping(let entries) = content { entries } else { [] }
    }
}
