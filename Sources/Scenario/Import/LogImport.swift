internal import Kernel

/// Turns an access log into the course of a day and a mix of operations with their shares, a line at a time.
struct LogImport {
    /// The most operations: each is a channel of the orders.
    static let operationLimit = 40

    /// How it is read.
    struct Options {
        var fields = LogFields.guessed
        var unit: LogTimeUnit?
        /// Minutes of a row of the profile.
        var every = 60
        /// The name by which the scenario finds the profile; nil: the scenario holds it itself.
        var profile: String?
    }

    private let source: String
    private let options: Options
    private var tally = LogTally()
    private var notes = NoteBook()
    private var bad = 0
    private var lines = 0

    private init(source: String, options: Options) {
        self.source = source
        self.options = options
    }

    /// Reads a log.
    /// - Parameter head: what was read of it already.
    static func run(
        _ bytes: ByteSource, head: [UInt8], source: String, options: Options
    ) throws(ImportError) -> ImportResult {
        var work = LogImport(source: source, options: options)
        var reader = LineReader(bytes, head: head)
        do {
            while let event = try reader.next() { work.take(event, number: reader.number) }
        } catch {
            throw ImportError(source, "cannot be read on from line \(reader.number + 1): \(error)")
        }
        return try work.result()
    }

    private mutating func take(_ event: LineReader.Event, number: Int) {
        guard case .line(let bytes) = event else {
            refuse(number, "longer than \(LineReader.lineLimit >> 10) KiB")
            lines += 1
            return
        }
        guard let first = bytes.first(where: { $0 != 32 }) else { return }
        lines += 1
        let isJSON = first == UInt8(ascii: "{")
        let line =
            isJSON
            ? LogLine.json(bytes, fields: options.fields, unit: options.unit)
            : LogLine.ncsa(bytes, unit: options.unit)
        guard let line else {
            // Comments of W3C logs and the like are no requests, but no harm either.
            refuse(
                number,
                isJSON
                    ? "no JSON object with a time, a path and a status"
                    : "not of the form HOST - USER [TIME] \"METHOD PATH HTTP/1.1\" STATUS BYTES")
            return
        }
        tally.add(line, number: number)
    }

    private mutating func refuse(_ number: Int, _ reason: String) {
        bad += 1
        notes.add("line \(number)", reason, kind: "lines that cannot be read")
    }

    // MARK: - Result

    private mutating func result() throws(ImportError) -> ImportResult {
        guard tally.requests > 0 else {
            let hint = notes.all.first.map { "; \($0.text)" } ?? ""
            throw ImportError(
                source,
                tally.statics > 0
                    ? "all \(grouped(tally.statics)) requests are for scripts, styles and pictures"
                    : "none of its \(grouped(lines)) lines is a request\(hint)")
        }
        let busiest = tally.days.max { a, b in a.value == b.value ? a.key > b.key : a.value < b.value }
        guard let busiest else { throw ImportError(source, "no day is known of its requests") }
        let operations = operations()
        noteRest()
        let system = ImportedSystem(name: "site", url: "http://localhost:8080", operations: operations.map(\.operation))
        let shares = LogImport.shares(operations.map(\.requests))
        let mix = zip(operations, shares).map { "    \(YAMLText.scalar($0.operation.name)): \(percent($1))" }
        let course = LogProfile(tally: tally, every: options.every)
        let orders =
            ["total: \(busiest.value)               # requests of the busiest day; an order stands for a request"]
            + shape(course) + ["channels:"] + mix.map { String($0.dropFirst(2)) }
        let steps = operations.flatMap { entry in
            [
                "- if: \(YAMLText.scalar("channel is \(entry.operation.name)"))",
                "  then: [call: \(YAMLText.scalar("site.\(entry.operation.name)"))]",
            ]
        }
        let date = LocalDate(day: busiest.key).text
        let writer = ImportWriter(
            title: "Traffic of \(ImportWriter.short(source))",
            comments: comments(busiest: busiest.value, on: date), notes: notes.all,
            clock: "{ from: \(date) 00:00, for: 24h, drain: 1h, zone: UTC }       # as the log's clock shows it",
            orders: orders, systems: [system], steps: steps)
        return ImportResult(
            scenario: writer.text,
            profile: options.profile == nil ? nil : course.csv(source: ImportWriter.short(source)),
            notes: notes.all,
            summary: "\(grouped(tally.requests)) requests of \(grouped(lines)) lines, \(operations.count) operations"
                + (bad > 0 ? ", \(bad == 1 ? "1 bad line" : "\(grouped(bad)) bad lines")" : ""))
    }

