import Foundation
import Kernel
import Testing

@testable import Scenario

/// A small scenario that uses most of the grammar, with edits that spoil it.
struct Spoilt {
    /// The scenario with its edits.
    let text: String

    /// - Parameter edits: what is written, and what stands there instead; each must be there, and its first place counts.
    init(_ edits: [(String, String)], _ location: SourceLocation = #_sourceLocation) throws {
        var text = Spoilt.sound
        for (what, by) in edits {
            let place = try #require(text.firstRange(of: what), "nothing to edit: \(what)", sourceLocation: location)
            text.replaceSubrange(place, with: by)
        }
        self.text = text
    }

    /// All problems, as people see them.
    var problems: [String] { read().problems.map(\.description) }

    /// The plan; a problem fails the test.
    func plan(_ location: SourceLocation = #_sourceLocation) throws -> Plan {
        let (scenario, problems) = read()
        #expect(problems.map(\.description) == [], sourceLocation: location)
        return try #require(scenario, sourceLocation: location).plan
    }

    private func read() -> (scenario: ScenarioFile?, problems: [Problem]) {
        ScenarioFile.read(text, as: "small.yaml", presets: [Spoilt.presets])
    }

    /// The shipped presets.
    static let presets = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
        .deletingLastPathComponent().appending(path: "Scenarios/presets").path(percentEncoded: false)

    /// As it should be.
    static let sound = """
        rehearse: 1
        name: Small peak
        about: One hub, two carriers, one desk.
        clock: { from: 2026-11-27 08:00, for: 6h, drain: 2d, zone: Europe/Brussels }
        seed: 7

        calendars:
          dispatch window: { days: business, from: 09:00, to: 17:00 }
          carrier cut-off: { days: all, at: 17:00 }
          counts: { windows: [06:00-14:00, 22:00-02:00], every: 1h }
          holidays: { dates: [2026-12-25, 2026-12-26] }

        orders:
          total: 1k
          shape:
            - { from: 08:00, to: 10:00, share: 40% }
            - { from: 10:00, to: 14:00, share: 60% }
          bursts:
            - { at: 10:00, orders: 100, within: 10m, channel: shop }
          waves:
            - { calendar: counts, orders: 60, within: 5m }
          channels: { shop: 70%, edi: 30% }
          services: { standard: 85%, express: 15% }
          lines: { median: 2, p99: 14 }
          unit weight: 500 g
          products: { count: 2k, popularity: zipf 1.1 }

        systems:
          hub:
            workers: 8
            waiting: 200
            hot rows:
              stock: { one per: products }
            operations:
              take:
                steps:
                  - work: lognormal 20ms p99 80ms
                    hot rows: stock
                  - call: carriers.label
            queues:
              orders:
                attempts: 3
                redelivery: { from: 1s, to: 30s, jitter: full }
                dead letter: not handed over
                review: desk.cases
                steps:
                  - work: 5ms
                  - emit: released
          ups:
            role: carrier
            share: 60%
            limits:
              label quota: { fixed window: 300/min, for: label }
            faults:
              slow noon: { effect: slow x3, for: label, during: 12:00-13:00 }
            operations:
              label: { points: 2, price: 6.20 EUR, steps: [work: 200ms] }
          dhl:
            role: carrier
            share: 40%
            operations:
              label: { price: 7.10 EUR, steps: [work: 300ms] }
          desk:
            pools:
              clerks: { shifts: [{ during: dispatch window, count: 4 }] }
            queues:
              cases: { by: clerks, steps: [work: 3m, resolve] }

        links:
          journey -> hub: { timeout: 30s }
          hub -> carriers:
            timeout: 2s
            deadline: 20s
            attempts: 4
            backoff: { from: 100ms, to: 1s, jitter: full }
            retry on: [rate limited, timeout]
            retry budget: 20%
            breaker: { open at: 50% of 20, for: 10s }
            fallback: next

        journey:
          documents: { sale order: [draft, confirmed] }
          legs: { order release: ordered -> released }
          promise: { event: dispatched, by: carrier cut-off, lead: 1h }
          steps:
            - call: hub.take
            - set: { sale order: confirmed }
            - enqueue: hub.orders
            - await: released
              at most: 12h
              otherwise: [finish: cancelled]
            - if: channel is edi
              then: [wait: 5m]
            - wait until: dispatch window
            - emit: dispatched

        budgets:
          - label p99 < 2s during dispatch window
          - orders dispatched by carrier cut-off >= 99%
          - { budget: depth of hub.orders < 5k, severity: warning }

        """
}
