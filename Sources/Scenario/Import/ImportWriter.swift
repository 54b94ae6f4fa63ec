internal import Kernel

/// Writes what was imported as a scenario that runs as it is: all systems simulated, one journey through their operations.
struct ImportWriter {
    /// What people will call it.
    var title: String
    /// Lines at the top, without "# ".
    var comments: [String]
    /// What was not expressed or guessed.
    var notes: [ImportNote]
    /// The line under `clock`, and the lines under `orders`.
    var clock = "{ from: 2026-11-27 08:00, for: 1h, drain: 1h, zone: UTC }"
    var orders = ["total: 100"]
    var systems: [ImportedSystem]
    /// Steps of the journey; nil: every operation once, in order.
    var steps: [String]?

    /// The scenario's text.
    var text: String {
        var lines = comments.map { "# \(YAMLText.comment($0))" }
        if !notes.isEmpty {
            lines.append("#")
            lines.append("# Not expressed here, or guessed; look at these:")
            lines += notes.map { "#   \(YAMLText.comment($0.text))" }
        }
        lines += ["rehearse: 1", "name: \(YAMLText.scalar(name))", "clock: \(clock)", "", "orders:"]
        lines += orders.map { "  \($0)" }
        lines += ["", "systems:"]
        for system in systems { lines += ImportWriter.lines(system).map { $0.isEmpty ? "" : "  \($0)" } }
        lines += ["", "links:"]
        lines += systems.map { "  \(YAMLText.scalar("journey -> \($0.name)")): { timeout: 30s }" }
        lines += ["", "journey:", "  steps:"]
        lines += (steps ?? calls).map { "    \($0)" }
        lines += ["", "budgets:", "  - orders completed >= 99%"]
        return lines.joined(separator: "\n") + "\n"
    }

    /// The title as a scenario's name may be: on one line, not too long.
    private var name: String {
        let words = YAMLText.comment(title).split(separator: " ").joined(separator: " ")
        return words.isEmpty ? "Imported" : String(words.prefix(150))
    }

    private var calls: [String] {
        systems.flatMap { system in
            system.operations.map { "- call: \(YAMLText.scalar("\(system.name).\($0.name)"))" }
        }
    }

    // MARK: - Systems

    private static func lines(_ system: ImportedSystem) -> [String] {
        var lines = ["\(YAMLText.scalar(system.name)):"]
        lines.append("  placement: simulated      # served: reachable over HTTP; real: asked over HTTP at its url")
        lines.append("  url: \(YAMLText.quoted(system.url))")
        lines.append("  protocol: http")
        if !system.auth.isEmpty {
            lines.append("  auth:")
            lines += system.auth.map { "    \($0)" }
        }
        lines.append("  operations:")
        for operation in system.operations {
            lines.append("    \(YAMLText.scalar(operation.name)):")
            lines += operation.comments.map { "      # \(YAMLText.comment($0))" }
            lines.append("      http:")
            lines += ImportWriter.http(operation).map { "        \($0)" }
            lines += ["      steps:", "        - work: \(operation.work)"]
        }
        return lines
    }

    /// The lines under an operation's `http`.
    static func http(_ operation: ImportedOperation) -> [String] {
        var lines = ["method: \(YAMLText.scalar(operation.method))", "path: \(YAMLText.scalar(operation.path))"]
        lines += fields("query", operation.query) + fields("headers", operation.headers)
        switch operation.body {
        case nil: break
        case .json(let text): lines += block("json", text)
        case .form(let form): lines += form.isEmpty ? ["form: {}"] : fields("form", form)
        case .xml(let text): lines.append("xml: \(YAMLText.quoted(text))")
        case .text(let text): lines.append("text: \(YAMLText.quoted(text))")
        }
        if operation.body != nil, let type = operation.contentType, type.count <= 200,
            type.unicodeScalars.allSatisfy(YAMLText.isPrintable)
        {
            lines.append("content type: \(YAMLText.quoted(type))")
        }
        if !operation.statuses.isEmpty {
            lines.append("expect: [\(operation.statuses.map(String.init).joined(separator: ", "))]")
        }
        if !operation.rules.isEmpty {
            lines.append("outcomes:")
            lines += operation.rules.map { rule in
                let says = rule.says.map { ", says: \(YAMLText.quoted($0))" } ?? ""
                return "  - { status: \(rule.status), is: \(outcome(rule.outcome))\(says) }"
            }
        }
        if !operation.learns.isEmpty {
            lines.append("learn:")
            lines += operation.learns.map { "  \($0.name): \(source($0))" }
        }
        if let answer = operation.answer {
            lines.append("answers:")
            lines.append("  status: \(answer.status)")
            lines += block("json", answer.json).map { "  \($0)" }
        }
        return lines
    }

    private static func fields(_ key: String, _ fields: [ImportedOperation.Field]) -> [String] {
        guard !fields.isEmpty else { return [] }
        return ["\(key):"] + fields.map { "  \(YAMLText.scalar($0.name)): \(YAMLText.quoted($0.value))" }
    }

    private static func block(_ key: String, _ text: String) -> [String] {
        ["\(key): |"] + text.split(separator: "\n", omittingEmptySubsequences: false).map { "  \($0)" }
    }

    private static func source(_ fact: ImportedOperation.Fact) -> String {
        switch (fact.source, fact.isOptional) {
        case (.body(let pointer), false): YAMLText.scalar(pointer.description)
        case (.body(let pointer), true): "{ pointer: \(YAMLText.quoted(pointer.description)), optional: yes }"
        case (.header(let name), let optional):
            "{ header: \(YAMLText.quoted(name))\(optional ? ", optional: yes" : "") }"
        }
    }

    private static func outcome(_ outcome: Outcome) -> String {
        OutcomeWords.failures.first { $0.1 == outcome }?.0 ?? "ok"
    }
}
