import Foundation
import Kernel
import Reporting
import Testing

@Suite("Exemplars of runs")
struct ExemplarRunTests {
    /// What a debug build rehearses in seconds; the others need a release build.
    private static let small = ["ci-smoke", "uci-peak-week"]

    @Test(
        "Every listed order of a shipped scenario has its full trace in the recording, and `trace` tells it from there",
        arguments: [
            "black-friday", "carrier-cutoff", "ci-smoke", "marketplace-campaign", "month-end-wave", "uci-peak-week",
        ])
    func shipped(name: String) throws {
        guard let program = Program.release ?? (Self.small.contains(name) ? .debug : nil) else {
            print("skipped: REHEARSE_RELEASE does not name a release build (Tests/run does)")
            return
        }
        try withFolder { folder in
            let out = folder.appending(path: "out")
            let run = try program.run("run", Program.scenario(name), "--quiet", "--out", out.path, in: folder)
            #expect([0, 3].contains(run.status), "\(run.errors)")
            let file = out.appending(path: "recording.rehearsal")
            let recording = try RecordingFile.recording(from: Array(Data(contentsOf: file)))
            let exemplars = recording.exemplars
            #expect(exemplars.slowest.count == Exemplars.limit)
            #expect(exemplars.sample.count == Exemplars.limit)
            #expect(exemplars.traces.map(\.facts.number) == exemplars.listed.sorted())
            for facts in [exemplars.slowest, exemplars.latest, exemplars.failed, exemplars.parked, exemplars.sample]
                .joined()
            {
                let trace = try #require(exemplars.trace(of: facts.number), "order \(facts.number)")
                #expect(Self.isWhole(trace), "order \(facts.number)")
                #expect(trace.facts == facts)
            }
            if recording.books.due <= 100_000 {
                // A short run follows the extremes of all orders.
                #expect(exemplars.slowest == exemplars.extremes.slowest)
                #expect(exemplars.latest == exemplars.extremes.latest)
                #expect(exemplars.failed == exemplars.extremes.failed)
                #expect(exemplars.parked == exemplars.extremes.parked)
            } else {
                #expect(exemplars.traced > 2_000)
            }
            try expectToldFromRecording(exemplars, out, program, folder)
        }
    }

    /// A trace from the order's coming due to its end.
    private static func isWhole(_ trace: OrderTrace) -> Bool {
        let facts = trace.facts
        guard !trace.truncated, let first = trace.spans.first, first.kind == .event(0), first.start == facts.due else {
            return false
        }
        let endings = trace.spans.filter { if case .ended = $0.kind { $0.start == facts.until } else { false } }
        switch facts.standing {
        case .completed, .failed, .cancelled: return endings.count == 1
        case .parked: return endings.isEmpty && trace.spans.contains { $0.kind == .parked(facts.park ?? -1) }
        case .inFlight: return endings.isEmpty
        }
    }

    /// Takes the orders out of the recorded plan, so that rehearsing again finds none: what is told then is in the recording.
    private func expectToldFromRecording(
        _ exemplars: Exemplars, _ out: URL, _ program: Program, _ folder: URL
    ) throws {
        let file = out.appending(path: "recording.rehearsal")
        var recording = try RecordingFile.recording(from: Array(Data(contentsOf: file)))
        recording.plan.demand.streams = []
        recording.plan.demand.replay = nil
        try Data(RecordingFile.bytes(of: recording)).write(to: file)
        for facts in [exemplars.latest.first, exemplars.slowest.last, exemplars.sample.first].compactMap({ $0 }) {
            let told = try program.run("trace", out.path, String(facts.number), in: folder)
            #expect(told.status == 0, "\(told.errors)")
            #expect(told.output.hasPrefix("Order \(facts.number) "), "\(told.output)")
        }
        let other = try #require((0...200 as ClosedRange<UInt64>).first { !exemplars.listed.contains($0) })
        #expect(try program.run("trace", out.path, String(other), in: folder).status == 2)
    }

    @Test("With one thread and two the same orders are followed, in a run that is followed twice as well")
    func threads() throws {
        try withFolder { folder in
            // More spans under way at once than there is room for.
            let text = SmallScenario.text(orders: 3_000).replacingOccurrences(
                of: "    - emit: dispatched",
                with: String(repeating: "    - call: shop.hand over\n", count: 60)
                    + "    - wait: 2h\n    - emit: dispatched"
            ).replacingOccurrences(of: "work: exponential 50ms", with: "work: 1ms")
            let scenario = try SmallScenario.write(to: folder, text)
            var bytes: [Data] = []
            for threads in ["1", "2"] {
                let out = folder.appending(path: threads)
                try Program.debug.run("run", scenario, "-q", "--threads", threads, "--out", out.path, in: folder)
                bytes.append(try Data(contentsOf: out.appending(path: "recording.rehearsal")))
            }
            #expect(bytes[0] == bytes[1])
            let exemplars = try RecordingFile.recording(from: Array(bytes[0])).exemplars
            #expect(exemplars.traced < 3_000)
            #expect(exemplars.slowest == exemplars.extremes.slowest)
            #expect(exemplars.traces.map(\.facts.number) == exemplars.listed.sorted())
        }
    }
}
