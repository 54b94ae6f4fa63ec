internal import Kernel

/// Turns an HTTP Archive into operations: entries are grouped by host, method and path; what later requests use of earlier
/// answers becomes facts; secrets become references and cookies go.
struct HARImport {
    /// Requests of one kind.
    private struct Group {
        var url: ImportedURL
        var method: String
        var segments: [String]
        var entries: [HAREntry]
        /// The entry that stands for all: the first with a good answer.
        var sample: HAREntry { entries.first { (200...299).contains($0.status) } ?? entries[0] }
    }

    /// The most operations that are made.
    static let operationLimit = 200

    private let source: String
    private var notes = NoteBook()
    private var groups: [Group] = []
    private var learnt = LearntValues()
    private var references: Set<String> = []
    private var systemNames: [String: String] = [:]
    private var systems: [ImportedSystem] = []
    private var count = 0
    private var budget = BodyBudget()

    private init(source: String) { self.source = source }

    /// Reads an archive.
    static func run(_ bytes: [UInt8], source: String) throws(ImportError) -> ImportResult {
        let tree: Tree
        do throws(JSONTreeParser.Complaint) {
            tree = try JSONTreeParser.parse(bytes, file: source)
        } catch {
            throw ImportError(
                "\(source):\(error.line):\(error.column)", "it is not JSON, as a HAR file is: \(error.message)")
        }
        guard case .list(let entries)? = tree["log"]?["entries"]?.content else {
            throw ImportError(source, "expected a HAR file, an object with log.entries; found none")
        }
        var work = HARImport(source: source)
        return try work.run(entries)
    }

    private mutating func run(_ trees: [Tree]) throws(ImportError) -> ImportResult {
        count = trees.count
        for (k, tree) in trees.enumerated() { sort(tree, number: k + 1) }
        guard !groups.isEmpty else {
            throw ImportError(source, "none of its \(count) entries is a request that can be imported")
        }
        for k in groups.indices { makeOperation(k) }
        attachFacts()
        let operations = systems.reduce(0) { $0 + $1.operations.count }
        let day = groups[0].entries[0].started.prefix(10)
        let recorded = OrderWords.isDate(String(day)) ? ", recorded \(day)" : ""
        let writer = ImportWriter(
            title: "Imported from \(ImportWriter.short(source))",
            comments: [
                "From \(ImportWriter.short(source))\(recorded): \(count) requests, \(operations) operations of \(systems.count == 1 ? "one system" : "\(systems.count) systems").",
                "Check it: rehearse validate FILE. Work times are what the recording showed of one user, not of a peak.",
            ],
            notes: notes.all, systems: systems)
        return ImportResult(
            scenario: writer.text, notes: notes.all,
            summary:
                "\(count) entries, \(operations) operations, \(systems.count == 1 ? "1 system" : "\(systems.count) systems")"
        )
    }

    // MARK: - Entries

    private mutating func sort(_ tree: Tree, number: Int) {
        let (entry, flaw) = HAREntry.read(tree, number: number)
        guard let entry else {
            notes.add(
                "entry \(number) (line \(tree.place.line))", "left out: \(flaw ?? "not a request")",
                kind: "entries left out")
            return
        }
        if let reason = HARImport.reasonToSkip(entry) {
            notes.add(entry.place, "left out: \(reason)", kind: reason)
            return
        }
        var segments = PathShape.segments(entry.url.path[...])
        if let verb = HARImport.verb(entry) { segments.append("#\(verb)") }
        let index = groups.firstIndex {
            $0.url.origin == entry.url.origin && $0.method == entry.method && $0.segments == segments
        }
        if let index {
            groups[index].entries.append(entry)
        } else if groups.count < HARImport.operationLimit {
            groups.append(Group(url: entry.url, method: entry.method, segments: segments, entries: [entry]))
        } else {
            notes.add(
                entry.place, "left out: more than \(HARImport.operationLimit) different requests", kind: "too many")
        }
    }

    private static func reasonToSkip(_ entry: HAREntry) -> String? {
        if entry.method == "OPTIONS" { return "a browser's preflight" }
        if entry.method == "CONNECT" { return "a proxy's tunnel" }
        if entry.status == 101 || entry.headers.contains(where: { $0.name.lowercased() == "upgrade" }) {
            return "a WebSocket, which is not HTTP"
        }
        let types = ["image/", "font/", "text/css", "video/", "audio/"]
        let isScript = entry.answerType.contains("javascript")
        if entry.method == "GET",
            PathShape.isStatic(entry.url.path) || isScript || types.contains(where: entry.answerType.hasPrefix)
        {
            return "a page's scripts, styles and pictures"
        }
        if entry.status == 0 { return "it was never answered" }
        if entry.url.path.utf8.count > 4_000 { return "its path is longer than 4,000 bytes" }
        return nil
    }

