extension Redactor {
    /// Names of header fields that hold secrets, in lower case.
    private static let fieldNames: Set<String> = [
        "authorization", "proxy-authorization", "cookie", "set-cookie", "x-api-key", "api-key", "apikey", "dhl-api-key",
        "x-auth-token", "x-access-token", "x-shopify-access-token", "x-amz-access-token", "x-csrf-token",
        "x-openerp-session-id",
    ]

    /// Names of members and parameters that do. Before a colon in prose ("wrong password: ...") they say nothing.
    private static let memberNames: Set<String> = [
        "access_token", "refresh_token", "id_token", "client_secret", "api_key", "password", "passwd", "secret",
        "token",
        "session_id",
    ]

    /// Whether a header field of this name holds a secret.
    static func isSecretName(_ name: String) -> Bool { fieldNames.contains(name.lowercased()) }

    /// A member of a JSON object without the secrets in it, told by their names.
    static func redacted(_ member: (key: String, value: JSON)) -> JSON {
        let name = member.key.lowercased()
        guard !memberNames.contains(name), !fieldNames.contains(name) else { return .string(dots) }
        switch member.value {
        case .object(let members):
            return .object(members.map { JSON.Member($0.name, redacted((key: $0.name, value: $0.value))) })
        case .array(let elements): return .array(elements.map { redacted((key: "", value: $0)) })
        default: return member.value
        }
    }

    /// Takes out the values behind such names: "Authorization: ...", "access_token=...", "\"password\": \"...\"".
    static func redactNames(in text: String) -> String {
        let bytes = Array(text.utf8)
        var result: [UInt8] = []
        result.reserveCapacity(bytes.count)
        var place = 0
        while place < bytes.count {
            let start = place
            while place < bytes.count, isNameUnit(bytes[place]) { place += 1 }
            guard place > start else {
                result.append(bytes[place])
                place += 1
                continue
            }
            result += bytes[start..<place]
            let name = String(decoding: bytes[start..<place], as: UTF8.self).lowercased()
            let isField = fieldNames.contains(name)
            guard isField || memberNames.contains(name),
                let (from, to) = value(after: place, isField: isField, in: bytes), to > from
            else { continue }
            result += bytes[place..<from]
            result += dots.utf8
            place = to
        }
        return String(decoding: result, as: UTF8.self)
    }

    private static func isNameUnit(_ unit: UInt8) -> Bool {
        (48...57).contains(unit) || (97...122).contains(unit | 0x20) || unit == UInt8(ascii: "-")
            || unit == UInt8(ascii: "_")
    }

    /// Where the value behind a name lies: up to the end of the line after ":", of the parameter after "=", of the text
    /// in quotes.
    private static func value(after name: Int, isField: Bool, in bytes: [UInt8]) -> (from: Int, to: Int)? {
        func unit(_ index: Int) -> UInt8? { index < bytes.count ? bytes[index] : nil }
        var place = name
        // Quotes, escaped ones too, close the name of a member.
        while unit(place) == UInt8(ascii: "\\") { place += 1 }
        let isQuoted = unit(place) == UInt8(ascii: "\"") || unit(place) == UInt8(ascii: "'")
        if isQuoted { place += 1 }
        while unit(place) == 0x20 { place += 1 }
        guard let mark = unit(place),
            mark == UInt8(ascii: "=") || (mark == UInt8(ascii: ":") && (isField || isQuoted))
        else { return nil }
        place += 1
        while unit(place) == 0x20 { place += 1 }
        // Text within text: its quotes are escaped, and closed by quotes escaped as often.
        let escapes = bytes[min(place, bytes.count)...].prefix { $0 == UInt8(ascii: "\\") }.count
        place += escapes
        if let quote = unit(place), quote == UInt8(ascii: "\"") || quote == UInt8(ascii: "'") {
            let from = place + 1
            var to = from
            while to < bytes.count {
                let found = bytes[to...].prefix { $0 == UInt8(ascii: "\\") }.count
                if unit(to + found) == quote, found <= escapes { return (from, to) }
                to += found + 1
            }
            return (from, bytes.count)
        }
        var to = place
        let ends: Set<UInt8> =
            mark == UInt8(ascii: "=")
            ? Set("&; \r\n\t,\")]}".utf8) : (isQuoted ? Set(",}] \r\n".utf8) : Set("\r\n".utf8))
        while let next = unit(to), !ends.contains(next) { to += 1 }
        return (place, to)
    }
}
