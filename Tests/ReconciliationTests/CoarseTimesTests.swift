import Analysis
import Kernel
import Testing

@testable import Reconciliation

/// One side tells whole minutes, the other seconds: what lies between is no shift.
@Suite("Times that one side tells in whole minutes")
struct CoarseTimesTests {
    private static let agreement = Agreement(
        kinds: [EventKind(name: "order", role: .order), EventKind(name: "return", role: .goodsReturn)], fields: [])

    /// Returns four hours after the order on the old side, and so much later on the new one; old times are cut to the step.
    private static func findings(later: Nanoseconds, step: Nanoseconds) -> MigrationFindings {
        let root = RandomKey(seed: 4, path: "coarse times")
        let stores = [Side.old, .new].map { side in
            let store = SideStore(side, agreement: agreement)
            for number in 0..<2_000 {
                let placed = Int64(root.child(UInt64(number)).uniform * 86_400) * .second + 100 * .day
                for kind in 0..<2 {
                    let exact = placed + Int64(kind) * (4 * .hour + (side == .new ? later : 0))
                    let time = side == .old ? exact - exact % step : exact
                    store.add(
                        BusinessEvent(order: KeyHash.of("O\(number)"), kind: kind, time: time, row: UInt64(number)),
                        UnsafeBufferPointer(start: nil, count: 0))
                }
            }
            return store
        }
        let reconciler = Reconciler(EventStore(agreement, stores))
        return MigrationFindings(
            title: "", names: (old: "old", new: "new"), reconciler: reconciler,
            tally: reconciler.tally(parts: 0..<SideStore.partCount), steps: step == .second ? [:] : [.old: step],
            gate: GatePlan(), today: 0, reads: [])
    }

    @Test("Five seconds later are no shift where a side tells whole minutes, and three minutes are")
    func minutes() throws {
        let few = Self.findings(later: 5 * .second, step: .minute)
        #expect(few.blur.side == .old && few.blur.step == .minute)
        let leg = try #require(few.leg(kind: 1))
        let told = leg.quantiles.compactMap(\.difference.interval)
        #expect(told.count == 3)
        // The truth lies within, and so does no shift at all.
        #expect(told.allSatisfy { $0.contains(5e9) && $0.contains(0) }, "\(told)")
        let many = try #require(Self.findings(later: 3 * .minute, step: .minute).leg(kind: 1)?.shift)
        #expect(many.contains(180e9) && many.lower > 0, "\(many)")
    }

    @Test("Where both sides tell seconds nothing is wider, and five seconds are shown")
    func seconds() throws {
        let findings = Self.findings(later: 5 * .second, step: .second)
        #expect(findings.blur.step == 0)
        let shift = try #require(findings.leg(kind: 1)?.shift)
        #expect(shift.contains(5e9) && shift.lower > 4e9 && shift.upper < 6e9)
    }
}
