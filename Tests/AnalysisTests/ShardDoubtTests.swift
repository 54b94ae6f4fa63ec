import Analysis
import Kernel
import Testing

/// What is thought of the parts of a divided run.
@Suite("Doubts about shards")
struct ShardDoubtTests {
    private static func findings(_ parts: [RunParts.Part], of count: Int) -> Findings {
        var recording = Recording(plan: Plan(title: "parts", seed: 1, window: .hour, end: .hour))
        recording.books.due = 10
        recording.books.completed = 10
        recording.parts = RunParts(RunParts.Part(index: 0), of: count)
        recording.parts?.parts = parts
        return Findings(recording)
    }

    @Test("A whole is trusted; one that lacks a shard is not, and says which")
    func missing() {
        let whole = Self.findings([.init(index: 0, lag: .millisecond), .init(index: 1, lag: .millisecond)], of: 2)
        #expect(whole.doubts.isEmpty && whole.status == .pass)
        let part = Self.findings([.init(index: 1)], of: 3)
        #expect(part.doubts == [.missingShards([0, 2], of: 3)])
        #expect(part.status == .invalid && part.status.exitCode == 5)
    }

    @Test("One generator that fell behind makes the whole invalid, however good the others were")
    func late() {
        let found = Self.findings([.init(index: 0, lag: .millisecond), .init(index: 1, lag: 2 * .second)], of: 2)
        #expect(found.doubts == [.lateShard(1, p99: 2 * .second, tolerance: .second)])
        #expect(found.status == .invalid)
    }

    @Test("One whose process was ended makes the whole invalid")
    func cut() {
        let found = Self.findings([.init(index: 0), .init(index: 1, isEnded: false)], of: 2)
        #expect(found.doubts == [.cutShards([1])])
        #expect(found.status == .invalid)
    }
}
