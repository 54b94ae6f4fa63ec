public import HTTPTypes
public import Kernel

/// Where a message carries a key: an id, a topic, a business key.
public enum KeyLocation: Sendable, Hashable, CustomStringConvertible {
    /// In a header field.
    case field(HTTPField.Name)
    /// In the JSON body: a text or a number.
    case body(JSONPointer)

    /// For people.
    public var description: String {
        switch self {
        case .field(let name): "header field \(name.rawName)"
        case .body(let pointer): "body at \"\(pointer)\""
        }
    }

    /// The key; nil where there is none, or an empty one.
    /// - Parameter document: the body, read once for all keys; nil where it is no JSON.
    func key(fields: HTTPFields, document: JSON?) -> String? {
        let key: String? =
            switch self {
            case .field(let name): fields[name]
            case .body(let pointer):
                switch document?[pointer] {
                case .string(let text): text
                case .number(let digits): digits
                default: nil
                }
            }
        return key.flatMap { $0.isEmpty ? nil : $0 }
    }
}
