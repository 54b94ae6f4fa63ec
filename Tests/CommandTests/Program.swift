import Foundation
import Testing

/// The built program, run as a process.
struct Program {
    /// What a run of it left.
    struct Result {
        var status: Int32
        var output: String
        var errors: String
    }

    /// The debug program beside this test bundle.
    static let debug = Program(
        path: URL(fileURLWithPath: CommandLine.arguments[0]).deletingLastPathComponent().appending(path: "rehearse")
            .path)

    /// The release program that `Tests/run` built and names.
    static var release: Program? {
        ProcessInfo.processInfo.environment["REHEARSE_RELEASE"].map { Program(path: $0) }
    }

    /// The checkout.
    static let checkout = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
        .deletingLastPathComponent()

    /// A shipped scenario.
    static func scenario(_ name: String) -> String { checkout.appending(path: "Scenarios/\(name).yaml").path }

    let path: String

    /// Starts it; output goes to files, so that no pipe can fill up.
    func start(
        _ arguments: [String], in folder: URL, environment: [String: String] = [:]
    ) throws -> (process: Process, output: URL, errors: URL) {
        let process = Process()
        process.executableURL = URL(fileURLWithPath: path)
        process.arguments = arguments
        process.currentDirectoryURL = folder
        var variables = ProcessInfo.processInfo.environment
        variables["REHEARSE_HOME"] = nil
        for (name, value) in environment { variables[name] = value }
        process.environment = variables
        let output = folder.appending(path: "stdout-\(UUID())")
        let errors = folder.appending(path: "stderr-\(UUID())")
        for file in [output, errors] { try Data().write(to: file) }
        process.standardOutput = try FileHandle(forWritingTo: output)
        process.standardError = try FileHandle(forWritingTo: errors)
        process.standardInput = FileHandle.nullDevice
        try process.run()
        return (process, output, errors)
    }

    /// Runs it to its end.
    @discardableResult
    func run(_ arguments: String..., in folder: URL, environment: [String: String] = [:]) throws -> Result {
        let (process, output, errors) = try start(arguments, in: folder, environment: environment)
        process.waitUntilExit()
        return try Program.result(process, output, errors)
    }

    /// What an ended process left.
    static func result(_ process: Process, _ output: URL, _ errors: URL) throws -> Result {
        let status = process.terminationReason == .exit ? process.terminationStatus : 128 + process.terminationStatus
        return Result(
            status: status, output: try String(contentsOf: output, encoding: .utf8),
            errors: try String(contentsOf: errors, encoding: .utf8))
    }
}

/// A folder of its own for a test, gone afterwards.
func withFolder<Result>(_ body: (URL) throws -> Result) throws -> Result {
    let folder = FileManager.default.temporaryDirectory.appending(path: "rehearse-tests-\(UUID())")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: folder) }
    return try body(folder)
}

/// A python3 that has these modules; nil: there is none on this machine.
func python(with modules: String...) -> Program? {
    let places = (ProcessInfo.processInfo.environment["PATH"] ?? "").split(separator: ":").map { "\($0)/python3" }
    for path in places where FileManager.default.isExecutableFile(atPath: path) {
        let found = try? withFolder { folder in
            try Program(path: path).run("-c", "import \(modules.joined(separator: ", "))", in: folder).status == 0
        }
        if found == true { return Program(path: path) }
    }
    return nil
}

/// A landscape of two systems that needs no presets: quick in a debug build.
enum SmallScenario {
    static func text(orders: Int = 200, budgets: [String] = ["orders completed >= 99%"]) -> String {
        """
        rehearse: 1
        name: Small
        clock: { from: 2026-11-27 08:00, for: 1h, zone: Europe/Brussels }
        seed: 7
        calendars:
          cut-off: { days: all, at: "17:00" }
        orders:
          total: \(orders)
        systems:
          shop:
            role: channel
            workers: 4
            operations:
              hand over:
                steps:
                  - work: exponential 50ms
        journey:
          promise: { event: dispatched, by: cut-off }
          steps:
            - call: shop.hand over
            - emit: dispatched
        budgets:
        \(budgets.map { "  - \($0)" }.joined(separator: "\n"))

        """
    }

    static func write(to folder: URL, _ text: String = text()) throws -> String {
        let file = folder.appending(path: "small.yaml")
        try Data(text.utf8).write(to: file)
        return file.path
    }
}
