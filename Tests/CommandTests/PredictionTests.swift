import Foundation
import Testing

/// Limits predicted from runs at 20 to 40 % of what a system can take, against theory for what the system really is, and
/// against runs by the wall clock a tenth below and a tenth above what was predicted.
///
/// The system is served by another process; the scenario that is calibrated has other figures throughout.
@Suite("Prediction from small tests", .serialized)
struct PredictionTests {
    static let isAlone = ProcessInfo.processInfo.environment["REHEARSE_ALONE"] != nil

    /// A bottleneck: a served system, a scenario that is wrong about it, and the largest rate by theory.
    struct Bottleneck: Sendable, CustomTestStringConvertible {
        var testDescription: String
        /// Keys of the system as it is.
        var truth: String
        /// Keys of the system as the scenario has it.
        var guess: String
        var calls: [String]
        var budget: String
        /// Orders of the run, in how many seconds, and of these how many in each of three bursts.
        var orders: (all: Int, seconds: Int, burst: Int)
        /// Orders a second by theory.
        var limit: Double
        /// What is found.
        var words: [String]
    }

    /// 4 workers, gamma times of 40 ms with shape 9: c/S is 100 a second. The mean response of 200 ms leaves a mean wait of
    /// 160 ms = (1 + 1/9)/2 of that of M/M/4 (A. Lee and P. Longton 1959), so that of M/M/4 is 288 ms =
    /// C / (100/s - rate), where C, the chance to wait (Erlang), is 0.95 at that load: 96.7 a second.
    static let workers = Bottleneck(
        testDescription: "workers",
        truth: "workers: 4, operations: { ask: { steps: [ { work: gamma 40ms shape 9 } ] } }",
        guess: "workers: 10, operations: { ask: { steps: [ { work: lognormal 10ms p99 30ms } ] } }",
        calls: ["ask"], budget: "box.ask mean < 200ms", orders: (300, 9, 40), limit: 96.7, words: ["workers: 4"])

    /// A bucket that refills with 60 a second: 80 % of 75 a second. The bucket is all but empty then; its size of 10 plays
    /// no part.
    static let rateLimit = Bottleneck(
        testDescription: "a rate limit",
        truth:
            "limits: { quota: { for: ask, token bucket: 60/s, burst: 10 } }, operations: { ask: { by: nobody, steps: [ { work: 5ms } ] } }",
        guess:
            "limits: { quota: { for: ask, token bucket: 200/s, burst: 40 } }, operations: { ask: { by: nobody, steps: [ { work: 2ms } ] } }",
        calls: ["ask"], budget: "orders completed >= 80%", orders: (220, 9, 45), limit: 75, words: ["limit of ask: "])

    /// One printer beside 32 workers, gamma times of 20 ms with shape 16 (second moment 425 ms²). The mean response of
    /// 200 ms leaves a wait of 180 ms = rate * 425 ms² / (2 (1 - rate * 20 ms)) (Pollaczek and Khinchine): 47.2 a second.
    static let pool = Bottleneck(
        testDescription: "a second pool",
        truth:
            "workers: 32, pools: { printers: 1 }, operations: { look: { steps: [ { work: 5ms } ] }, print: { by: printers, steps: [ { work: gamma 20ms shape 16 } ] } }",
        guess:
            "workers: 32, pools: { printers: 4 }, operations: { look: { steps: [ { work: 2ms } ] }, print: { by: printers, steps: [ { work: 50ms } ] } }",
        calls: ["look", "print"], budget: "box.print mean < 200ms", orders: (160, 9, 14), limit: 47.2,
        words: ["printers: 1"])

    @Test(
        "The limit that calibrated scenarios predict is within 10 % of the true one",
        .enabled(if: isAlone, "needs the machine for itself: REHEARSE_ALONE=1"),
        arguments: [workers, rateLimit, pool])
    func predicted(_ bottleneck: Bottleneck) throws {
        try withFolder { folder in
            let truth = folder.appending(path: "truth.yaml")
            try Data(Self.scenario(bottleneck, "placement: served, \(bottleneck.truth)", []).utf8).write(to: truth)
            let service = try Service(truth.path, in: folder)
            defer { service.stop() }
            let scenario = folder.appending(path: "guess.yaml")
            let system = "placement: real, url: \"\(service.url)\", \(bottleneck.guess)"
            try Data(Self.scenario(bottleneck, system, [bottleneck.budget]).utf8).write(to: scenario)
            let program = Program.release ?? Program.debug
            let run = try program.run(
                "run", scenario.path, "--clock", "wall", "--quiet", "--out", "out", in: folder)
            #expect([0, 3, 5].contains(run.status), "\(run.errors)")
            let calibrated = try program.run("calibrate", "out", in: folder)
            #expect(calibrated.status == 0, "\(calibrated.errors)")
            for words in bottleneck.words { #expect(calibrated.output.contains(words), "\(calibrated.output)") }
            let capacity = try program.run(
                "capacity", scenario.path, "--with", "out/calibrated.yaml", "--out", "capacity", "--quiet", "--seeds",
                "2", "--hold", "5", "--warm-up", "1", "--cap", "8", in: folder)
            #expect([0, 3].contains(capacity.status), "\(capacity.errors)")
            let found = try CapacityAnswer(folder.appending(path: "capacity")).steady("orders") / 3_600
            #expect(
                abs(found / bottleneck.limit - 1) < 0.1,
                "\(found) a second, by theory \(bottleneck.limit)\n\(calibrated.output)")
            // The limit that is measured lies between a load that keeps the budget and one that does not.
            for (share, status) in [(0.9, Int32(0)), (1.1, 3)] {
                let seconds = 15
                let near = folder.appending(path: "near.yaml")
                try Data(
                    Self.scenario(
                        bottleneck, system, [bottleneck.budget], steadily: (Int(found * share * 15), seconds)
                    ).utf8
                ).write(to: near)
                let measured = try program.run(
                    "run", near.path, "--clock", "wall", "--quiet", "--out", "near\(status)", in: folder)
                #expect(
                    measured.status == status,
                    "\(share) times \(found) a second: \(measured.output)\(measured.errors)")
            }
        }
    }

    /// - Parameter steadily: so many orders in so many seconds, in place of the small run with its bursts.
    private static func scenario(
        _ bottleneck: Bottleneck, _ system: String, _ budgets: [String], steadily: (all: Int, seconds: Int)? = nil
    ) -> String {
        let orders = bottleneck.orders
        let bursts = [2, 4, 6].map { "{ at: \"08:00:0\($0)\", orders: \(orders.burst), within: 200ms }" }
        return """
            rehearse: 1
            name: Prediction
            clock: { from: 2026-11-27 08:00, for: \(steadily?.seconds ?? orders.seconds)s, drain: 20s, zone: Europe/Brussels }
            seed: 5
            orders: { total: \(steadily?.all ?? orders.all)\(steadily == nil ? ", bursts: [ \(bursts.joined(separator: ", ")) ]" : "") }
            systems: { box: { role: other, protocol: plain, \(system) } }
            links: { journey -> box: { timeout: 20s } }
            journey: { steps: [ \(bottleneck.calls.map { "{ call: box.\($0) }" }.joined(separator: ", ")) ] }
            budgets: [ \(budgets.joined(separator: ", ")) ]

            """
    }
}
