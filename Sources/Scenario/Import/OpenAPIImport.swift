internal import Kernel

/// Turns an OpenAPI 3 document into operations: bodies from examples or schemas, answers into outcome rules, security
/// schemes into references to secrets (https://spec.openapis.org/oas/v3.1.0).
struct OpenAPIImport {
    /// The most operations that are made.
    static let operationLimit = 400
    private static let methods = ["get", "put", "post", "delete", "patch", "head", "options", "trace"]

    private let source: String
    private let root: Tree
    private var schemas: OpenAPISchema
    private var notes = NoteBook()
    private var system: ImportedSystem
    /// What each operation's good answer looks like, and the segments of its path, for links between them.
    private var answers: [(tree: Tree, segments: [Substring])?] = []
    /// Facts that paths need: which operation, which name, the collection before it.
    private var wanted: [(operation: Int, name: String, collection: String?)] = []
    private var budget = BodyBudget()
    private var headerKeys: [String] = []
    private var queryKeys: [String] = []

    private init(_ root: Tree, source: String, url: String) {
        self.root = root
        self.source = source
        schemas = OpenAPISchema(root)
        let host = ImportedURL(url)?.host ?? "api"
        system = ImportedSystem(name: ImportedURL.systemName(host), url: url)
    }

    /// Reads a document.
    static func run(_ root: Tree, source: String) throws(ImportError) -> ImportResult {
        let version = root["openapi"]?.string ?? ""
        guard version.hasPrefix("3.") else {
            let found =
                root["swagger"]?.string.map { "Swagger \($0); convert it to OpenAPI 3 first" } ?? quoted(version)
            throw ImportError(source, "expected an OpenAPI 3 document, found version \(found)")
        }
        guard let paths = root["paths"]?.entries, !paths.isEmpty else {
            throw ImportError(source, "the document has no paths, so there is nothing to ask")
        }
        let (url, prefix, note) = server(root)
        var work = OpenAPIImport(root, source: source, url: url)
        if let note { work.notes.add("/servers", note) }
        return try work.run(paths, prefix: prefix)
    }

    /// The first server: its origin, and the path that comes before all others.
    private static func server(_ root: Tree) -> (url: String, prefix: String, note: String?) {
        guard let server = root["servers"]?.elements.first, var text = server["url"]?.string else {
            return ("http://localhost:8080", "", "no server is named; set url")
        }
        for variable in server["variables"]?.entries ?? [] {
            text = text.replacing("{\(variable.key)}", with: variable.value["default"]?.string ?? "")
        }
        func trimmed(_ path: String) -> String { path.hasSuffix("/") ? String(path.dropLast()) : path }
        if let url = ImportedURL(text) { return (url.origin, TextTemplate.escaped(trimmed(url.path)), nil) }
        guard text.hasPrefix("/") else {
            return ("http://localhost:8080", "", "the server's url \(quoted(text)) is not http; set url")
        }
        return ("http://localhost:8080", ImportedURL.pathText(trimmed(text)), "the server's url is relative; set url")
    }

    private mutating func run(_ paths: [Tree.Entry], prefix: String) throws(ImportError) -> ImportResult {
        readSecurity()
        for path in paths {
            guard let item = schemas.resolved(path.value) else { continue }
            for entry in item.entries where OpenAPIImport.methods.contains(entry.key) {
                guard system.operations.count < OpenAPIImport.operationLimit else {
                    notes.add(
                        place(path.key, entry.key), "left out: more than \(OpenAPIImport.operationLimit) operations",
                        kind: "too many")
                    continue
                }
                make(path.key, entry.key, entry.value, shared: item["parameters"]?.elements ?? [], prefix: prefix)
            }
        }
        guard !system.operations.isEmpty else { throw ImportError(source, "its paths have no operations") }
        link()
        for reference in schemas.broken { notes.add(reference, "this reference leads nowhere within the document") }
        if root["webhooks"] != nil { notes.add("/webhooks", "webhooks are not imported") }
        let title = root["info"]?["title"]?.string ?? ImportWriter.short(source)
        let count = system.operations.count
        let writer = ImportWriter(
            title: String(title.prefix(120)),
            comments: [
                "From \(ImportWriter.short(source)), OpenAPI \(root["openapi"]?.string ?? "3"): \(count) operations.",
                "Check it: rehearse validate FILE. An OpenAPI document tells no work times; 100ms stands for all.",
            ],
            notes: notes.all, systems: [system])
        return ImportResult(scenario: writer.text, notes: notes.all, summary: "\(count) operations of 1 system")
    }

    private func place(_ path: String, _ method: String) -> String { JSONPointer(["paths", path, method]).description }

    // MARK: - Security