    /// What tells requests of one path apart where the path does not: the operation of GraphQL, the method of JSON-RPC.
    private static func verb(_ entry: HAREntry) -> String? {
        guard let text = entry.bodyText, text.utf8.first(where: { $0 > 0x20 }) == UInt8(ascii: "{"),
            let tree = try? JSONTreeParser.parse(Array(text.utf8))
        else { return nil }
        if let name = tree["operationName"]?.string { return name }
        guard tree["jsonrpc"] != nil, let method = tree["method"]?.string else { return nil }
        let inner = tree["params"]?["method"]?.string
        return [tree["params"]?["model"]?.string, inner ?? method].compactMap { $0 }.joined(separator: " ")
    }

    // MARK: - Operations

    private mutating func makeOperation(_ index: Int) {
        let group = groups[index]
        let sample = group.sample
        let system = system(for: group.url)
        let variable = variable(for: systems[system].name)
        var operation = ImportedOperation(
            name: name(group, in: system), method: group.method, path: "",
            times: group.entries.compactMap(\.time))
        var templater = BodyTemplater(known: { _ in nil }, variable: variable)
        var learnt = learnt
        withLearnt(&learnt, by: index, &templater) { templater in
            addQuery(sample, to: &operation, &templater)
            addBody(sample, to: &operation, &templater)
        }
        references.formUnion(templater.references)
        self.learnt = learnt
        operation.path = path(group, sample, by: index)
        addHeaders(sample, to: &operation, system: system, variable)
        addStatuses(group, to: &operation)
        for remark in templater.remarks { notes.add(sample.place, remark) }
        let seen = group.entries.count == 1 ? "seen once" : "seen \(group.entries.count) times, first"
        operation.comments.append("\(sample.method) \(sample.url.path): \(seen) at \(group.entries[0].place)")
        systems[system].operations.append(operation)
        positions.append((system, systems[system].operations.count - 1))
        learn(from: group, index)
    }

    /// Where the operation of each group is.
    private var positions: [(system: Int, operation: Int)] = []

    /// Runs `body` with a templater that knows what earlier answers told and what the order's reference is.
    private func withLearnt(
        _ learnt: inout LearntValues, by index: Int, _ templater: inout BodyTemplater,
        _ body: (inout BodyTemplater) -> Void
    ) {
        let box = Box(learnt)
        let references = references
        templater.known = { value in
            references.contains(value) ? "{order.reference}" : box.value.use(value, by: index)
        }
        body(&templater)
        templater.known = { _ in nil }
        learnt = box.value
    }

    private final class Box {
        var value: LearntValues
        init(_ value: LearntValues) { self.value = value }
    }

    private mutating func path(_ group: Group, _ sample: HAREntry, by index: Int) -> String {
        let actual = sample.url.path.split(separator: "/", omittingEmptySubsequences: false).dropFirst().map(
            String.init)
        var out = ""
        for (k, segment) in actual.enumerated() {
            out += "/"
            if references.contains(segment) {
                out += "{order.reference}"
            } else if let fact = learnt.use(segment, by: index) {
                out += fact
            } else if PathShape.isID(segment) {
                let before = k > 0 ? actual[k - 1] : nil
                if let before, ["order", "orders"].contains(before.lowercased()) {
                    out += "{order.reference}"
                } else {
                    let name = PathShape.factName(after: before)
                    notes.add(
                        sample.place,
                        "no earlier answer told the \(quoted(segment)) of its path; {facts.\(name)} falls back to it")
                    out += ImportedURL.placeholder(name, segment: segment)
                }
            } else {
                out += ImportedURL.pathText(segment)
            }
        }
        return out
    }

    private mutating func addQuery(
        _ entry: HAREntry, to operation: inout ImportedOperation, _ templater: inout BodyTemplater
    ) {
        operation.query = fields(entry.url.query, "query", entry, &templater)
    }

