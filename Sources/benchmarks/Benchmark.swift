/// A piece of work that is measured, and what it has to reach.
struct Benchmark: Sendable {
    /// What `--filter` looks at.
    let name: String
    /// What is measured, in one sentence.
    let summary: String
    /// Measures; one figure a row of the table.
    let measure: @Sendable (Settings) throws -> [Figure]
}

/// How benchmarks are to be run.
struct Settings: Sendable {
    /// Times a short benchmark is repeated; the best counts, as other programs can only slow one down.
    var repetitions = 3
    /// Says on standard error what goes on.
    var progress: @Sendable (String) -> Void = { _ in }
}

/// Why a benchmark could not be measured.
struct BenchmarkError: Error, CustomStringConvertible {
    let description: String

    init(_ description: String) { self.description = description }
}
