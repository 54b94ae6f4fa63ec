import Foundation
import Kernel
import Testing

@testable import Scenario

/// Exports of a shop replayed by a whole scenario, from 2 November 2026, 00:00 UTC, for 24 h.
struct ReplayScenarioTests {
    private struct Replayed {
        var problems: [String]
        var orders: [Order] = []
        var bad = BadRows()
        var plan: Plan?
    }

    /// Replays a file's bytes; `keys` stand under `replay`, `beside` beside it.
    private static func replay(_ file: String, _ keys: String, beside: String = "") throws -> Replayed {
        let folder = FileManager.default.temporaryDirectory.appending(path: "rehearse-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: folder) }
        try Data(file.utf8).write(to: folder.appending(path: "orders.csv"))
        let lines =
            ["orders:", "  replay:", "    file: orders.csv"]
            + keys.split(separator: "\n").map { "    \($0)" } + beside.split(separator: "\n").map { "  \($0)" }
        let text = SmallLandscape().text.replacing("orders: { total: 10 }", with: lines.joined(separator: "\n"))
        let path = folder.appending(path: "small.yaml").path(percentEncoded: false)
        let (scenario, problems) = ScenarioFile.read(text, as: path)
        var result = Replayed(
            problems: problems.map {
                $0.description.replacing(folder.path(percentEncoded: false) + "/", with: "")
            })
        guard let scenario else { return result }
        var plain = try scenario.orders()
        var feed = OrderFeed(try scenario.orders())
        while let order = plain.next() {
            #expect(feed.next() == order)
            result.orders.append(order)
        }
        #expect(feed.next() == nil && feed.badRows == plain.badRows && plain.failure == nil && feed.failure == nil)
        result.bad = plain.badRows
        result.plan = scenario.plan
        return result
    }

    @Test("an export with mark, semicolons, CRLF, quoted line breaks and mistakes is read by the names of its columns")
    func export() throws {
        let rows = [
            "\u{feff}Bestelling;Besteld op;Kanaal;Land;Regels;Opmerking", "A1;2019-12-02 08:00;Web;BE;2;\"bel aan",
            "achter; \"\"links\"\"\"", "A2;2019-12-02 09:30;Telefoon;NL;1;", "A3;2019-12-02 24:10;Web;BE;1;",
            "A4;2019-12-01 23:59;Web;BE;1;", "A5;2019-12-03 00:00;Web;BE;1;", "A6;2019-12-02 10:00;Web;DE;0;",
            "A7;2019-12-02 12:00;Web;DE;3", "A8;2019-12-02 23:59;Web;DE;3;ok", "",
        ]
        let result = try Self.replay(
            rows.joined(separator: "\r\n"),
            """
            columns: { order: bestelling, time: Besteld op, channel: Kanaal, destination: Land, lines: Regels }
            from: 2019-12-02 00:00
            until: 2019-12-03 00:00
            resolution: 0s
            values: { channel: { Web: shop, other: edi }, destination: { BE: domestic, other: eu } }
            """, beside: "channels: { shop: 60%, edi: 40% }\ndestinations: { domestic: 50%, eu: 50% }")
        #expect(result.problems == [])
        let dues: [Instant] = [8 * .hour, 570 * .minute, 1_439 * .minute]
        #expect(result.orders.map(\.due) == dues)
        #expect(result.orders.map(\.channel) == [0, 1, 0])
        #expect(result.orders.map(\.destination) == [0, 1, 1])
        #expect(result.orders.map(\.lines) == [2, 1, 3])
        #expect(result.bad.read == 8 && result.bad.outside == 2 && result.bad.bad == 3)
        // The note of A1 has a line break of its own.
        #expect(result.bad.first.map(\.line) == [5, 8, 9])
    }

    @Test("compression runs the file's time faster, from the time that falls on the clock's start")
    func compression() throws {
        let file = "time\n2026-11-02 00:00\n2026-11-02 01:00\n2026-11-02 12:00\n2026-11-02 23:59:59\n"
        let times: [Instant] = [0, .minute, 12 * .minute, 24 * .minute - .second / 60]
        let bare = try Self.replay(file, "columns: { time: time }\ncompression: x60\nresolution: 0s")
        #expect(bare.problems == [])
        // 59 s past the minute, sixty times faster: the fraction of a nanosecond is cut off.
        #expect(bare.orders.map(\.due).dropLast() == times.dropLast()[...])
        #expect(abs((bare.orders.last?.due ?? 0) - times[3]) <= 1)
        #expect(bare.bad.outside == 0)
        let moved = try Self.replay(
            file.replacing("2026-11-02", with: "2011-11-14"),
            "columns: { time: time }\nstart: 2011-11-14 00:00\ncompression: x60\nresolution: 0s")
        #expect(moved.orders.map(\.due) == bare.orders.map(\.due))
        // From noon on, an hour is a minute; what came before lies outside.
        let noon = try Self.replay(
            file, "columns: { time: time }\nfrom: 2026-11-02 12:00\ncompression: x60\nresolution: 0s")
        #expect(noon.orders.first?.due == 0 && noon.orders.count == 2 && noon.bad.outside == 2)
    }

    /// Orders by minute: quiet, with bursts.
    private static func counts() -> [Int] {
        (0..<240).map { minute in minute % 48 == 7 ? 60 : minute % 10 == 3 ? 9 : minute % 3 }
    }

    /// Variance of counts over their mean.
    private static func dispersion(_ counts: [Int]) -> Double {
        let mean = Double(counts.reduce(0, +)) / Double(counts.count)
        return counts.reduce(0.0) { $0 + (Double($1) - mean) * (Double($1) - mean) } / Double(counts.count) / mean
    }

    /// With N orders in a minute, scaling by s = k + p makes kN + Binomial(N, p) of them in that same minute, so the
    /// index of dispersion of counts becomes s I + p (1 - p) / s.
    @Test("scaling keeps the shape and the bursts", arguments: [3.0, 20.0, 2.5, 0.4])
    func scaling(scale: Double) throws {
        let counts = Self.counts()
        var file = "time\n"
        for (minute, count) in counts.enumerated() {
            let hour = minute / 60 < 10 ? "0\(minute / 60)" : "\(minute / 60)"
            let rest = minute % 60 < 10 ? "0\(minute % 60)" : "\(minute % 60)"
            for _ in 0..<count { file += "2026-11-02 \(hour):\(rest)\n" }
        }
        let result = try Self.replay(file, "columns: { time: time }\nresolution: 1m\nscale: x\(scale)")
        #expect(result.problems == [])
        var scaled = [Int](repeating: 0, count: counts.count)
        for order in result.orders { scaled[Int(order.due / .minute)] += 1 }
        let part = scale - scale.rounded(.down)
        let expected = scale * Self.dispersion(counts) + part * (1 - part) / scale
        if part == 0 {
            // Whole copies: every minute holds exactly its multiple.
            #expect(scaled == counts.map { $0 * Int(scale) })
            #expect(abs(Self.dispersion(scaled) - expected) < 1e-9)
        } else {
            for (minute, count) in counts.enumerated() {
                let whole = count * Int(scale)
                #expect(scaled[minute] >= whole && scaled[minute] <= whole + count)
            }
            let extra = Double(scaled.reduce(0, +)) - scale.rounded(.down) * Double(counts.reduce(0, +))
            let orders = Double(counts.reduce(0, +))
            #expect(abs(extra - part * orders) < 4 * (part * (1 - part) * orders).squareRoot())
            // Five bursts of 60 carry the variance; each deviates by 4 of its 30 or so, twice that at most.
            #expect(abs(Self.dispersion(scaled) / expected - 1) < 0.25)
        }
    }

    @Test("a file of a header alone makes no orders; an empty one is refused where it is named")
    func empty() throws {
        for text in ["time,order\n", "time,order", "\u{feff}time,order\r\n\r\n"] {
            let result = try Self.replay(text, "columns: { time: time, order: order }")
            #expect(result.problems == [] && result.orders.isEmpty && result.bad == BadRows())
        }
        for text in ["", "\u{feff}", "\n\n"] {
            let result = try Self.replay(text, "columns: { time: time }")
            #expect(result.problems.count == 1)
            #expect(result.problems.first?.hasPrefix("small.yaml:6:11: orders.replay.file: orders.csv") == true)
            #expect(result.problems.first?.contains("is empty") == true)
        }
        let wrong = try Self.replay("when,order\n", "columns: { time: time }")
        #expect(
            wrong.problems == [
                "small.yaml:6:11: orders.replay.file: orders.csv:1: no column \"time\"; the file has \"when\", \"order\""
            ])
    }

