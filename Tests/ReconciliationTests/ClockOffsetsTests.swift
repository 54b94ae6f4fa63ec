import Kernel
import Testing

@testable import Reconciliation

/// When differences of time look like a zone, and when like lateness.
@Suite("Clocks of both sides")
struct ClockOffsetsTests {
    private func steps(_ deltas: [Nanoseconds]) -> [String] {
        // In two parts, as threads find them.
        var (one, two) = (ClockOffsets(), ClockOffsets())
        for (index, delta) in deltas.enumerated() { if index % 3 == 0 { one.add(delta) } else { two.add(delta) } }
        one.merge(two)
        return one.zoneSteps.map { "\($0.offset / .minute) min: \($0.pairs)" }
    }

    private func times(_ count: Int, _ minutes: Double) -> [Nanoseconds] {
        // A few minutes more or less.
        (0..<count).map { Int64((minutes + Double($0 % 7 - 3)) * 60e9) }
    }

    @Test("One offset, or the two of a zone where clocks change; a few that are late besides change nothing")
    func zones() {
        #expect(steps(times(100, -120)) == ["-120 min: 100"])
        #expect(steps(times(30, -120) + times(65, -60) + times(5, 0)) == ["-120 min: 30", "-60 min: 65"])
        #expect(steps(times(90, 330) + times(10, 4)) == ["330 min: 90"])
        // Winter's offset of zero is none: half of the year is enough to be told.
        #expect(steps(times(85, 60) + times(15, 0)) == ["60 min: 85"])
    }

    @Test("What is late, or late by different times, or too few, is no zone")
    func lateness() {
        #expect(steps(times(95, 0) + times(5, 60)).isEmpty)
        #expect(steps(times(100, 15)).isEmpty)
        #expect(steps((0..<200).map { Int64($0) * .minute }).isEmpty)
        #expect(steps(times(40, 60) + times(60, 180)).isEmpty)
        #expect(steps(times(49, -120)).isEmpty)
        #expect(steps([]).isEmpty)
        #expect(steps([Int64](repeating: .max, count: 60) + [Int64](repeating: .min, count: 60)).isEmpty)
    }
}
