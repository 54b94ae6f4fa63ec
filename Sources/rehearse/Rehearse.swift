internal import ArgumentParser
internal import Foundation

/// The program: parses the command line, runs a command, turns errors into exit codes.
@main
struct Rehearse: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "rehearse",
        abstract: "Rehearse a logistics peak before it happens.",
        discussion: """
            Replays a peak's orders through a whole landscape (shop, gateway, middleware, Odoo, warehouse, carriers) in virtual \
            time, and says which orders miss their cut-off, what breaks first and how much retries amplify.

            Start here:
              rehearse new peak                        write a small scenario that runs
              rehearse run peak.yaml                   rehearse it, read the verdict
              rehearse trace latest 4711               one order from click to doorstep

            Exit codes:
              0  every budget holds                    3    a budget is breached
              1  internal error                        4    a run is worse than the one it was compared with
              2  usage, or a scenario with problems    5    invalid run, or a budget without data
              130, 143  interrupted; a partial report is written
            """,
        version: Version.text,
        subcommands: [
            RunCommand.self, ValidateCommand.self, DescribeCommand.self, NewCommand.self, ImportCommand.self,
            ServeCommand.self, SchemaCommand.self, LandscapeCommand.self, ReportCommand.self, TraceCommand.self,
            CleanupCommand.self, CapacityCommand.self, MergeCommand.self, CalibrateCommand.self, ReconcileCommand.self,
            ParallelCommand.self, CompareCommand.self,
        ])

    static func main() {
        do {
            var command = try parseAsRoot()
            try command.run()
        } catch let failure as CommandFailure {
            if !failure.message.isEmpty { Streams.complain(failure.message) }
            Foundation.exit(failure.code.rawValue)
        } catch {
            guard exitCode(for: error) == .validationFailure else { exit(withError: error) }
            Streams.complain(fullMessage(for: error))
            Foundation.exit(ExitStatus.usage.rawValue)
        }
    }
}
