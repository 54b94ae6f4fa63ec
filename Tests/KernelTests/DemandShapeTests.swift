import Kernel
import Testing

struct DemandShapeTests {
    @Test func `Largest remainders share out exactly`() {
        // 100 by 47, 16, 15.8, 12, 6.1, 3.1 parts of 100 and so on: Hamilton's method by hand.
        #expect(DemandShape.apportion(10, by: [47, 16, 15.8, 12, 6.1, 3.1]) == [5, 2, 1, 1, 1, 0])
        #expect(DemandShape.apportion(1, by: [1, 1, 1]) == [1, 0, 0])
        #expect(DemandShape.apportion(7, by: [0, 5, 0]) == [0, 7, 0])
        #expect(DemandShape.apportion(5, by: [.nan, -1, 0]) == [0, 0, 0])
        #expect(DemandShape.apportion(0, by: [1]) == [0])
        #expect(DemandShape.apportion(5, by: []) == [])
    }

    @Test func `A total is kept through curve, ramp and pause`() {
        let curve = DemandShape.curve(edges: [0, .hour, 2 * .hour, 4 * .hour], shares: [1, 5, 0.3])
        let ramp = DemandShape.ramp(from: 4 * .hour, to: 5 * .hour, startRate: 10, endRate: 30, share: 2)
        let pause = Intervals([
            .init(start: 30 * .minute, end: 90 * .minute), .init(start: 250 * .minute, end: 260 * .minute),
        ])
        let slices = curve.joined(with: ramp).paused(during: pause).slices(total: 1_000_003)
        #expect(slices.reduce(0) { $0 + $1.count } == 1_000_003)
        #expect(
            slices.allSatisfy { slice in pause.stretches.allSatisfy { $0.end <= slice.start || slice.end <= $0.start } }
        )
        #expect(zip(slices, slices.dropFirst()).allSatisfy { $0.end <= $1.start })
    }

    @Test func `Cutting a ramp keeps the rate where it is left`() {
        // From 0 to 2 over one hour: a quarter of the orders lies in the first half.
        let ramp = DemandShape.ramp(from: 0, to: .hour, startRate: 0, endRate: 2)
        let half = ramp.clipped(from: 0, to: 30 * .minute).pieces[0]
        #expect(abs(half.share - 0.25) < 1e-12 && abs(half.startWeight) < 1e-12)
        let rest = ramp.clipped(from: 30 * .minute, to: .hour).pieces[0]
        // Rate 1 at its start, 1.5 on average.
        #expect(abs(rest.share - 0.75) < 1e-12 && abs(rest.startWeight - 1 / 1.5) < 1e-12)
        #expect(abs(ramp.cumulativeShare(at: 30 * .minute) - 0.25) < 1e-12)
    }

    @Test func `Shapes without sense have no pieces`() {
        #expect(DemandShape.ramp(from: 0, to: 1, startRate: -1, endRate: 2).pieces.isEmpty)
        #expect(DemandShape.constant(from: 5, to: 5).pieces.isEmpty)
        #expect(DemandShape.constant(from: 0, to: 9, share: .infinity).pieces.isEmpty)
        #expect(
            DemandShape.constant(from: 0, to: 9).paused(during: Intervals([.init(start: 0, end: 9)])).slices(total: 5)
                .isEmpty)
    }

    @Test func `A curve knows instants only, so an hour that DST adds has its place`() {
        // 25 hours: the profile's hour from 2 to 3 lasts two hours and holds its share over both.
        let edges = (0...24).map { Int64($0 <= 2 ? $0 : $0 + 1) * .hour }
        let slices = DemandShape.curve(edges: edges, shares: [Double](repeating: 1, count: 24)).slices(total: 2_400)
        #expect(slices.allSatisfy { $0.count == 100 })
        #expect(slices[2].end - slices[2].start == 2 * .hour && slices.last?.end == 25 * .hour)
    }
}
