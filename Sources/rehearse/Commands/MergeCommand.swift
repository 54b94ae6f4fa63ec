internal import Analysis
internal import ArgumentParser
internal import Foundation
internal import Kernel
internal import Reporting

/// `rehearse merge FOLDER...`
struct MergeCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "merge", abstract: "Join what shards have made into one report.",
        discussion: """
            For the shards of `rehearse capacity --shard`: makes the reports of the trials in their folder, or in several, the same \
            as from one process. Trials that are missing are told, and what needs them is absent.

            For the shards of `rehearse run --shard`: joins their recordings, percentiles from all latencies, limits from all \
            requests, and writes the reports and the verdict of the whole. They must be shards of one scenario, seed, clock and \
            beginning; one that fell behind makes the whole invalid, and so does one that is missing.

            Exit codes: as those of the command that was divided; 5 if shards of a run are missing.
            """)

    @Argument(help: ArgumentHelp("Folders that shards wrote to, or that they share.", valueName: "folder"))
    var folders: [String]

    @Option(
        help: ArgumentHelp(
            "Where to write, instead of the first folder of a study, or of a new one under Reports for a run.",
            valueName: "dir"))
    var out: String?

    @Flag(name: .shortAndLong, help: "Print nothing but problems.")
    var quiet = false

    @Option(help: "What is printed: the answers in words, or JSON.")
    var format = OutputFormat.text

    func validate() throws {
        if folders.isEmpty { throw ValidationError("expected the folders of shards, found none") }
    }

    func run() throws {
        let studies = folders.filter { TrialStore.isStudy($0) }
        for folder in folders where !TrialStore.isStudy(folder) {
            guard RunMerge.isRun(folder) else {
                throw CommandFailure(
                    "\(folder): expected a folder that rehearse capacity --shard or rehearse run --shard wrote to",
                    code: .usage)
            }
            if let study = studies.first {
                throw CommandFailure(
                    "\(study) holds a capacity study and \(folder) a run: expected the one or the other", code: .usage)
            }
        }
        if studies.isEmpty { try mergeRun() } else { try mergeStudy() }
    }

    private func mergeStudy() throws {
        let started = Date()
        var (study, table) = try TrialStore.joined(folders)
        let folder = try RunFolder(scenario: folders[0], out: out ?? folders[0], started: started)
        let findings = study.findings(&table)
        try StudyEnding(
            findings: findings, study: study, folder: folder, format: format, isQuiet: quiet, elapsed: nil
        ).finish()
    }

    private func mergeRun() throws {
        let started = Date()
        let since = ContinuousClock.now
        let merge = try RunMerge(folders)
        for remark in merge.remarks { Streams.complain(remark) }
        let scenario = RunFile.scenario(in: merge.folders[0]) ?? merge.recording.plan.title
        let folder = try RunFolder(scenario: scenario, out: out, started: started)
        let facts = RunFacts(
            command: CommandLine.arguments, scenario: scenario, overlays: RunFile.overlays(in: merge.folders[0]),
            started: started.formatted(.iso8601),
            elapsedSeconds: (ContinuousClock.now - since).inSeconds, version: Version.text, machine: RunFile.machine,
            peakMemoryBytes: RunFile.peakMemory)
        let count = merge.recording.parts?.parts.count ?? merge.folders.count
        try RunEnding(
            recording: merge.recording, folder: folder, files: try merge.files(Array(facts.json.utf8)), format: format,
            isQuiet: quiet, elapsed: "\(count) shards"
        ).finish()
    }
}