    private var variable: (String) -> String {
        let name = system.name
        return { ImportedAuth.variable(name, $0) }
    }

    private mutating func readSecurity() {
        let schemes = root["components"]?["securitySchemes"]?.entries ?? []
        var required = (root["security"]?.elements ?? []).flatMap { $0.entries.map(\.key) }
        for path in root["paths"]?.entries ?? [] {
            for operation in path.value.entries {
                required += (operation.value["security"]?.elements ?? []).flatMap { $0.entries.map(\.key) }
            }
        }
        for entry in schemes where required.isEmpty || required.contains(entry.key) {
            guard let scheme = schemas.resolved(entry.value) else { continue }
            let place = JSONPointer(["components", "securitySchemes", entry.key]).description
            add(scheme, at: place)
        }
    }

    private mutating func add(_ scheme: Tree, at place: String) {
        switch scheme["type"]?.string {
        case "apiKey":
            guard let name = scheme["name"]?.string, HTTPNotation.isToken(name) else { return }
            switch scheme["in"]?.string {
            case "header" where system.auth.isEmpty: use(ImportedAuth(field: name, variable: variable), place)
            case "header":
                headerKeys.append(name)
                notes.add(place, "an API key: set \(variable(name)) in the environment")
            case "query":
                queryKeys.append(name)
                notes.add(place, "an API key: set \(variable(name)) in the environment")
            default: notes.add(place, "a key in a cookie cannot be expressed")
            }
        case "http": use(ImportedAuth(scheme: (scheme["scheme"]?.string ?? "").lowercased(), variable: variable), place)
        case "oauth2":
            guard let text = scheme["flows"]?["clientCredentials"]?["tokenUrl"]?.string, let url = ImportedURL(text)
            else {
                return use(ImportedAuth(scheme: "bearer", variable: variable), place)
            }
            use(ImportedAuth(tokenURL: url.origin + url.path, variable: variable), place)
        case let type: notes.add(place, "a security scheme of type \(quoted(type ?? "")) cannot be expressed")
        }
    }

    private mutating func use(_ auth: ImportedAuth, _ place: String) {
        guard system.auth.isEmpty else { return notes.add(place, "a second kind of authentication is left out") }
        system.auth = auth.lines
        notes.add(place, auth.note)
    }

    // MARK: - Operations

    private mutating func make(_ path: String, _ method: String, _ tree: Tree, shared: [Tree], prefix: String) {
        let place = place(path, method)
        let segments = path.split(separator: "/")
        let named = tree["operationId"]?.string.map(PathShape.word) ?? ""
        let words = named.isEmpty ? PathShape.words(method, segments.map(String.init)) : String(named.prefix(80))
        var operation = ImportedOperation(
            name: ImportWriter.unique(words, among: system.operations.map(\.name)), method: method.uppercased(),
            path: "")
        let summary = (tree["summary"] ?? tree["description"])?.string.flatMap { text in
            text.split(whereSeparator: \.isNewline).first.map(String.init)
        }
        if let summary { operation.comments.append(summary) }
        if tree["deprecated"]?.string == "true" { notes.add(place, "it is deprecated") }
        if tree["callbacks"] != nil { notes.add(place, "its callbacks are not imported") }
        var templater = BodyTemplater(known: { _ in nil }, variable: variable)
        let parameters = parameters(shared + (tree["parameters"]?.elements ?? []))
        operation.path = prefix + self.path(path, parameters, place)
        add(parameters, to: &operation, &templater, place)
        for key in headerKeys { operation.headers.append(.init(name: key, value: "${env:\(variable(key))}")) }
        for key in queryKeys { operation.query.append(.init(name: key, value: "${env:\(variable(key))}")) }
        if let body = tree["requestBody"] { add(body, to: &operation, &templater, place) }
        answers.append(nil)
        add(responses: tree["responses"]?.entries ?? [], to: &operation, segments, place)
        for remark in templater.remarks { notes.add(place, remark) }
        system.operations.append(operation)
    }

    /// Parameters by place and name; an operation's own replace those of its path.
    private mutating func parameters(_ trees: [Tree]) -> [Tree] {
        var parameters: [Tree] = []
        for tree in trees {
            guard let parameter = schemas.resolved(tree), let name = parameter["name"]?.string else { continue }
            parameters.removeAll { $0["name"]?.string == name && $0["in"]?.string == parameter["in"]?.string }
            parameters.append(parameter)
        }
        return parameters
    }

