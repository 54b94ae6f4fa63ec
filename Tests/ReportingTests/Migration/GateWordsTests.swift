import Kernel
import Reconciliation
import Testing

@testable import Analysis
@testable import Reporting

/// Criteria of a gate in words, of figures that are given.
@Suite("The words of a gate")
struct GateWordsTests {
    private static let words = GateWords(
        agreement: Agreement(kinds: [EventKind(name: "invoice", role: .invoice)], fields: []), level: 0.95)

    /// Criterion, arithmetic, and what is wanting.
    private func said(_ check: GateCheck) -> [String] {
        [Self.words.criterion(check), Self.words.arithmetic(check), Self.words.wanting(check)]
    }

    private func exception(_ most: Int) -> GatePlan.SignedException {
        GatePlan.SignedException(
            .duplicate, most: most, owner: "billing", signedBy: "J. Maes", reason: "known", until: .day,
            untilText: "2026-12-31")
    }

    @Test("Orders, and what was not seen in them")
    func orders() {
        #expect(
            said(GateCheck(.orders, .orders(compared: 2_900, asked: 3_000), .open))
                == ["at least 3,000 orders compared", "2,900", "100 more orders"])
        #expect(
            said(GateCheck(.orders, .orders(compared: 3_100, asked: 3_000), .met))
                == ["at least 3,000 orders compared", "3,100", ""])
        // 1 - 0.05^(1/1000) = 0.2991 %; ln 0.05 / ln 0.999 = 2,994.2.
        let bound = ShareBound(seen: 0, of: 1_000, level: 0.95, isWatched: false)
        #expect(
            said(GateCheck(.absence, .unseen(bound, rarerThan: 0.001, needed: 2_995), .open)) == [
                "what is not seen is rarer than 0.1 %", "none in 1,000 orders: at most 0.299 % at 95 %",
                "1,995 more orders",
            ])
        let none = ShareBound(seen: 0, of: 0, level: 0.95, isWatched: false)
        #expect(
            Self.words.arithmetic(GateCheck(.absence, .unseen(none, rarerThan: 0.001, needed: 2_995), .open))
                == "nothing compared")
    }

    @Test("A share: against a budget a bound on one side, without one both ends; clusters and signatures are told")
    func shares() {
        func check(_ bearable: GateEvidence.Bearable, _ state: GateCheck.State, effect: Double = 1) -> GateCheck {
            GateCheck(
                .difference(.duplicate, kind: 0),
                .share(ShareBound(seen: 30, of: 3_030, level: 0.95, isWatched: false, effect: effect), bearable), state)
        }
        func bearable(
            _ most: Double, harm: Double? = nil, signed: [GateSignature] = [], for count: Int = 0
        ) -> GateEvidence.Bearable {
            GateEvidence.Bearable(most: most, rollBackAbove: harm, signatures: signed, signedFor: count)
        }
        // Clopper-Pearson, 95 %: at most 1.339 % on one side; 0.669 % to 1.410 % on both.
        #expect(
            said(check(bearable(0.02), .met))
                == ["duplicate, invoice: at most 2 %", "30 of 3,030 = 0.99 %, at most 1.3 % at 95 %", ""])
        #expect(
            said(check(bearable(0.012), .open))[2] == "more events: the share may still be above the budget")
        #expect(said(check(bearable(0.001), .failed))[2] == "a share of at most 0.1 %, or a signed exception")
        #expect(
            said(check(bearable(0), .failed)) == [
                "duplicate, invoice: none", "30 of 3,030 = 0.99 %, 0.669 % to 1.4 % at 95 %",
                "a fix, or a signed exception",
            ])
        let harm = said(check(bearable(0.001, harm: 0.005), .harm))
        #expect(harm[1].hasPrefix("30 of 3,030 = 0.99 %, at least 0."))
        #expect(harm[2] == "it is above 0.5 %, at which the new side is taken back")
        #expect(
            said(check(bearable(0.02), .open, effect: 30))[1].hasSuffix(
                "(in clusters: as much as 101 independent ones)"))
        let signed = said(
            check(
                bearable(
                    0,
                    signed: [
                        GateSignature(exception: exception(20), outcome: .signed(20)),
                        GateSignature(exception: exception(25), outcome: .again(20)),
                        GateSignature(exception: exception(5), outcome: .exceeded(by: 30)),
                        GateSignature(exception: exception(30), outcome: .ranOut),
                    ], for: 20), .failed))[1]
        #expect(
            signed.hasSuffix(
                "; J. Maes signed for 20 until 2026-12-31 (billing: known); J. Maes signed for the same 20 until 2026-12-31 (billing: known); J. Maes signed for 5 of 30; the exception of billing ran out on 2026-12-31; nobody signed for the other 10"
            ))
    }

    @Test("Latency: the shift and its interval, how many orders would do, and what helps where all are there")
    func latency() {
        func check(_ difference: QuantileEstimate?, _ state: GateCheck.State, used: Int = 100, orders: Int = 100)
            -> [String]
        {
            said(
                GateCheck(
                    .latency(kind: 0, quantile: 0.99),
                    .shift(difference, agreed: 500 * .millisecond, used: used, orders: orders), state))
        }
        let interval = QuantileEstimate.interval(
            ConfidenceInterval(estimate: 4e8, lower: 3e8, upper: 6.5e8, level: 0.95))
        #expect(
            check(interval, .open) == [
                "invoice p99: at most 500 ms later", "+400 ms (+300 ms to +650 ms at 95 %)",
                "more orders: the shift may still be beyond the agreement",
            ])
        #expect(check(interval, .failed)[2] == "a new side that is faster, or another agreement")
        #expect(
            check(interval, .open, used: 100, orders: 2_000)[2]
                == "another agreement: of 2,000 orders 100 are used, and the shift may still be beyond it")
        #expect(
            check(.insufficient(count: 100, needed: 368), .open)[1...] == [
                "not enough samples: 100 orders, 368 would do", "268 more orders",
            ])
        #expect(
            check(nil, .open)[1...] == ["no order has it on both sides", "orders that have it on both sides"])
        let late = said(
            GateCheck(
                .lateness(kind: 0),
                .lateness(
                    ConfidenceInterval(estimate: 7.2e12, lower: 7.2e12, upper: 7.2e12, level: 0.95), quantile: nil),
                .open))
        #expect(late[0] == "invoice: no later than on the old side, or as agreed")
        #expect(late[1] == "on the whole +2 h (+2 h to +2 h at 95 %)")
        #expect(late[2].hasPrefix("nobody agreed to it: say with \"late after\""))
    }

    @Test("How late something may be, whichever sign it has; shares are never rounded to all or none")
    func figures() {
        func criterion(_ agreed: Nanoseconds) -> String {
            Self.words.criterion(
                GateCheck(
                    .latency(kind: 0, quantile: 0.99), .shift(nil, agreed: agreed, used: 0, orders: 0), .open))
        }
        #expect(criterion(0) == "invoice p99: no later")
        #expect(criterion(-2 * .second) == "invoice p99: at least 2 s earlier")
        #expect(criterion(90 * .second) == "invoice p99: at most 1 min 30 s later")
        let shares: [(Double, String)] = [
            (0, "0 %"), (1, "100 %"), (0.9998, "99.98 %"), (0.99997, "99.997 %"), (0.996, "99.6 %"), (0.994, "99 %"),
            (0.95, "95 %"), (0.999, "99.9 %"), (0.0129, "1.3 %"), (0.00029, "0.029 %"), (1e-12, "< 0.00001 %"),
            (1 - 1e-13, "> 99.999999999 %"),
        ]
        for (share, text) in shares { #expect(MigrationWords.share(share) == text) }
    }

    @Test("Rows that cannot be read, and a partner that is not there")
    func others() {
        #expect(
            said(GateCheck(.rows, .unreadable(1_200), .failed))
                == ["every row can be read", "1,200 cannot", "rows that can be read: they may be any event"])
        #expect(
            said(GateCheck(.presence, .absent("ups"), .failed))
                == ["ups takes part", "no event of it on either side", "events of ups, or a mapping that finds them"])
    }
}
