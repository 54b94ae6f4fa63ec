import Kernel
import Testing

/// Recordings that know which part of a divided run they are.
@Suite("Parts of a divided run")
struct RunPartsTests {
    private static let plan = Plan(title: "parts", seed: 1, window: .hour, end: .hour)

    private static func part(_ index: Int, of count: Int) -> Recording {
        var recording = Recording(plan: plan)
        recording.become(Shard(index, of: count), start: 1_000, isEnded: true)
        return recording
    }

    @Test("Parts merge in any order, and nothing changes them")
    func laws() throws {
        let parts = (0..<3).map { Self.part($0, of: 3) }
        let left = try parts[0].merged(with: parts[1]).merged(with: parts[2])
        #expect(try left == parts[2].merged(with: parts[0].merged(with: parts[1])))
        #expect(try left == left.merged(with: Recording(plan: Self.plan)))
        #expect(try left == Recording(plan: Self.plan).merged(with: left))
        #expect(left.parts?.isWhole == true)
        #expect(try parts[2].merged(with: parts[0]).parts?.missing == [1])
    }

    @Test("The same part twice, and parts of different divisions, do not merge")
    func refused() {
        #expect(throws: RecordingError.samePart(1)) { try Self.part(1, of: 2).merged(with: Self.part(1, of: 2)) }
        #expect(throws: RecordingError.differentDivisions(2, 3)) {
            try Self.part(0, of: 2).merged(with: Self.part(1, of: 3))
        }
    }

    @Test("Caps of a host are divided in whole requests and never exceeded")
    func caps() {
        let target = TargetPlan(host: "shop.example", perSecond: 10.5, total: 11)
        let parts = (0..<4).compactMap { target.part(of: Shard($0, of: 4)) }
        #expect(parts.map(\.perSecond) == [3, 3, 2, 2])
        #expect(parts.map(\.total) == [3, 3, 3, 2])
        #expect(target.part(of: .whole) == target)
        // Less than one a second for somebody, or less than one at all.
        #expect(target.part(of: Shard(0, of: 11)) == nil)
        #expect(TargetPlan(host: "shop.example", perSecond: 100, total: 3).part(of: Shard(0, of: 4)) == nil)
    }

    @Test("Parts from a file that contradict themselves are found")
    func flaws() {
        #expect(RunParts(RunParts.Part(index: 1), of: 2).firstFlaw == nil)
        for (index, count) in [(2, 2), (-1, 2), (0, 0), (0, 20_000)] {
            #expect(RunParts(RunParts.Part(index: index), of: count).firstFlaw != nil, "\(index) of \(count)")
        }
        #expect(RunParts(RunParts.Part(index: 0, start: -1), of: 2).firstFlaw != nil)
        #expect(RunParts(RunParts.Part(index: 0, lag: .never), of: 2).firstFlaw != nil)
    }
}