    private func comments(busiest: Int, on date: String) -> [String] {
        let days = tally.days.count
        var comments = [
            "From \(ImportWriter.short(source)): \(LogImport.count(tally.requests)) of \(days == 1 ? "one day" : "\(grouped(days)) days"), busiest \(date) with \(grouped(busiest)).",
            "Most requests in one second: \(grouped(tally.peak.count)), at \(LogImport.text(tally.peak.wall)).",
        ]
        if options.unit == nil {
            comments.append(
                "Times of requests: with decimals taken for seconds, whole ones as their format has them; --time-unit says otherwise."
            )
        }
        return comments
    }

    private static func count(_ requests: Int) -> String {
        requests == 1 ? "1 request" : "\(grouped(requests)) requests"
    }

    private static func text(_ wall: Int64) -> String {
        let day = Int((wall - (wall % 86_400 + 86_400) % 86_400) / 86_400)
        return LocalDateTime(date: LocalDate(day: day), seconds: Int((wall % 86_400 + 86_400) % 86_400)).text
    }

    private mutating func noteRest() {
        if tally.statics > 0 {
            notes.add("", "left out, for scripts, styles and pictures: \(LogImport.count(tally.statics))")
        }
        if tally.others > 0 {
            notes.add(
                "",
                "left out, of rare kinds: \(LogImport.count(tally.others)); \(grouped(LogTally.kindLimit)) kinds are told apart"
            )
        }
        notes.add("", "a log tells no bodies and no headers: write those that POST, PUT and PATCH need under http")
    }

    private func shape(_ course: LogProfile) -> [String] {
        if let profile = options.profile { return ["shape: \(YAMLText.scalar(profile))"] }
        return ["shape:"] + course.stretches.map { "  - \($0)" }
    }

    // MARK: - Operations

    private mutating func operations() -> [(operation: ImportedOperation, requests: Int)] {
        var out: [(operation: ImportedOperation, requests: Int)] = []
        var rest = 0
        for (kind, counts) in tally.sorted() {
            guard out.isEmpty || out.count < LogImport.operationLimit && counts.requests * 20_000 >= tally.requests
            else {
                rest += counts.requests
                continue
            }
            out.append((operation(kind, counts, among: out.map(\.operation.name)), counts.requests))
        }
        if rest > 0 {
            notes.add(
                "",
                "left out of the mix, of rarer kinds: \(LogImport.count(rest)), \(percent(Double(rest) / Double(tally.requests)))"
            )
        }
        return out
    }

    private func operation(_ kind: LogTally.Kind, _ counts: LogTally.Counts, among names: [String]) -> ImportedOperation
    {
        let segments = counts.sample.split(separator: "/", omittingEmptySubsequences: false).dropFirst().map(
            String.init)
        var path = ""
        for (k, segment) in kind.segments.enumerated() {
            path += "/"
            guard segment == PathShape.hole else {
                path += ImportedURL.pathText(segment)
                continue
            }
            let before = k > 0 ? kind.segments[k - 1] : nil
            path += ImportedURL.placeholder(
                PathShape.factName(after: before == PathShape.hole ? nil : before),
                segment: k < segments.count ? segments[k] : "1")
        }
        // A condition names its channel, and " or " stands between two of them.
        let words = PathShape.words(kind.method, kind.segments).split(separator: " ").filter { $0 != "or" }
        var operation = ImportedOperation(
            name: ImportWriter.unique(words.joined(separator: " "), among: names), method: kind.method,
            path: path.isEmpty ? "/" : path, times: counts.times.kept)
        let statuses = counts.statuses.keys.sorted()
        operation.statuses = statuses.filter { (200...399).contains($0) }
        let failed = statuses.filter { $0 >= 400 }.map { status in
            "\(status): \(percent(Double(counts.statuses[status] ?? 0) / Double(counts.requests)))"
        }
        operation.comments.append(
            "\(LogImport.count(counts.requests)), first at line \(counts.firstLine)\(failed.isEmpty ? "" : "; answered \(failed.joined(separator: ", "))")"
        )
        if counts.times.kept.isEmpty { operation.comments.append("The log tells no times; 100ms is a guess.") }
        return operation
    }

    /// Shares in hundredths of a per cent that make exactly 100 %, each at least one of them.
    static func shares(_ counts: [Int]) -> [Double] {
        let sum = counts.reduce(0, +)
        guard sum > 0 else { return counts.map { _ in 0 } }
        let exact = counts.map { Double($0) / Double(sum) * 10_000 }
        var units = exact.map { max(1, Int($0)) }
        var missing = 10_000 - units.reduce(0, +)
        let order = exact.indices.sorted { exact[$0] - exact[$0].rounded(.down) > exact[$1] - exact[$1].rounded(.down) }
        for k in order where missing > 0 {
            units[k] += 1
            missing -= 1
        }
        // What the least shares were given too much is taken from the largest.
        if let largest = units.indices.max(by: { units[$0] < units[$1] }) { units[largest] += missing }
        return units.map { Double($0) / 10_000 }
    }
}
