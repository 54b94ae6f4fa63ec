/// A JSON Pointer (RFC 6901): which part of a JSON document is meant ("/shipment/parcels/0/tracking"); "" is all of it.
///
/// Written and read as text in a plan, so that a recording shows what the scenario said.
public struct JSONPointer: Sendable, Hashable {
    /// Why a text is no pointer.
    public struct SyntaxError: Error, Sendable, Hashable {
        /// Where, in Unicode scalars from 0.
        public var offset: Int
        /// What is wrong and what to do.
        public var reason: String
    }

    /// The names and indexes to follow, unescaped.
    public var tokens: [String]

    /// A pointer along these names and indexes.
    public init(_ tokens: [String] = []) { self.tokens = tokens }

    /// Reads a pointer as RFC 6901, section 3 writes it: "~0" is "~", "~1" is "/".
    public init(parsing text: String) throws(SyntaxError) {
        tokens = []
        let scalars = Array(text.unicodeScalars)
        guard let first = scalars.first else { return }
        guard first == "/" else {
            throw SyntaxError(offset: 0, reason: "a JSON Pointer begins with \"/\", or is empty for the whole document")
        }
        var token = String.UnicodeScalarView()
        var place = 1
        while place < scalars.count {
            switch scalars[place] {
            case "/":
                tokens.append(String(token))
                token = String.UnicodeScalarView()
            case "~":
                place += 1
                guard place < scalars.count, scalars[place] == "0" || scalars[place] == "1" else {
                    throw SyntaxError(offset: place - 1, reason: "write ~0 for \"~\" and ~1 for \"/\" within a name")
                }
                token.append(scalars[place] == "0" ? "~" : "/")
            case let scalar: token.append(scalar)
            }
            place += 1
        }
        tokens.append(String(token))
    }

    /// The index that a token stands for in a list: digits without a leading zero (RFC 6901, section 4); nil: none.
    public static func index(_ token: String) -> Int? {
        guard !token.isEmpty, token.utf8.count <= 18, token == "0" || token.utf8.first != UInt8(ascii: "0"),
            token.utf8.allSatisfy({ (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0) })
        else { return nil }
        return Int(token)
    }
}

extension JSONPointer: CustomStringConvertible {
    /// As RFC 6901 writes it.
    public var description: String {
        var out = String.UnicodeScalarView()
        for token in tokens {
            out.append("/")
            for scalar in token.unicodeScalars {
                switch scalar {
                case "~": out.append(contentsOf: "~0".unicodeScalars)
                case "/": out.append(contentsOf: "~1".unicodeScalars)
                default: out.append(scalar)
                }
            }
        }
        return String(out)
    }
}

extension JSONPointer: Codable {
    /// Reads it from its text.
    public init(from decoder: any Decoder) throws {
        let container = try decoder.singleValueContainer()
        let text = try container.decode(String.self)
        do {
            try self.init(parsing: text)
        } catch {
            throw DecodingError.dataCorruptedError(in: container, debugDescription: error.reason)
        }
    }

    /// Writes it as its text.
    public func encode(to encoder: any Encoder) throws {
        var container = encoder.singleValueContainer()
        try container.encode(description)
    }
}
