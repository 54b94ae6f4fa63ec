/// What depends on the machine and the moment, kept apart from the summary in `run.json`.
public struct RunFacts: Sendable, Hashable {
    /// The command line, program name first.
    public var command: [String]
    /// The scenario file as named on the command line.
    public var scenario: String
    /// The files that were laid over it (`--with`), in order.
    public var overlays: [String]
    /// When the run began, as ISO 8601 text in UTC.
    public var started: String
    /// How long the run took on the wall, in seconds.
    public var elapsedSeconds: Double
    /// Version of the tool.
    public var version: String
    /// Operating system and processor, for people.
    public var machine: String
    /// Threads used.
    public var threads: Int
    /// Highest resident memory in bytes, if known.
    public var peakMemoryBytes: Int64?

    /// Facts of a run.
    public init(
        command: [String], scenario: String, overlays: [String] = [], started: String, elapsedSeconds: Double,
        version: String, machine: String,
        threads: Int = 1, peakMemoryBytes: Int64? = nil
    ) {
        self.command = command
        self.scenario = scenario
        self.overlays = overlays
        self.started = started
        self.elapsedSeconds = elapsedSeconds
        self.version = version
        self.machine = machine
        self.threads = threads
        self.peakMemoryBytes = peakMemoryBytes
    }

    /// `run.json`.
    public var json: String {
        let value: JSONValue = [
            "run_version": 1, "scenario": .string(scenario),
            "with": .array(overlays.map { .string($0) }), "command": .array(command.map { .string($0) }),
            "started": .string(started), "elapsed_seconds": .number((elapsedSeconds * 1000).rounded() / 1000),
            "tool_version": .string(version), "machine": .string(machine), "threads": .integer(Int64(threads)),
            "peak_memory_bytes": .optional(peakMemoryBytes),
        ]
        return value.text
    }
}
