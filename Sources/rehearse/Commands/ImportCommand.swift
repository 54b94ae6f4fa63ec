internal import ArgumentParser
internal import Foundation
internal import Scenario

/// `rehearse import FILE`
struct ImportCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "import",
        abstract: "Make a scenario of a HAR file, an OpenAPI document or a server's access log.",
        discussion: """
            Requests become operations of the protocol http, with the order's fields, what earlier answers told and \
            references to secrets in the place of what was sent; an access log becomes the course of a day and a mix of \
            operations. The scenario runs as it is, with every system simulated. What could not be expressed is listed on \
            standard error and at the top of the scenario.

            A HAR file holds passwords, tokens and cookies: none of them is taken over.

              rehearse import shop.har -o shop.yaml
              rehearse import carrier-openapi.yaml -o carrier.yaml
              gunzip -c access.log.gz | rehearse import - -o traffic.yaml
            """)

    @Argument(help: ArgumentHelp("What to import; - is standard input.", valueName: "file"))
    var path: String

    @Option(
        name: .customLong("as"),
        help: ArgumentHelp("What it is, if its contents do not tell: har, openapi or log.", valueName: "kind"),
        transform: { try word($0, as: ImportKind.self) })
    var kind: ImportKind?

    @Option(
        name: .shortAndLong,
        help: ArgumentHelp(
            "Where to write the scenario, and beside it a log's profile; standard output if left out.",
            valueName: "file"))
    var output: String?

    @Option(
        name: .customLong("field"),
        help: ArgumentHelp(
            "Which member of JSON log lines says what: path=request.uri. Words: \(LogFields.words.joined(separator: ", ")).",
            valueName: "word=member"))
    var fields: [String] = []

    @Option(
        name: .customLong("time-unit"),
        help: ArgumentHelp("In what a log counts times: s, ms, us or ns.", valueName: "unit"),
        transform: { try word($0, as: LogTimeUnit.self) })
    var unit: LogTimeUnit?

    @Option(help: ArgumentHelp("Minutes of a row of a log's profile: 1, 5, 10, 15, 30 or 60.", valueName: "minutes"))
    var every = 60

    func validate() throws {
        guard [1, 5, 10, 15, 30, 60].contains(every) else {
            throw ValidationError("--every: expected 1, 5, 10, 15, 30 or 60 minutes, found \(every)")
        }
        var known = LogFields.guessed
        for field in fields where !known.set(field) {
            let words = LogFields.words.joined(separator: ", ")
            throw ValidationError("--field: expected WORD=MEMBER with a word of \(words), found \"\(field)\"")
        }
    }

    func run() throws {
        let profile = output.map { "\(URL(fileURLWithPath: $0).deletingPathExtension().lastPathComponent)-profile.csv" }
        var importer = Importer(kind: kind)
        for field in fields { _ = importer.fields.set(field) }
        importer.unit = unit
        importer.every = every
        importer.profile = profile
        let result: ImportResult
        do {
            result =
                path == "-"
                ? try importer.run(FileHandle.standardInput, source: "standard input") : try importer.run(path: path)
        } catch {
            throw CommandFailure("\(error)", code: .usage)
        }
        for note in result.notes { Streams.complain("note: \(note.text)") }
        guard let output else {
            Streams.say(result.scenario, terminator: "")
            Streams.complain("\(result.summary). Check the scenario: rehearse validate FILE")
            return
        }
        if let text = result.profile, let profile {
            let folder = URL(fileURLWithPath: output).deletingLastPathComponent()
            try NewFile.write(text, to: folder.appending(path: profile).path)
        }
        try NewFile.write(result.scenario, to: output)
        Streams.complain("\(result.summary). \(output) written. Next: rehearse validate \(output)")
    }
}

/// One of an enumeration's raw values.
private func word<Word: RawRepresentable & CaseIterable>(_ text: String, as _: Word.Type) throws -> Word
where Word.RawValue == String {
    if let word = Word(rawValue: text) { return word }
    let known = Word.allCases.map(\.rawValue).joined(separator: ", ")
    throw ValidationError("expected one of \(known), found \"\(text)\"")
}
