import Foundation

/// `rehearse reconcile` on two exports of ten million events each, beside DuckDB's join of the same files, and `rehearse parallel`
/// on a hundred thousand orders.
enum MigrationBenchmark {
    static let benchmark = Benchmark(
        name: "migration", summary: "two exports of 10,000,000 events each, and a parallel run of 100,000 orders"
    ) { settings in
        let binary = try ReleaseBinary()
        return try TemporaryDirectory.with { folder in
            settings.progress("writing two exports of 10,000,000 events each (1.4 GB)")
            let old = folder.appending(path: "old.csv").path(percentEncoded: false)
            let new = folder.appending(path: "new.csv").path(percentEncoded: false)
            try ExportWriter.write(orders: 3_333_334, old: old, new: new)
            let reconciled = try run(
                [binary.path, "reconcile", old, new, "--quiet", "--threads", "2", "--out", place("out", folder)])
            let classified = try JoinAndClassification.seconds(old, new)
            let joined = try duckDB(old, new)
            let parallel = try run([
                binary.path, "parallel", binary.scenario("edi-hub-to-odoo").path(percentEncoded: false), "--quiet",
                "--threads", "2", "--out", place("parallel", folder),
            ])
            return [
                Figure(
                    work: "reconcile two exports of 10,000,000 events each, two threads", value: reconciled.seconds,
                    unit: "s",
                    goal: Figure.Goal(subject: .figure, sense: .atMost, must: 40, aim: 12)),
                Figure(
                    work: "the same, peak memory", value: Double(reconciled.peakBytes) / 1e9, unit: "GB",
                    goal: Figure.Goal(subject: .figure, sense: .atMost, must: 2, aim: 1)),
                Figure(
                    work: "its reading, join and classification alone", value: classified, unit: "s",
                    baseline: joined.map {
                        Figure.Baseline(
                            value: $0, source: "DuckDB's full outer join of the files alone, two threads, measured now")
                    },
                    goal: joined.map { _ in Figure.Goal(subject: .ratio, sense: .atMost, must: 2, aim: 1) },
                    note: joined == nil ? "no python3 with duckdb (REHEARSE_PYTHON)" : nil),
                Figure(
                    work: "parallel run of 100,000 orders, three sides, with report, two threads",
                    value: parallel.seconds, unit: "s",
                    goal: Figure.Goal(subject: .figure, sense: .atMost, must: 10, aim: 3)),
            ]
        }
    }

    private static func place(_ name: String, _ folder: URL) -> String {
        folder.appending(path: name).path(percentEncoded: false)
    }

    /// 3: to hold; 5: too little was seen. The comparison itself was whole.
    private static func run(_ arguments: [String]) throws -> ChildProcess.Result {
        let result = try ChildProcess.run(arguments)
        guard [0, 3, 5].contains(result.status) else {
            throw BenchmarkError("rehearse \(arguments[1]) ended with \(result.status)")
        }
        return result
    }

    /// Seconds of DuckDB's join; nil: there is none.
    private static func duckDB(_ old: String, _ new: String) throws -> Double? {
        let python = ProcessInfo.processInfo.environment["REHEARSE_PYTHON"] ?? "/usr/bin/python3"
        guard FileManager.default.isExecutableFile(atPath: python),
            try ChildProcess.run([python, "-c", "import duckdb"]).status == 0
        else { return nil }
        let script = """
            import duckdb, time
            db = duckdb.connect()
            db.execute("SET threads TO 2")
            db.execute("SET enable_progress_bar = false")
            began = time.monotonic()
            db.execute('''SELECT count(*), sum(CASE WHEN o.status = n.status AND o.total IS NOT DISTINCT FROM n.total THEN 1 ELSE 0 END)
                FROM read_csv('\(old)', header=true) o FULL OUTER JOIN read_csv('\(new)', header=true) n USING (event, "order")''').fetchall()
            print(time.monotonic() - began)
            """
        let result = try ChildProcess.run([python, "-c", script], capture: true)
        guard result.status == 0,
            let seconds = result.text.split(whereSeparator: \.isWhitespace).last.flatMap({ Double($0) })
        else { throw BenchmarkError("DuckDB ended with \(result.status)") }
        return seconds
    }
}