    private mutating func fields(
        _ pairs: [HAREntry.Pair], _ what: String, _ entry: HAREntry, _ templater: inout BodyTemplater
    ) -> [ImportedOperation.Field] {
        var fields: [ImportedOperation.Field] = []
        for pair in pairs {
            let isName = (1...120).contains(pair.name.count) && pair.name.unicodeScalars.allSatisfy { $0.value >= 0x20 }
            guard isName, fields.count < 100, pair.value.utf8.count <= 4_000,
                pair.value.unicodeScalars.allSatisfy({ $0.value >= 0x20 && $0.value != 0x7F })
            else {
                notes.add(entry.place, "a field of its \(what) cannot be written: \(quoted(pair.name))")
                continue
            }
            guard !fields.contains(where: { Name.folded($0.name) == Name.folded(pair.name) }) else {
                notes.add(entry.place, "\(quoted(pair.name)) stands more than once in its \(what); the first is kept")
                continue
            }
            fields.append(ImportedOperation.Field(name: pair.name, value: templater.field(pair.name, pair.value)))
        }
        return fields
    }

    private mutating func addBody(
        _ entry: HAREntry, to operation: inout ImportedOperation, _ templater: inout BodyTemplater
    ) {
        let type = entry.bodyType.lowercased()
        if type.hasPrefix("application/x-www-form-urlencoded") {
            let pairs = entry.bodyParams.isEmpty ? ImportedURL.pairs(entry.bodyText ?? "") : entry.bodyParams
            operation.body = .form(fields(pairs, "form", entry, &templater))
            return
        }
        guard let text = entry.bodyText, !text.isEmpty else {
            if !entry.bodyParams.isEmpty {
                notes.add(entry.place, "its body (\(entry.bodyType)) is left out; write it yourself")
            }
            return
        }
        guard text.utf8.count <= BodyBudget.bodyLimit, !type.hasPrefix("multipart/") else {
            notes.add(
                entry.place,
                type.hasPrefix("multipart/")
                    ? "a multipart body cannot be expressed and is left out"
                    : "its body of \(grouped(text.utf8.count)) bytes is left out; \(BodyBudget.bodyLimit >> 10) KiB fit"
            )
            return
        }
        if let tree = try? JSONTreeParser.parse(Array(text.utf8)), type.contains("json") || !tree.entries.isEmpty {
            let template = templater.json(tree)
            guard budget.take(template) else {
                notes.add(entry.place, "its body is left out: it is larger than a scenario should hold")
                return
            }
            operation.body = .json(template)
            if !type.isEmpty, type != "application/json" { operation.contentType = entry.bodyType }
            return
        }
        guard text.unicodeScalars.allSatisfy({ YAMLText.isPrintable($0) || $0 == "\n" || $0 == "\r" || $0 == "\t" })
        else {
            notes.add(entry.place, "its body is not text and is left out")
            return
        }
        guard budget.take(text) else {
            notes.add(entry.place, "its body is left out: it is larger than a scenario should hold")
            return
        }
        notes.add(
            entry.place, "its body (\(entry.bodyType)) is kept as it is: fields of the order are not recognised in it")
        operation.body = type.contains("xml") ? .xml(TextTemplate.escaped(text)) : .text(TextTemplate.escaped(text))
        if !type.isEmpty { operation.contentType = entry.bodyType }
    }

    private mutating func addStatuses(_ group: Group, to operation: inout ImportedOperation) {
        var statuses: [Int] = []
        for entry in group.entries where !statuses.contains(entry.status) { statuses.append(entry.status) }
        let good = statuses.filter { (200...399).contains($0) }.sorted()
        operation.statuses = good
        for status in statuses.sorted() where !good.contains(status) {
            let first = group.entries.first { $0.status == status }
            let outcome: Outcome =
                status == 429 ? .rateLimited : status >= 500 || status == 408 ? .serverError : .businessError
            guard (100...999).contains(status) else { continue }
            operation.rules.append(ImportedOperation.Rule(status: "\(status)", outcome: outcome))
            if let first { notes.add(first.place, "answered \(status)") }
        }
        if good.contains(where: { $0 >= 300 }) {
            let first = group.entries.first { (300...399).contains($0.status) }
            notes.add(first?.place ?? "", "a redirect, which is not followed here; call what it leads to")
        }
    }

    // MARK: - Headers and secrets

