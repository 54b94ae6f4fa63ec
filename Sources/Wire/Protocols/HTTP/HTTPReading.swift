internal import HTTPTypes
internal import Kernel

/// A request or an answer whose body is read once, if it is JSON.
struct HTTPReading: Sendable {
    /// Its header fields.
    let fields: HTTPFields
    /// Its body; nil: it has none, or it is not JSON.
    let json: JSON?

    /// Reads a message.
    init(fields: HTTPFields, body: [UInt8]) {
        self.fields = fields
        json = body.isEmpty ? nil : try? JSON(reading: body)
    }

    /// A part of it; nil: it is not there.
    func value(_ subject: HTTPSubject) -> JSON? {
        switch subject {
        case .body(let pointer): json?[pointer]
        case .header(let name): HTTPField.Name(name).flatMap { fields[$0] }.map { .string($0) }
        }
    }
}
