/// What must hold of an answer's body or header for an expectation to be met or a rule to apply.
public struct HTTPConditionPlan: Sendable, Codable, Hashable {
    /// Which part of the answer.
    public var subject: HTTPSubject
    /// What must hold of it.
    public var test: Test

    /// What must hold of a value.
    public enum Test: Sendable, Codable, Hashable {
        /// It is there, whatever it is (null included).
        case exists
        /// It is not there.
        case missing
        /// It is one of these.
        case oneOf([Literal])
        /// A part of its text matches this regular expression.
        case matches(String)
    }

    /// A value as a scenario writes it.
    public struct Literal: Sendable, Codable, Hashable {
        /// Its text, which may name the order.
        public var text: TextTemplate
        /// Whether it stands in quotes: then it is equal to a text only, never to a number, true, false or null.
        public var isText: Bool

        /// A value.
        public init(_ text: TextTemplate, isText: Bool = false) {
            self.text = text
            self.isText = isText
        }
    }

    /// A condition.
    public init(_ subject: HTTPSubject, _ test: Test) {
        self.subject = subject
        self.test = test
    }
}

/// A part of an HTTP answer.
public enum HTTPSubject: Sendable, Codable, Hashable {
    /// What a JSON Pointer finds in the body.
    case body(JSONPointer)
    /// A header's value, the name in any case.
    case header(String)
}

extension HTTPSubject: CustomStringConvertible {
    /// For messages: "/shipment/id of the body", "header Location".
    public var description: String {
        switch self {
        case .body(let pointer): pointer.tokens.isEmpty ? "the body" : "\(pointer) of the body"
        case .header(let name): "header \(name)"
        }
    }
}