    private mutating func path(_ path: String, _ parameters: [Tree], _ place: String) -> String {
        var out = ""
        var before: String?
        for segment in path.split(separator: "/", omittingEmptySubsequences: false).dropFirst() {
            out += "/"
            var rest = segment
            while let open = rest.firstIndex(of: "{"), let close = rest[open...].firstIndex(of: "}") {
                out += ImportedURL.pathText(rest[..<open])
                let name = String(rest[rest.index(after: open)..<close])
                out += placeholder(name, parameters, before: before, place)
                rest = rest[rest.index(after: close)...]
            }
            out += ImportedURL.pathText(rest)
            if !segment.contains("{") { before = String(segment) }
        }
        return out
    }

    private mutating func placeholder(_ name: String, _ parameters: [Tree], before: String?, _ place: String) -> String
    {
        let parameter = parameters.first { $0["name"]?.string == name && $0["in"]?.string == "path" }
        let example = parameter.flatMap { schemas.example(ofParameter: $0) }
        if OrderWords.placeholder(name, example ?? "", isText: true) == "{order.reference}" {
            return "{order.reference}"
        }
        let word = PathShape.word(name).split(separator: " ").joined(separator: "_")
        let fact = word == "id" || word.isEmpty ? PathShape.factName(after: before) : word
        wanted.append((system.operations.count, fact, before))
        return ImportedURL.placeholder(fact, segment: (example ?? "1").replacing("%", with: "%25"))
    }

    private mutating func add(
        _ parameters: [Tree], to operation: inout ImportedOperation, _ templater: inout BodyTemplater, _ place: String
    ) {
        for parameter in parameters {
            guard let name = parameter["name"]?.string, let kind = parameter["in"]?.string, kind != "path" else {
                continue
            }
            let isRequired = parameter["required"]?.string == "true"
            let example = schemas.example(ofParameter: parameter)
            if kind == "cookie" {
                if isRequired { notes.add(place, "the cookie \(quoted(name)) cannot be expressed") }
                continue
            }
            let placeholder = OrderWords.placeholder(name, example ?? "", isText: true)
            guard isRequired || placeholder != nil else { continue }
            guard example != nil || placeholder != nil || HTTPNotation.isSecretive(name) else {
                notes.add(place, "no value is known for the \(kind) parameter \(quoted(name)); it stands as \"1\"")
                append(name, "1", kind, to: &operation, place)
                continue
            }
            append(name, templater.field(name, example ?? ""), kind, to: &operation, place)
        }
    }

    private mutating func append(
        _ name: String, _ value: String, _ kind: String, to operation: inout ImportedOperation, _ place: String
    ) {
        // What the client or the auth section writes is not repeated.
        let written = ["accept", "content-type", "authorization", "host", "content-length", "idempotency-key"]
        if kind == "header", written.contains(name.lowercased()) { return }
        let fields = kind == "query" ? operation.query : operation.headers
        guard kind == "query" || HTTPNotation.isToken(name), OpenAPIImport.isField(name, value, among: fields) else {
            return notes.add(place, "the \(kind) parameter \(quoted(name)) cannot be written")
        }
        if kind == "query" {
            operation.query.append(.init(name: name, value: value))
        } else {
            operation.headers.append(.init(name: name, value: value))
        }
    }

    /// Whether a scenario can hold a field, on one line and besides those there are.
    private static func isField(_ name: String, _ value: String, among fields: [ImportedOperation.Field]) -> Bool {
        func isLine(_ text: String) -> Bool { text.unicodeScalars.allSatisfy { $0.value >= 0x20 && $0.value != 0x7F } }
        return fields.count < 100 && (1...120).contains(name.count) && isLine(name) && value.utf8.count <= 4_000
            && isLine(value) && !fields.contains { Name.folded($0.name) == Name.folded(name) }
    }

    private mutating func add(
        _ body: Tree, to operation: inout ImportedOperation, _ templater: inout BodyTemplater, _ place: String
    ) {
        guard let content = schemas.resolved(body)?["content"]?.entries, !content.isEmpty else { return }
        let json = content.first { OpenAPIImport.isJSON($0.key) }
        let form = content.first { $0.key.hasPrefix("application/x-www-form-urlencoded") }
        guard let media = json ?? form else {
            return notes.add(place, "a body of type \(content[0].key) cannot be made; write it yourself")
        }
        guard let example = schemas.example(ofMedia: media.value) else {
            return notes.add(place, "no example of its body can be made; write it yourself")
        }
        if json != nil {
            let tree = OpenAPIImport.asJSON(example, media.value)
            let text = templater.json(tree)
            guard budget.take(text) else {
                return notes.add(place, "its body is left out: it is larger than a scenario should hold")
            }
            operation.body = .json(text)
            if media.key != "application/json", !media.key.contains("*") { operation.contentType = media.key }
            return
        }
        var fields: [ImportedOperation.Field] = []
        for entry in example.entries {
            guard let value = entry.value.string, OpenAPIImport.isField(entry.key, value, among: fields) else {
                notes.add(place, "the field \(quoted(entry.key)) of its form cannot be written")
                continue
            }
            fields.append(.init(name: entry.key, value: templater.field(entry.key, value)))
        }
        operation.body = .form(fields)
    }

