import Foundation
import Testing

/// What `rehearse reconcile` says of clocks and calendars: a wrong zone, and the day on which an exception has run out.
@Suite("Reconcile: clocks and days", .serialized)
struct ReconcileClockTests {
    /// 300 orders, one every half hour from the morning of October 23 on, so that clocks are set back among them; the old side tells
    /// them as they are in Berlin, the new side in UTC. Every 60th shipment of the new side is an hour late.
    private static func write(in folder: URL) throws {
        var old = "event,order,time,partner\n"
        var new = old
        let berlin = DateFormatter()
        berlin.locale = Locale(identifier: "en_US_POSIX")
        berlin.dateFormat = "yyyy-MM-dd'T'HH:mm:ss"
        berlin.timeZone = TimeZone(identifier: "Europe/Berlin")
        for order in 0..<300 {
            for (event, minute) in [("order", 0), ("shipment", 12)] {
                // 2026-10-23 06:00 UTC
                let time = Date(timeIntervalSince1970: TimeInterval(1_792_735_200 + order * 1_800 + minute * 60))
                let late: TimeInterval = event == "shipment" && order % 60 == 30 ? 3_600 : 0
                old += "\(event),A\(order),\(berlin.string(from: time)),dpd\n"
                new += "\(event),A\(order),\((time + late).ISO8601Format()),dpd\n"
            }
        }
        try Data(old.utf8).write(to: folder.appending(path: "old.csv"))
        try Data(new.utf8).write(to: folder.appending(path: "new.csv"))
        for zone in ["Europe/Berlin", "UTC"] {
            let name = zone == "UTC" ? "utc.yaml" : "berlin.yaml"
            try Data(
                """
                rehearse mapping: 1
                events: { order: {}, shipment: { late after: 10m } }
                old: { event: event, order: order, time: time, partner: partner, zone: \(zone) }
                new: { event: event, order: order, time: time, partner: partner }

                """.utf8
            ).write(to: folder.appending(path: name))
        }
    }

    private static func answer(_ arguments: [String], in folder: URL) throws -> (status: Int32, json: [String: Any]) {
        let (process, output, errors) = try Program.debug.start(
            ["reconcile", "old.csv", "new.csv", "--format", "json", "--out", "r"] + arguments, in: folder)
        process.waitUntilExit()
        let result = try Program.result(process, output, errors)
        let json = try JSONSerialization.jsonObject(with: Data(result.output.utf8)) as? [String: Any]
        return (result.status, try #require(json, "\(result.errors)"))
    }

    @Test("A zone that hides what is late is told, with both of its offsets, and holds the decision")
    func wrongZone() throws {
        try withFolder { folder in
            try Self.write(in: folder)
            try Data("rehearse gate: 1\norders: 100\nrarer than: 5%\nclasses: { late: { most: 10% } }\n".utf8).write(
                to: folder.appending(path: "gate.yaml"))
            let right = try Self.answer(["-m", "berlin.yaml", "--gate", "gate.yaml"], in: folder)
            #expect(right.status == 0)
            let wrong = try Self.answer(["-m", "utc.yaml", "--gate", "gate.yaml"], in: folder)
            #expect(wrong.status == 3)
            let basis = try #require(wrong.json["basis"] as? String)
            // Clocks are set back on the 25th at 01:00 UTC, after 86 orders; a late shipment of the first part is an hour early, one of
            // the second comes at once.
            #expect(
                basis.contains("as by a wrong zone (new is 2 h earlier in 171 and 1 h earlier in 425 of 600 pairs)"),
                "\(basis)")
            let markdown = try String(contentsOf: folder.appending(path: "r/parallel.md"), encoding: .utf8)
            #expect(markdown.contains("a wrong zone does that, and hides what is late"))
            #expect(markdown.contains("UTC for old, UTC for new"))
            #expect(markdown.contains("Nothing is known of late beyond agreement: the clocks of both sides"))
        }
    }

    @Test("A signed exception is named with who signed, to its last day, and has run out on the next")
    func exceptions() throws {
        try withFolder { folder in
            try Self.write(in: folder)
            try Data(
                """
                rehearse gate: 1
                orders: 100
                rarer than: 5%
                exceptions:
                  - { class: late, event: shipment, most: 5, owner: EDI, signed: J. Maes, why: cut-off, until: 2026-12-31 }

                """.utf8
            ).write(to: folder.appending(path: "gate.yaml"))
            func decided(_ today: String) throws -> (status: Int32, basis: String) {
                let told = try Self.answer(
                    ["-m", "berlin.yaml", "--gate", "gate.yaml", "--today", today], in: folder)
                return (told.status, try #require(told.json["basis"] as? String))
            }
            let last = try decided("2026-12-31")
            #expect(last.status == 0)
            #expect(last.basis.contains("; J. Maes signed for 5 late shipments"), "\(last.basis)")
            #expect(try decided("2027-01-01").status == 3)
        }
    }

    @Test("Where no order is called the same on both sides, that is said, with what helps")
    func noOrderInCommon() throws {
        try withFolder { folder in
            try Self.write(in: folder)
            let text = try String(contentsOf: folder.appending(path: "new.csv"), encoding: .utf8)
            try Data(text.replacing(",A", with: ",WEB-A").utf8).write(to: folder.appending(path: "new.csv"))
            _ = try Self.answer(["-m", "berlin.yaml"], in: folder)
            let markdown = try String(contentsOf: folder.appending(path: "r/parallel.md"), encoding: .utf8)
            #expect(markdown.contains("no order is called the same on both sides"))
        }
    }
}
