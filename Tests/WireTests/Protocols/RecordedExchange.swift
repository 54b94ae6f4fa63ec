import Foundation
import HTTPTypes

@testable import Wire

/// An exchange with a real server, from the files in Resources.
struct RecordedExchange: CustomStringConvertible {
    let file: String
    let json: JSON

    var description: String { "\(file) \(step)" }
    var step: String { json["step"]?.text ?? "" }
    var path: String { json["path"]?.text ?? "" }
    var status: Int { Int(json["status"]?.integer ?? 0) }
    var request: JSON? { json["request"] }
    var requestBody: [UInt8] { json["request_text"]?.text.map { Array($0.utf8) } ?? json["request"]?.bytes ?? [] }
    var response: JSON? { json["response"] }

    var wireResponse: WireResponse {
        var fields = HTTPFields()
        fields[.contentType] = json["type"]?.text
        fields[.setCookie] = json["set_cookie"]?.text
        let body = json["response_text"]?.text.map { Array($0.utf8) } ?? response?.bytes ?? []
        return WireResponse(status, fields: fields, body: body)
    }

    /// All exchanges of a file.
    static func all(_ name: String, from file: StaticString = #filePath) throws -> [RecordedExchange] {
        let url = URL(fileURLWithPath: "\(file)").deletingLastPathComponent().deletingLastPathComponent()
            .appendingPathComponent("Resources/\(name).jsonl")
        return try String(contentsOf: url, encoding: .utf8).split(separator: "\n").map { line in
            RecordedExchange(file: name, json: try JSON(reading: String(line)))
        }
    }
}

extension JSON {
    /// Members by name, so that two ways of writing the same thing compare equal; numbers by value.
    var canonical: JSON {
        switch self {
        case .object(let members):
            .object(members.map { Member($0.name, $0.value.canonical) }.sorted { $0.name < $1.name })
        case .array(let elements): .array(elements.map(\.canonical))
        case .number(let digits): Double(digits).map { .number("\($0)") } ?? self
        default: self
        }
    }

    /// Without the members of that name, however deep.
    func without(_ name: String) -> JSON {
        switch self {
        case .object(let members):
            .object(members.filter { $0.name != name }.map { Member($0.name, $0.value.without(name)) })
        case .array(let elements): .array(elements.map { $0.without(name) })
        default: self
        }
    }
}