    private mutating func addHeaders(
        _ entry: HAREntry, to operation: inout ImportedOperation, system: Int, _ variable: (String) -> String
    ) {
        for header in entry.headers {
            let name = header.name.lowercased()
            if name == "cookie" {
                notes.add(
                    entry.place, "cookies are left out: a session of one user is not one of every order",
                    kind: "cookies")
            }
            if name == "authorization" {
                addAuthorization(header.value, system, entry, variable)
                continue
            }
            guard !HARImport.isUsual(name), HTTPNotation.isToken(header.name),
                !operation.headers.contains(where: { Name.folded($0.name).lowercased() == Name.folded(name) }),
                operation.headers.count < 40
            else { continue }
            if HTTPNotation.isSecretive(name) {
                let reference = "${env:\(variable(header.name))}"
                operation.headers.append(ImportedOperation.Field(name: header.name, value: reference))
                notes.add(
                    "", "the secret in header \(header.name) of \(systems[system].name) is asked for as \(reference)")
                continue
            }
            guard header.value.unicodeScalars.allSatisfy(YAMLText.isPrintable), header.value.utf8.count < 2_000 else {
                continue
            }
            operation.headers.append(
                ImportedOperation.Field(name: header.name, value: TextTemplate.escaped(header.value)))
        }
    }

    private mutating func addAuthorization(
        _ value: String, _ system: Int, _ entry: HAREntry, _ variable: (String) -> String
    ) {
        guard systems[system].auth.isEmpty else { return }
        let scheme = value.prefix { $0 != " " }.lowercased()
        let auth = ImportedAuth(scheme: scheme, variable: variable)
        systems[system].auth = auth.lines
        notes.add(entry.place, auth.note)
    }

    /// Headers that the client writes itself, that only browsers send, or that make no difference.
    private static func isUsual(_ name: String) -> Bool {
        let names = [
            "accept-encoding", "accept-language", "cache-control", "connection", "content-length", "content-type",
            "cookie", "dnt", "expect", "host", "idempotency-key", "keep-alive", "origin", "pragma", "priority",
            "proxy-connection", "range", "referer", "te", "traceparent", "tracestate", "trailer", "transfer-encoding",
            "upgrade", "upgrade-insecure-requests", "user-agent", "x-correlation-id", "x-request-id",
        ]
        return name.hasPrefix(":") || name.hasPrefix("sec-") || name.hasPrefix("if-") || name.hasPrefix("proxy-")
            || names.contains(name)
    }

    // MARK: - Facts

    private mutating func learn(from group: Group, _ index: Int) {
        let segment = group.segments.last { $0 != PathShape.hole && !$0.hasPrefix("#") }
        for entry in group.entries where (200...299).contains(entry.status) {
            for header in entry.answerHeaders { learnt.note(header: header.name, header.value, operation: index) }
            guard let text = entry.answerText, text.utf8.count <= 4 << 20,
                let tree = try? JSONTreeParser.parse(Array(text.utf8))
            else { continue }
            let sent = HARImport.words(of: entry)
            learnt.note(tree, operation: index, segment: segment) { value in
                references.contains(value) || sent.contains(value[...])
            }
        }
    }

    /// What a request holds itself, cut at what joins values: an answer that repeats it tells nothing new.
    private static func words(of entry: HAREntry) -> Set<Substring> {
        let text =
            (entry.bodyText ?? "") + " " + entry.url.path + " " + entry.url.query.map(\.value).joined(separator: " ")
        return Set(text.split { !($0.isLetter || $0.isNumber || $0 == "-" || $0 == "_" || $0 == ".") })
    }

    private mutating func attachFacts() {
        for (k, facts) in learnt.used where positions.indices.contains(k) {
            systems[positions[k].system].operations[positions[k].operation].learns = facts
        }
    }

    // MARK: - Names

    private mutating func system(for url: ImportedURL) -> Int {
        if let name = systemNames[url.origin], let index = systems.firstIndex(where: { $0.name == name }) {
            return index
        }
        let base = ImportedURL.systemName(url.host)
        var name = base
        var number = 2
        while systems.contains(where: { $0.name == name }) {
            name = "\(base)-\(number)"
            number += 1
        }
        systemNames[url.origin] = name
        systems.append(ImportedSystem(name: name, url: url.origin))
        return systems.count - 1
    }

    private func name(_ group: Group, in system: Int) -> String {
        let verb = group.segments.last.flatMap { $0.hasPrefix("#") ? PathShape.word(String($0.dropFirst())) : nil }
        let segments = group.segments.filter { !$0.hasPrefix("#") }
        return ImportWriter.unique(
            verb.flatMap { $0.isEmpty ? nil : $0 } ?? PathShape.words(group.method, segments),
            among: systems[system].operations.map(\.name))
    }

    private func variable(for system: String) -> (String) -> String {
        { name in ImportedAuth.variable(system, name) }
    }
}
