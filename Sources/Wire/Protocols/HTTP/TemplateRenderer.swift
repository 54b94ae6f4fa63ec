internal import Kernel

/// Writes a template with the values of an order, each escaped for where it stands.
struct TemplateRenderer: Sendable {
    /// What a template needs and nobody knows.
    struct Missing: Error, Hashable {
        /// For people: what it is and who should have told.
        var reason: String
    }

    /// The values.
    var values: TemplateValues

    /// The bytes of a template.
    func bytes(_ template: TextTemplate) throws(Missing) -> [UInt8] {
        var out: [UInt8] = []
        try write(template.parts, line: nil, to: &out)
        return out
    }

    /// The text of a template.
    func text(_ template: TextTemplate) throws(Missing) -> String {
        String(decoding: try bytes(template), as: UTF8.self)
    }

    private func write(_ parts: [TextTemplate.Part], line: Int?, to out: inout [UInt8]) throws(Missing) {
        for part in parts {
            switch part {
            case .literal(let text): out += text.utf8
            case .secret(let reference, let escaping):
                guard let secret = values.secrets[reference] else {
                    throw Missing(reason: "the secret \(reference) is not set")
                }
                TemplateRenderer.write(.string(secret.revealed), escaping, to: &out)
            case .value(let reference, let fallback, let escaping):
                if let value = values.value(reference, line: line) {
                    TemplateRenderer.write(value, escaping, to: &out)
                } else if let fallback {
                    TemplateRenderer.write(.string(fallback), escaping, to: &out)
                } else {
                    throw Missing(reason: missing(reference))
                }
            case .lines(let inner, let between):
                for index in values.order?.lines.indices ?? 0..<0 {
                    if index > 0 { out += between.utf8 }
                    try write(inner, line: index, to: &out)
                }
            }
        }
    }

    private func missing(_ reference: TemplateReference) -> String {
        switch reference {
        case .fact(let name, let pointer) where values.facts[name] == nil || pointer.tokens.isEmpty:
            "there is no {facts.\(name)}: no earlier operation of this order has learnt it"
        case .fact(let name, let pointer): "{facts.\(name)} has nothing at \(pointer)"
        case .session(let name, let pointer) where values.session[name] == nil || pointer.tokens.isEmpty:
            "there is no {session.\(name)}: the opening request did not learn it"
        case .session(let name, let pointer): "{session.\(name)} has nothing at \(pointer)"
        case .line(let index?, _): "the order has no line \(index); it has \(values.order?.lines.count ?? 0)"
        case .line(nil, _), .order: "there is no order here"
        case .record(let field): "there is no {record.\(field.rawValue)} here"
        case .event(let field): "there is no {event.\(field.rawValue)} here"
        }
    }

    // MARK: - Escaping

    static func write(_ value: JSON, _ escaping: TextTemplate.Escaping, to out: inout [UInt8]) {
        switch escaping {
        case .raw: out += value.plainText.utf8
        case .pathSegment:
            let text = value.plainText
            // A dot segment as it is would be resolved away (RFC 3986, section 5.2.4).
            guard text != ".", text != ".." else {
                out += text.utf8.flatMap { _ in Array("%2E".utf8) }
                return
            }
            percentEncode(text, keeping: isUnreserved, to: &out)
        case .queryValue: percentEncode(value.plainText, keeping: isUnreserved, to: &out)
        case .formValue: percentEncode(value.plainText, keeping: isFormSafe, spaceAsPlus: true, to: &out)
        case .headerValue: out += value.plainText.utf8.map { $0 < 0x20 || $0 == 0x7F ? 0x20 : $0 }
        case .jsonString: out += JSON.string(value.plainText).bytes.dropFirst().dropLast()
        case .jsonValue: out += value.bytes
        case .xmlText: xmlEscape(value.plainText, to: &out)
        }
    }

    /// Characters that need no encoding anywhere in a URL (RFC 3986, section 2.3).
    private static func isUnreserved(_ byte: UInt8) -> Bool {
        isAlphanumeric(byte) || byte == UInt8(ascii: "-") || byte == UInt8(ascii: ".") || byte == UInt8(ascii: "_")
            || byte == UInt8(ascii: "~")
    }

    /// Characters that a form leaves as they are (WHATWG URL standard, application/x-www-form-urlencoded percent-encode set).
    private static func isFormSafe(_ byte: UInt8) -> Bool {
        isAlphanumeric(byte) || byte == UInt8(ascii: "-") || byte == UInt8(ascii: ".") || byte == UInt8(ascii: "_")
            || byte == UInt8(ascii: "*")
    }

    private static func isAlphanumeric(_ byte: UInt8) -> Bool {
        (48...57).contains(byte) || (65...90).contains(byte) || (97...122).contains(byte)
    }

    private static func percentEncode(
        _ text: String, keeping isSafe: (UInt8) -> Bool, spaceAsPlus: Bool = false, to out: inout [UInt8]
    ) {
        let digits = Array("0123456789ABCDEF".utf8)
        for byte in text.utf8 {
            if isSafe(byte) {
                out.append(byte)
            } else if spaceAsPlus, byte == 0x20 {
                out.append(UInt8(ascii: "+"))
            } else {
                out += [UInt8(ascii: "%"), digits[Int(byte >> 4)], digits[Int(byte & 15)]]
            }
        }
    }

    /// Text and attribute values of XML 1.0; characters that XML cannot hold are left out (section 2.2).
    private static func xmlEscape(_ text: String, to out: inout [UInt8]) {
        for scalar in text.unicodeScalars {
            switch scalar {
            case "&": out += "&amp;".utf8
            case "<": out += "&lt;".utf8
            case ">": out += "&gt;".utf8
            case "\"": out += "&quot;".utf8
            case "'": out += "&apos;".utf8
            case "\t", "\n", "\r": out += "&#\(scalar.value);".utf8
            case let scalar where scalar.value < 0x20 || scalar.value == 0xFFFE || scalar.value == 0xFFFF: break
            default: out += String(Character(scalar)).utf8
            }
        }
    }

    /// The text behind percent-encoding; what is not such an encoding stays.
    static func percentDecoded(_ text: some StringProtocol, plusAsSpace: Bool = false) -> String {
        let bytes = Array(text.utf8)
        var out: [UInt8] = []
        var k = 0
        while k < bytes.count {
            if bytes[k] == UInt8(ascii: "%"), k + 2 < bytes.count, let high = hex(bytes[k + 1]),
                let low = hex(bytes[k + 2])
            {
                out.append(high << 4 | low)
                k += 3
                continue
            }
            out.append(plusAsSpace && bytes[k] == UInt8(ascii: "+") ? 0x20 : bytes[k])
            k += 1
        }
        return String(decoding: out, as: UTF8.self)
    }

    private static func hex(_ byte: UInt8) -> UInt8? {
        switch byte {
        case 48...57: byte - 48
        case 65...70: byte - 55
        case 97...102: byte - 87
        default: nil
        }
    }
}
