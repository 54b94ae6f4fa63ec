import Foundation

/// All benchmarks, in the order of the table.
let all = [
    EventQueueBenchmark.benchmark, SingleServerBenchmark.benchmark, BlackFridayBenchmark.benchmark,
    CapacityBenchmark.benchmark, MigrationBenchmark.benchmark,
    OrderMemoryBenchmark.benchmark, ReportBenchmark.benchmark, WireClientBenchmark.benchmark,
    WireRunBenchmark.benchmark,
    ServedBenchmark.benchmark,
]

let help = """
    Measures how fast Rehearse is, against baselines and goals. Build it with -c release.

    usage: benchmarks [--list] [--filter TEXT] [--json] [--help]

      --list          names the benchmarks
      --filter TEXT   runs only those whose name contains TEXT
      --json          prints figures as JSON instead of a table
      --help          prints this

    The benchmarks of whole runs start the release `rehearse` beside this program, or the one REHEARSE_BINARY names.
    REHEARSE_PYTHON names a python3 that has SimPy, for the M/M/1 baseline (without one its recorded figure is used), and DuckDB, for
    the migration baseline.

    Exit codes: 0 every goal met; 1 a benchmark could not run; 2 usage; 3 a goal missed.
    """

func complain(_ text: String) { FileHandle.standardError.write(Data((text + "\n").utf8)) }

var chosen = all
var asJSON = false
var arguments = Array(CommandLine.arguments.dropFirst())
while !arguments.isEmpty {
    let argument = arguments.removeFirst()
    switch argument {
    case "--help", "-h":
        print(help)
        exit(0)
    case "--list":
        for benchmark in all { print("\(benchmark.name)  \(benchmark.summary)") }
        exit(0)
    case "--json": asJSON = true
    case OrderMemoryBenchmark.childArgument:
        guard let orders = arguments.first.flatMap({ Int($0) }), orders > 0 else { exit(2) }
        OrderMemoryBenchmark.runChild(orders: orders)
        exit(0)
    case WireClientBenchmark.childArgument:
        guard arguments.count == 2, let count = Int(arguments[0]), let port = UInt16(arguments[1]) else { exit(2) }
        try WireClientBenchmark.runChild(connections: count, port: port)
        exit(0)
    case LoopbackServer.childArgument:
        guard let port = arguments.first.flatMap({ UInt16($0) }) else { exit(2) }
        try LoopbackServer.runChild(port: port)
        exit(0)
    case "--filter":
        guard !arguments.isEmpty else {
            complain("--filter: expected a part of a benchmark's name, found nothing")
            exit(2)
        }
        let text = arguments.removeFirst()
        chosen = all.filter { $0.name.contains(text) }
        guard !chosen.isEmpty else {
            complain("--filter: no benchmark's name contains \"\(text)\"; benchmarks --list names them")
            exit(2)
        }
    default:
        complain("unknown argument \"\(argument)\"; benchmarks --help says what there is")
        exit(2)
    }
}

#if DEBUG
    complain("note: a debug build; figures mean nothing, build with -c release")
#endif

var figures: [Figure] = []
var broken = false
for benchmark in chosen {
    complain("\(benchmark.name) ...")
    do {
        figures += try benchmark.measure(Settings(progress: complain))
    } catch {
        complain("\(benchmark.name): \(error)")
        broken = true
    }
}
print(asJSON ? try ResultTable.json(figures) : ResultTable.text(figures))
exit(broken ? 1 : figures.contains { $0.verdict == .missed } ? 3 : 0)
