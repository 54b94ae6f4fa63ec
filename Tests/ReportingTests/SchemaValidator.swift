import Foundation

/// As much of JSON Schema draft 2020-12 as the summary's schema uses, on its own: what it does not know it reports.
struct SchemaValidator {
    private let root: [String: Any]
    private static let known: Set<String> = [
        "$schema", "$id", "title", "description", "type", "properties", "required", "additionalProperties", "$defs",
        "$ref",
        "items", "enum", "const", "minimum", "maximum", "pattern", "anyOf",
    ]

    init(_ schema: String) throws {
        let value = try JSONSerialization.jsonObject(with: Data(schema.utf8))
        root = value as? [String: Any] ?? [:]
    }

    /// What is wrong with a document.
    func problems(_ document: String) throws -> [String] {
        let value = try JSONSerialization.jsonObject(with: Data(document.utf8), options: .fragmentsAllowed)
        return check(value, root, "$")
    }

    private func check(_ value: Any, _ schema: [String: Any], _ path: String) -> [String] {
        var found = schema.keys.filter { !SchemaValidator.known.contains($0) }.map { "\(path): unknown keyword \($0)" }
        if let reference = schema["$ref"] as? String {
            guard let target = resolve(reference) else { return found + ["\(path): dangling \(reference)"] }
            found += check(value, target, path)
        }
        if let type = schema["type"] {
            let types = type as? [String] ?? [type as? String ?? "?"]
            if !types.contains(where: { matches(value, $0) }) { found.append("\(path): not of type \(types)") }
        }
        if let constant = schema["const"], !equal(constant, value) { found.append("\(path): not \(constant)") }
        if let list = schema["enum"] as? [Any], !list.contains(where: { equal($0, value) }) {
            found.append("\(path): \(value) is not among \(list)")
        }
        if let least = schema["minimum"] as? Double, let number = value as? NSNumber, !(value is NSNull),
            number.doubleValue < least
        {
            found.append("\(path): \(number) below \(least)")
        }
        if let most = schema["maximum"] as? Double, let number = value as? NSNumber, !(value is NSNull),
            number.doubleValue > most
        {
            found.append("\(path): \(number) above \(most)")
        }
        if let pattern = schema["pattern"] as? String, let words = value as? String,
            words.range(of: pattern, options: .regularExpression) == nil
        {
            found.append("\(path): \(words) does not match \(pattern)")
        }
        if let choices = schema["anyOf"] as? [[String: Any]] {
            let results = choices.map { check(value, $0, path) }
            if !results.contains(where: \.isEmpty) { found += results.flatMap { $0 } }
        }
        if let members = value as? [String: Any] {
            let properties = schema["properties"] as? [String: [String: Any]] ?? [:]
            for key in schema["required"] as? [String] ?? [] where members[key] == nil {
                found.append("\(path): no \(key)")
            }
            for (key, member) in members {
                if let property = properties[key] {
                    found += check(member, property, path + "." + key)
                } else if schema["additionalProperties"] as? Bool == false {
                    found.append("\(path): unexpected \(key)")
                }
            }
        }
        if let elements = value as? [Any], let items = schema["items"] as? [String: Any] {
            for (k, element) in elements.enumerated() { found += check(element, items, "\(path)[\(k)]") }
        }
        return found
    }

    private func resolve(_ reference: String) -> [String: Any]? {
        var place: Any? = root
        for part in reference.split(separator: "/").dropFirst() { place = (place as? [String: Any])?[String(part)] }
        return place as? [String: Any]
    }

    private func equal(_ left: Any, _ right: Any) -> Bool {
        if let left = left as? String, let right = right as? String { return left == right }
        if let left = left as? NSNumber, let right = right as? NSNumber { return left == right }
        return left is NSNull && right is NSNull
    }

    private func matches(_ value: Any, _ type: String) -> Bool {
        switch type {
        case "object": value is [String: Any]
        case "array": value is [Any]
        case "string": value is String
        case "null": value is NSNull
        case "boolean": (value as? NSNumber).map { CFNumberIsBoolean($0) } ?? false
        case "integer":
            (value as? NSNumber).map { !CFNumberIsBoolean($0) && $0.doubleValue == $0.doubleValue.rounded() } ?? false
        case "number": (value as? NSNumber).map { !CFNumberIsBoolean($0) } ?? false
        default: false
        }
    }

    /// Whether a number came from `true` or `false`.
    private func CFNumberIsBoolean(_ number: NSNumber) -> Bool { String(cString: number.objCType) == "c" }
}
