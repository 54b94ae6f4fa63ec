import Analysis
import Kernel
import Testing

@testable import Reporting

@Suite("Comparison: baseline files")
struct BaselineTests {
    private static let facts = RunFacts(
        command: ["rehearse", "run", "--out", "x"], scenario: "/home/ci/peak.yaml", overlays: ["/tmp/more.yaml"],
        started: "2026-11-27T08:00:00Z", elapsedSeconds: 1.5, version: "0.1.0", machine: "box", threads: 2)

    private static func bytes(_ count: Int = 1) throws -> [UInt8] {
        try Baseline((0..<count).map { _ in Baseline.Run(PeakDay.recording, facts: facts) }).bytes()
    }

    @Test(
        "What is kept is read again: all measurements, no single orders, no command line, no folders",
        arguments: [1, 3])
    func again(count: Int) throws {
        let bytes = try Self.bytes(count)
        #expect(Baseline.isBaseline(bytes))
        let baseline = try Baseline(bytes: bytes)
        #expect(baseline.runs.count == count)
        for run in baseline.runs {
            let legs = PeakDay.recording.plan.journey.legs.indices.map { TrackID.leg($0) }
            for track in legs + [.journey, .call(0), .scheduleLag] {
                #expect(run.recording.track(track) == PeakDay.recording.track(track))
            }
            #expect(RunComparison(run.recording, PeakDay.recording).isIdentical)
            #expect(Findings(run.recording).verdicts == Findings(PeakDay.recording).verdicts)
            #expect(run.recording.plan == PeakDay.recording.plan && run.recording.exemplars == Exemplars())
            #expect(run.facts?.scenario == "peak.yaml" && run.facts?.overlays == ["more.yaml"])
            #expect(run.facts?.command == [] && run.facts?.started == "2026-11-27T08:00:00Z")
        }
        #expect(try baseline.bytes() == bytes)
        #expect(bytes.count < count * (try RecordingFile.bytes(of: PeakDay.recording).count))
    }

    @Test("A file cut anywhere, or with a byte changed in its lengths, is refused with words and never trusted")
    func damaged() throws {
        let bytes = try Self.bytes()
        for length in [0, 7, 8, 15, 23, 40, bytes.count / 2, bytes.count - 1] {
            #expect(throws: RecordingError.self) { try Baseline(bytes: Array(bytes.prefix(length))) }
        }
        for position in 8..<24 {
            var changed = bytes
            changed[position] ^= 0xff
            #expect(throws: RecordingError.self) { try Baseline(bytes: changed) }
        }
        #expect(throws: RecordingError.self) { try Baseline(bytes: bytes + [0]) }
    }

    @Test("run.json is read again; anything else is none")
    func facts() {
        #expect(RunFacts(json: Array(Self.facts.json.utf8)) == Self.facts)
        #expect(RunFacts(json: Array("[1]".utf8)) == nil && RunFacts(json: []) == nil)
        #expect(RunFacts(json: Array("{}".utf8))?.threads == 1)
    }
}
