internal import HTTPTypes

extension HTTPField.Name {
    /// A name that stands in the code as a literal; names from outside go through `HTTPField.Name(_:)`, which may
    /// refuse.
    init(literally name: StaticString) {
        guard let made = HTTPField.Name("\(name)") else { preconditionFailure("\(name) is no header field name") }
        self = made
    }
}
