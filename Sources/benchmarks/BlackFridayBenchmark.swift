import Foundation

/// The whole of `rehearse run Scenarios/black-friday.yaml`: reading, checking, a million orders, analysis, all reports.
enum BlackFridayBenchmark {
    static let benchmark = Benchmark(
        name: "black-friday", summary: "black-friday.yaml on one thread, whole run with report: time and peak memory"
    ) { settings in
        let binary = try ReleaseBinary()
        var seconds = Double.infinity
        var bytes = Int.max
        for _ in 0..<settings.repetitions {
            let result = try TemporaryDirectory.with {
                try binary.rehearse(binary.scenario("black-friday"), into: $0.appending(path: "run"))
            }
            seconds = min(seconds, result.seconds)
            bytes = min(bytes, result.peakBytes)
        }
        return [
            Figure(
                work: "black-friday.yaml, one thread, whole run with report: time", value: seconds, unit: "s",
                goal: Figure.Goal(subject: .figure, sense: .atMost, must: 15, aim: 5)),
            Figure(
                work: "black-friday.yaml, one thread, whole run with report: peak memory", value: Double(bytes) / 1e6,
                unit: "MB", goal: Figure.Goal(subject: .figure, sense: .atMost, must: 300, aim: 150)),
        ]
    }
}
