internal import Analysis
internal import ArgumentParser
internal import Foundation

/// `rehearse merge FOLDER...`
struct MergeCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "merge", abstract: "Join what shards have made into one report.",
        discussion: """
            For the shards of `rehearse capacity --shard`: makes the reports of the trials in their folder, or in several, the same \
            as from one process. Trials that are missing are told, and what needs them is absent.

            Exit codes: as those of the command that was divided.
            """)

    @Argument(help: ArgumentHelp("Folders that shards wrote to.", valueName: "folder"))
    var folders: [String]

    @Option(help: ArgumentHelp("Where to write, instead of the first folder.", valueName: "dir"))
    var out: String?

    @Flag(name: .shortAndLong, help: "Print nothing but problems.")
    var quiet = false

    @Option(help: "What is printed: the answers in words, or JSON.")
    var format = OutputFormat.text

    func validate() throws {
        if folders.isEmpty { throw ValidationError("expected the folders of shards, found none") }
    }

    func run() throws {
        for folder in folders where !TrialStore.isStudy(folder) {
            throw CommandFailure("\(folder): expected a folder that rehearse capacity --shard wrote to", code: .usage)
        }
        let started = Date()
        var (study, table) = try TrialStore.joined(folders)
        let folder = try RunFolder(scenario: folders[0], out: out ?? folders[0], started: started)
        let findings = study.findings(&table)
        try StudyEnding(
            findings: findings, study: study, folder: folder, format: format, isQuiet: quiet, elapsed: nil
        ).finish()
    }
}
