import Foundation

/// The whole of `rehearse capacity` for black-friday.yaml scaled to 100,000 orders: on two cores, and against one.
enum CapacityBenchmark {
    static let benchmark = Benchmark(
        name: "capacity", summary: "capacity study of black-friday.yaml scaled to 100,000 orders, two cores against one"
    ) { settings in
        let binary = try ReleaseBinary()
        let times = try TemporaryDirectory.with { folder in
            let scenario = try scaled(binary, in: folder)
            return try [1, 2].map { threads -> Double in
                let result = try ChildProcess.run([
                    binary.path, "capacity", scenario.path(percentEncoded: false), "--threads", String(threads),
                    "--quiet",
                    "--out", folder.appending(path: "out-\(threads)").path(percentEncoded: false),
                ])
                guard [0, 3, 5].contains(result.status) else {
                    throw BenchmarkError("rehearse capacity ended with \(result.status)")
                }
                return result.seconds
            }
        }
        return [
            Figure(
                work: "capacity of black-friday.yaml with 100,000 orders, two threads", value: times[1], unit: "s",
                goal: Figure.Goal(subject: .figure, sense: .atMost, must: 120, aim: 30)),
            Figure(
                work: "capacity study, speed on two threads", value: 1 / times[1], unit: "1/s",
                baseline: Figure.Baseline(value: 1 / times[0], source: "the same on one thread, measured now"),
                goal: Figure.Goal(subject: .ratio, sense: .atLeast, must: 1.8, aim: 1.95)),
        ]
    }

    /// The scenario with a tenth of its orders, its files where they were.
    private static func scaled(_ binary: ReleaseBinary, in folder: URL) throws -> URL {
        let source = binary.scenario("black-friday")
        var text = try String(contentsOf: source, encoding: .utf8)
        let profiles = source.deletingLastPathComponent().appending(path: "profiles/").path(percentEncoded: false)
        for (old, new) in [("total: 1M", "total: 100k"), ("orders: 40k", "orders: 4k"), ("profiles/", profiles)] {
            guard text.contains(old) else { throw BenchmarkError("black-friday.yaml has no \"\(old)\"") }
            text = text.replacingOccurrences(of: old, with: new)
        }
        let file = folder.appending(path: "black-friday.yaml")
        try Data(text.utf8).write(to: file)
        return file
    }
}
