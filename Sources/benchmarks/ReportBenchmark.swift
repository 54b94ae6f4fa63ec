import Foundation

/// `rehearse report RUN`: all reports of the recorded Black Friday, made again from disk.
enum ReportBenchmark {
    static let benchmark = Benchmark(
        name: "report", summary: "all reports of a recorded black-friday run, made again from disk"
    ) { settings in
        let binary = try ReleaseBinary()
        return try TemporaryDirectory.with { directory in
            let out = directory.appending(path: "run")
            _ = try binary.rehearse(binary.scenario("black-friday"), into: out)
            var seconds = Double.infinity
            for _ in 0..<settings.repetitions {
                let result = try ChildProcess.run([
                    binary.path, "report", out.path(percentEncoded: false), "--quiet",
                ])
                guard [0, 3, 5].contains(result.status) else {
                    throw BenchmarkError("rehearse report ended with \(result.status)")
                }
                seconds = min(seconds, result.seconds)
            }
            return [
                Figure(
                    work: "report from a recorded black-friday run", value: seconds, unit: "s",
                    goal: Figure.Goal(subject: .figure, sense: .atMost, must: 1, aim: 0.2))
            ]
        }
    }
}
