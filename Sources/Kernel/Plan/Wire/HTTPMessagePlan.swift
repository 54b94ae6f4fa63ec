/// A request as the scenario writes it: method, path, headers and body, with placeholders.
public struct HTTPMessagePlan: Sendable, Codable, Hashable {
    /// A name with its value.
    public struct Field: Sendable, Codable, Hashable {
        /// The name, constant.
        public var name: String
        /// The value.
        public var value: TextTemplate

        /// A field.
        public init(_ name: String, _ value: TextTemplate) {
            self.name = name
            self.value = value
        }
    }

    /// What a body is made of.
    public enum Body: Sendable, Codable, Hashable {
        /// A text: JSON, XML or anything else.
        case text(TextTemplate)
        /// A form's fields.
        case form([Field])
    }

    /// GET, POST, ...
    public var method: String
    /// The path, beginning with "/"; a query may follow.
    public var path: TextTemplate
    /// Fields of the query, after those that the path writes.
    public var query: [Field]
    /// Header fields, `Content-Type` not among them.
    public var headers: [Field]
    /// The body's media type; nil: no body.
    public var contentType: String?
    /// The body.
    public var body: Body?

    /// A request.
    public init(
        method: String, path: TextTemplate, query: [Field] = [], headers: [Field] = [], contentType: String? = nil,
        body: Body? = nil
    ) {
        self.method = method
        self.path = path
        self.query = query
        self.headers = headers
        self.contentType = contentType
        self.body = body
    }

    /// All templates of it.
    public var templates: [TextTemplate] {
        var all = [path] + query.map(\.value) + headers.map(\.value)
        switch body {
        case .text(let template): all.append(template)
        case .form(let fields): all += fields.map(\.value)
        case nil: break
        }
        return all
    }
}