    @Test("twenty bad rows are kept with their lines, and all are counted, generated orders beside them or not")
    func badRows() throws {
        let file = "time\n" + (0..<60).map { $0 % 2 == 0 ? "2026-11-02 01:\(10 + $0 / 2)\n" : "soon\n" }.joined()
        for beside in ["", "total: 50"] {
            let result = try Self.replay(file, "columns: { time: time }", beside: beside)
            #expect(result.problems == [])
            #expect(result.bad.read == 60 && result.bad.bad == 30)
            #expect(result.bad.first.count == 20)
            #expect(result.bad.first.prefix(3).map(\.line) == [3, 5, 7])
            #expect(result.bad.first.allSatisfy { !$0.problem.isEmpty })
        }
    }

    @Test("shards of generated and replayed orders together are the whole, order by order", arguments: [1, 2, 3, 7])
    func shards(count: Int) throws {
        let folder = FileManager.default.temporaryDirectory.appending(path: "rehearse-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: folder) }
        let rows = (0..<500).map { "2026-11-02 0\($0 / 60):\($0 % 60 < 10 ? "0" : "")\($0 % 60)\n" }.joined()
        try Data(("time\n" + rows).utf8).write(to: folder.appending(path: "orders.csv"))
        let path = folder.appending(path: "small.yaml").path(percentEncoded: false)
        for orders in [
            "shape: [{ from: 01:00, to: 02:00, orders: 777 }, { from: 02:00, to: 04:00, orders: 100 }]",
            "replay: { file: orders.csv, columns: { time: time }, scale: x2.5, resolution: 1m }",
            "shape: [{ from: 01:00, to: 02:00, orders: 777 }], replay: { file: orders.csv, columns: { time: time }, scale: x2 }",
        ] {
            var small = SmallLandscape()
            small.orders = orders
            let (read, problems) = ScenarioFile.read(small.text, as: path)
            #expect(problems.map(\.description) == [])
            let scenario = try #require(read)
            func all(_ shard: Shard) throws -> [Order] {
                var source = try scenario.orders(shard: shard)
                var orders: [Order] = []
                while let order = source.next() { orders.append(order) }
                return orders
            }
            let whole = try all(.whole)
            let parts = try (0..<count).flatMap { try all(Shard($0, of: count)) }
            #expect(parts.sorted { $0.number < $1.number } == whole)
            #expect(zip(whole, whole.dropFirst()).allSatisfy { $0.due <= $1.due })
            #expect(whole.map(\.number) == (0..<UInt64(whole.count)).map { $0 })
            if !orders.contains("replay") {
                #expect(whole.count { $0.due >= .hour && $0.due < 2 * .hour } == 777)
                #expect(whole.count { $0.due >= 2 * .hour && $0.due < 4 * .hour } == 100)
            }
        }
    }
}
