import Foundation

/// The release `rehearse` beside this program, and the scenarios of the checkout it was built in.
struct ReleaseBinary {
    /// The program.
    let path: String
    /// The checkout's directory.
    let checkout: URL

    /// Finds them: REHEARSE_BINARY, else `rehearse` in this program's own directory.
    init() throws {
        let own = URL(fileURLWithPath: CommandLine.arguments[0]).resolvingSymlinksInPath().deletingLastPathComponent()
        let named = ProcessInfo.processInfo.environment["REHEARSE_BINARY"]
        path = named ?? own.appending(path: "rehearse").path(percentEncoded: false)
        guard FileManager.default.isExecutableFile(atPath: path) else {
            throw BenchmarkError(
                "no program at \(path): build it with swift build -c release --product rehearse, "
                    + "or name it in REHEARSE_BINARY")
        }
        var places = [URL(fileURLWithPath: FileManager.default.currentDirectoryPath)]
        var place = own
        while place.pathComponents.count > 1 {
            places.append(place)
            place = place.deletingLastPathComponent()
        }
        let found = places.first { place in
            FileManager.default.fileExists(
                atPath: place.appending(path: "Scenarios/black-friday.yaml").path(percentEncoded: false))
        }
        guard let found else {
            throw BenchmarkError("no Scenarios/black-friday.yaml here or above \(own.path(percentEncoded: false))")
        }
        checkout = found
    }

    /// The file of a shipped scenario.
    func scenario(_ name: String) -> URL { checkout.appending(path: "Scenarios/\(name).yaml") }

    /// Runs a scenario on one thread and writes its report.
    /// - Returns: what the run used.
    func rehearse(_ scenario: URL, into directory: URL) throws -> ChildProcess.Result {
        let result = try ChildProcess.run([
            path, "run", scenario.path(percentEncoded: false), "--threads", "1", "--quiet", "--out",
            directory.path(percentEncoded: false),
        ])
        // 3: a budget failed, 5: a budget without data; the run itself was whole.
        guard [0, 3, 5].contains(result.status) else {
            throw BenchmarkError("rehearse run \(scenario.lastPathComponent) ended with \(result.status)")
        }
        return result
    }
}

/// A directory that is gone afterwards.
enum TemporaryDirectory {
    static func with<Result>(_ body: (URL) throws -> Result) throws -> Result {
        let directory = FileManager.default.temporaryDirectory.appending(path: "rehearse-benchmarks-\(UUID())")
        try FileManager.default.createDirectory(at: directory, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: directory) }
        return try body(directory)
    }
}
