import Foundation
import Testing

/// A server that stands still for two seconds of twenty, at 500 requests a second.
///
/// By the schedule 1,000 of the 10,000 requests are due while it stands still, one every 2 ms, and wait until it goes on: from 0
/// to 2 s, all alike. So 500 of them, a twentieth of all, wait longer than 1 s, 100 longer than 1.8 s, ten longer than 1.98 s.
///
/// When it goes on it cannot answer a thousand at the same instant. It answers them in their order, and says how long all of
/// them took, C: the one that came due as the freeze ended is answered last, C later, the one due at its middle C / 2 later. So
/// who waited for w of the two seconds is answered w + C * (1 - w / 2) after it was due. That is held to 2 %, above and below.
///
/// Who sends the next request when the last one is answered sees none of this: 1 request in 64 waits.
@Suite("Coordinated omission", .serialized)
struct CoordinatedOmissionTests {
    @Test(
        "Percentiles of response times are those of the schedule, whether requests may all be under way or only 64",
        .enabled(if: AgreementTests.isAlone, "needs the machine for itself: REHEARSE_ALONE=1"), arguments: [64, 1_100])
    func freeze(_ places: Int) throws {
        let server = try FreezingServer(after: 9, for: 2, backlog: 1_000)
        defer { server.stop() }
        try withFolder { folder in
            let file = folder.appending(path: "freeze.yaml")
            try Data(scenario(server.port, places).utf8).write(to: file)
            let program = Program.release ?? Program.debug
            let result = try program.run("run", file.path, "--out", "out", "--quiet", in: folder)
            #expect(result.status == 0, "\(result.output) \(result.errors)")
            let summary = try Summary(folder.appending(path: "out/summary.json"))
            #expect(server.answered == 10_000)
            #expect(try summary.orders("completed") == 10_000)
            // Longer, and the test would say little.
            #expect(server.catchingUp > 0 && server.catchingUp < 0.2)
            let response = try summary.edge("box: ask", "response")
            #expect(response.seconds("p50_ns") < 0.02)
            for (name, waited) in [("p95_ns", 1.0), ("p99_ns", 1.8), ("p999_ns", 1.98), ("max_ns", 2.0)] {
                let expected = waited + server.catchingUp * (1 - waited / 2)
                let found = response.seconds(name)
                #expect(
                    abs(found / expected - 1) <= 0.02,
                    "\(name): \(found) s, by hand \(expected) s, of which \(expected - waited) s in line")
            }
        }
    }

    private func scenario(_ port: UInt16, _ places: Int) -> String {
        """
        rehearse: 1
        name: Freeze
        clock: { from: 2026-11-27 08:00, for: 20s, drain: 20s, zone: UTC }
        lag tolerance: 10s
        orders:
          total: 10,000
          spacing: even
        systems:
          box:
            role: other
            placement: real
            protocol: http
            url: http://127.0.0.1:\(port)
            connections: \(places)
            in flight: \(places)
            operations:
              ask:
                http: { path: / }
                steps: [ { work: 1ms } ]
        links:
          journey -> box: { timeout: 10s }
        journey:
          steps:
            - call: box.ask
        budgets:
          - orders completed >= 99%

        """
    }
}
