import Foundation
import Testing

/// The files that hand a capacity study to a cluster: what they start is started here, with what the cluster would tell it.
@Suite("Shards in a cluster")
struct ClusterTests {
    private static func file(_ name: String) throws -> String {
        try String(contentsOf: Program.checkout.appending(path: "Scenarios/cluster/\(name)"), encoding: .utf8)
    }

    /// A study that is quick even where one shard makes all of it.
    private static func scenario(in folder: URL) throws -> String {
        let file = folder.appending(path: "desk.yaml")
        let text = CapacityScenario.text(
            CapacityScenario.station("desk", workers: 2, mean: "20s"), calls: ["desk.ask"], budget: "desk p95 < 90s")
        try Data(text.utf8).write(to: file)
        return file.path
    }

    private static let quick = ["--seeds", "1", "--precision", "10", "--hold", "60"]

    /// What follows a key on its line, without what is remarked there.
    private static func value(_ key: String, in text: String) -> Substring? {
        guard let line = text.split(separator: "\n").first(where: { $0.contains("\(key): ") }) else { return nil }
        return line.split(separator: "#")[0].split(separator: ":", maxSplits: 1).last.map {
            Substring($0.trimmingCharacters(in: .whitespaces))
        }
    }

    @Test("The Job starts as many pods as there are shards, and its arguments make a study")
    func job() throws {
        let text = try Self.file("capacity-job.yaml")
        #expect(Self.value("kind", in: String(text.split(separator: "---")[1])) == "Job")
        #expect(Self.value("completionMode", in: text) == "Indexed")
        let count = try #require(Self.value("completions", in: text))
        #expect(Self.value("parallelism", in: text) == count)
        let list = try #require(text.range(of: "args:\n"))
        let arguments = text[list.upperBound...].split(separator: "\n").prefix { $0.contains("            - ") }
            .map { $0.trimmingCharacters(in: .whitespaces).dropFirst(2) }
        try withFolder { folder in
            let scenario = try Self.scenario(in: folder)
            let shared = folder.appending(path: "shared").path
            let given = arguments.map {
                $0.replacing("$(JOB_COMPLETION_INDEX)", with: "7").replacing("/shared", with: shared)
                    .replacing("/rehearse/Scenarios/black-friday.yaml", with: scenario)
            }.map(String.init)
            #expect(given.contains("--shard=7/\(count)") && given.contains(scenario), "\(given)")
            let (process, output, errors) = try Program.debug.start(given + Self.quick, in: folder)
            process.waitUntilExit()
            let result = try Program.result(process, output, errors)
            #expect(result.status == 0, "\(result.errors)")
            let merged = try Program.debug.run("merge", shared + "/black-friday", "--quiet", in: folder)
            #expect([0, 3].contains(merged.status), "\(merged.errors)")
        }
    }

    @Test("The Slurm script passes its task's number, of as many as the array has")
    func array() throws {
        let text = try Self.file("capacity-array.sh")
        #expect(text.contains("#SBATCH --array=0-7\n") && text.contains("$SLURM_ARRAY_TASK_ID/8"))
        try withFolder { folder in
            let scenario = try Self.scenario(in: folder)
            // Stands where the program would: says what it was given.
            let echo = folder.appending(path: "echo.sh")
            try Data("#!/bin/sh\nprintf '%s\\n' \"$@\"\n".utf8).write(to: echo)
            try FileManager.default.setAttributes([.posixPermissions: 0o755], ofItemAtPath: echo.path)
            let bash = Program(path: "/bin/bash")
            let script = Program.checkout.appending(path: "Scenarios/cluster/capacity-array.sh").path
            let told = try bash.run(
                script, scenario, "shared dir", in: folder,
                environment: ["SLURM_ARRAY_TASK_ID": "3", "REHEARSE": echo.path])
            let given = told.output.split(separator: "\n").map(String.init)
            #expect(
                given == ["capacity", scenario, "--shard=3/8", "--out=shared dir", "--threads=2", "--quiet"],
                "\(told)")
            let (process, output, errors) = try Program.debug.start(given + Self.quick, in: folder)
            process.waitUntilExit()
            let result = try Program.result(process, output, errors)
            #expect(result.status == 0, "\(result.errors)")
        }
    }
}
