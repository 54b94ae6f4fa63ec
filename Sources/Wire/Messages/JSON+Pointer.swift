public import Kernel

extension JSON {
    /// What a JSON Pointer finds (RFC 6901, section 4); nil: nothing is there. Where a member stands twice, the last one counts.
    public subscript(pointer: JSONPointer) -> JSON? {
        var value = self
        for token in pointer.tokens {
            let next: JSON? =
                switch value {
                case .array: JSONPointer.index(token).flatMap { value[$0] }
                default: value[token]
                }
            guard let next else { return nil }
            value = next
        }
        return value
    }

    /// A copy with `value` where the pointer leads; what is not there yet is made: a list where "0" is asked of nothing, else
    /// an object. Nil: the pointer leads through a text or a number, or past the end of a list.
    public func setting(_ pointer: JSONPointer, to value: JSON) -> JSON? { setting(pointer.tokens[...], to: value) }

    private func setting(_ tokens: ArraySlice<String>, to value: JSON) -> JSON? {
        guard let token = tokens.first else { return value }
        let rest = tokens.dropFirst()
        switch self {
        case .null:
            let fresh: JSON = token == "0" ? .array([]) : .object([])
            return fresh.setting(tokens, to: value)
        case .array(var elements):
            guard let index = JSONPointer.index(token), index <= elements.count else { return nil }
            let inner = index < elements.count ? elements[index] : .null
            guard let made = inner.setting(rest, to: value) else { return nil }
            if index < elements.count { elements[index] = made } else { elements.append(made) }
            return .array(elements)
        case .object(var members):
            let index = members.lastIndex { $0.name == token }
            let inner = index.map { members[$0].value } ?? .null
            guard let made = inner.setting(rest, to: value) else { return nil }
            if let index { members[index].value = made } else { members.append(Member(token, made)) }
            return .object(members)
        case .bool, .number, .string: return nil
        }
    }

    /// As text within other text: a text bare, null as nothing, anything else as JSON.
    var plainText: String {
        switch self {
        case .string(let text): text
        case .null: ""
        default: written
        }
    }
}