    private static func isJSON(_ type: String) -> Bool {
        let name = type.lowercased().prefix { $0 != ";" }
        return name == "application/json" || name.hasSuffix("+json") || name == "*/*"
    }

    /// An example that was written as a text of JSON is the document in it.
    private static func asJSON(_ example: Tree, _ media: Tree) -> Tree {
        guard let text = example.string, text.utf8.first == UInt8(ascii: "{") || text.utf8.first == UInt8(ascii: "["),
            let tree = try? JSONTreeParser.parse(Array(text.utf8))
        else { return JSONTyping.typed(example) }
        return tree
    }

    private mutating func add(
        responses: [Tree.Entry], to operation: inout ImportedOperation, _ segments: [Substring], _ place: String
    ) {
        for entry in responses {
            let status = entry.key.lowercased()
            guard let response = schemas.resolved(entry.value) else { continue }
            let says = response["description"]?.string.map { String(YAMLText.comment($0).prefix(150)) }
            guard let range = HTTPNotation.statuses(status) else {
                if status != "default" { notes.add(place, "the response \(quoted(entry.key)) is no status") }
                continue
            }
            if range.high < 400 {
                guard range.low == range.high, range.low >= 200 else { continue }
                operation.statuses.append(range.low)
                if range.low < 300, answers[answers.count - 1] == nil {
                    addAnswer(range.low, response, to: &operation, segments)
                }
                continue
            }
            let outcome: Outcome =
                range.low == 429 && range.high == 429
                ? .rateLimited : range.low >= 500 || status == "408" ? .serverError : .businessError
            let spoken = says.flatMap { $0.allSatisfy { $0 == " " } ? nil : $0 }
            operation.rules.append(.init(status: status, outcome: outcome, says: spoken))
        }
        // A single status says more than its class: 404 before 4xx.
        operation.rules =
            operation.rules.filter { !$0.status.hasSuffix("xx") } + operation.rules.filter { $0.status.hasSuffix("xx") }
    }

    private mutating func addAnswer(
        _ status: Int, _ response: Tree, to operation: inout ImportedOperation, _ segments: [Substring]
    ) {
        guard let media = response["content"]?.entries.first(where: { OpenAPIImport.isJSON($0.key) }),
            let example = schemas.example(ofMedia: media.value)
        else { return }
        let tree = OpenAPIImport.asJSON(example, media.value)
        answers[answers.count - 1] = (tree, segments)
        var templater = AnswerTemplater()
        let text = templater.json(tree)
        if budget.take(text) { operation.answer = (status, text) }
    }

    // MARK: - Links

    /// What a path needs is learnt where an earlier or later operation's answer tells it: under its own name, or as the id of
    /// what was put into the collection.
    private mutating func link() {
        for want in wanted {
            var found: (Int, JSONPointer)?
            for k in answers.indices where found == nil { found = source(of: want, in: k).map { (k, $0) } }
            guard let (k, pointer) = found else {
                let place = system.operations[want.operation].name
                notes.add(place, "no answer tells {facts.\(want.name)}; it falls back to an example")
                continue
            }
            if !system.operations[k].learns.contains(where: { $0.name == want.name }) {
                system.operations[k].learns.append(.init(name: want.name, source: .body(pointer), isOptional: true))
            }
        }
        // Whoever tells comes before whoever asks.
        let order = system.operations.indices.sorted { a, b in
            let (x, y) = (rank(a), rank(b))
            return x == y ? a < b : x < y
        }
        system.operations = order.map { system.operations[$0] }
    }

    private func rank(_ index: Int) -> Int {
        let operation = system.operations[index]
        if operation.method == "DELETE" { return 3 }
        let needs = wanted.count { $0.operation == index }
        if operation.method == "POST", !operation.learns.isEmpty { return needs == 0 ? 0 : 1 }
        return needs == 0 ? 1 : 2
    }

    private func source(
        of want: (operation: Int, name: String, collection: String?), in index: Int
    ) -> JSONPointer? {
        guard index != want.operation, let answer = answers[index], system.operations[index].method == "POST" else {
            return nil
        }
        let name = OrderWords.folded(want.name)
        if let member = answer.tree.entries.first(where: { OrderWords.folded($0.key) == name }) {
            return JSONPointer([member.key])
        }
        guard let collection = want.collection, answer.segments.last.map(String.init) == collection,
            let member = answer.tree.entries.first(where: { OrderWords.folded($0.key) == "id" })
        else { return nil }
        return JSONPointer([member.key])
    }
}
