import Foundation
import Kernel
import Testing

@testable import Scenario

/// Access logs: lines of several servers, the course of the day, the mix, and what becomes of bad lines.
struct LogImportTests {
    private static func read(_ line: String, unit: LogTimeUnit? = nil) -> LogLine? {
        line.hasPrefix("{")
            ? LogLine.json(Array(line.utf8)[...], fields: .guessed, unit: unit)
            : LogLine.ncsa(Array(line.utf8)[...], unit: unit)
    }

    /// 2026-11-27 08:26:00 on the clock, as seconds since 1970.
    private static let morning: Int64 = 20_784 * 86_400 + 8 * 3_600 + 26 * 60

    @Test(
        "Lines as servers write them",
        arguments: [
            (#"127.0.0.1 - frank [27/Nov/2026:08:26:00 +0100] "GET /a?b=c HTTP/1.0" 200 2326"#, "GET", "/a", 200, nil),
            (
                #"::1 - - [27/Nov/2026:08:26:00 +0000] "POST /a HTTP/1.1" 503 - "http://x/\"y" "Mozilla/5.0 (X11)""#,
                "POST", "/a", 503, nil
            ),
            (
                #"1.2.3.4 - - [27/Nov/2026:08:26:00 +0000] "GET /a HTTP/2.0" 200 5 "-" "curl/8" 0.123"#, "GET", "/a",
                200, 123_000_000
            ),
            (
                #"1.2.3.4 - - [27/Nov/2026:08:26:00 +0000] "GET /a HTTP/2.0" 200 5 "-" "curl/8" rt=0.5 uct="-""#, "GET",
                "/a", 200, nil
            ),
            (
                #"1.2.3.4 - - [27/Nov/2026:08:26:00 +0000] "GET /a HTTP/2.0" 200 5 "-" "curl/8" 1500"#, "GET", "/a",
                200, 1_500_000
            ),
            (
                #"1.2.3.4 - - [27/Nov/2026:08:26:00 +0000] "GET http://x.example/a HTTP/1.1" 200 5"#, "GET", "/a", 200,
                nil
            ),
            (
                #"{"time":"2026-11-27T08:26:00+01:00","request_method":"get","uri":"/a?x","status":200,"request_time":0.123}"#,
                "GET", "/a", 200, 123_000_000
            ),
            (
                #"{"ts":1795767960.5,"request":{"method":"PUT","uri":"/a"},"status":204,"duration":0.25}"#, "PUT", "/a",
                204, 250_000_000
            ),
            (
                #"{"StartUTC":"2026-11-27T08:26:00.1Z","RequestMethod":"GET","RequestPath":"/a","DownstreamStatus":200,"Duration":5000000}"#,
                "GET", "/a", 200, 5_000_000
            ),
            (
                #"{"timestamp":"1795767960000","method":"GET","url":"https://h/a#f","status":"200","duration_ms":"12"}"#,
                "GET", "/a", 200, 12_000_000
            ),
            (
                #"{"time_local":"27/Nov/2026:08:26:00 +0000","request":"GET /a HTTP/1.1","status":301,"latency":"15ms"}"#,
                "GET", "/a", 301, 15_000_000
            ),
        ] as [(String, String, String, Int, Int64?)])
    func lines(text: String, method: String, path: String, status: Int, time: Int64?) {
        #expect(Self.read(text) == LogLine(wall: Self.morning, method: method, path: path, status: status, time: time))
    }

    @Test(
        "Lines that are none",
        arguments: [
            "", "#Fields: date time", "a [b] \"c\" d", #"x - - [31/Feb/2026:08:26:00 +0000] "GET / HTTP/1.1" 200 1"#,
            #"x - - [27/Nov/2026:08:26:00 +0000] "\x16\x03\x01" 400 1"#,
            #"x - - [27/Nov/2026:08:26:00 +0000] "-" 408 0"#,
            #"x - - [27/Nov/2026:08:26:00 +0000] "GET / HTTP/1.1" 2000 1"#, "{}", "{\"time\":\"x\"}", "{\"a\":",
            #"{"time":"2026-11-27T08:26:00Z","path":"nope","status":200}"#, #"{"time":1e400,"path":"/","status":200}"#,
        ])
    func noLines(text: String) {
        #expect(Self.read(text) == nil)
    }

    @Test("A unit that is given overrides the guess")
    func unit() {
        let line = #"x - - [27/Nov/2026:08:26:00 +0000] "GET / HTTP/1.1" 200 1 "-" "-" 12"#
        #expect(Self.read(line, unit: .ms)?.time == 12_000_000)
        #expect(Self.read(line, unit: .s)?.time == 12_000_000_000)
    }

    @Test(
        "Segments that are ids and segments that are not",
        arguments: [
            ("4711", true), ("SO-100045", true), ("3f2b8c1e-5d47-4a9b-8e6f-0c1d2e3f4a5b", true), ("deadbeef01", true),
            ("2026-11-27", true), ("a%20b", true), ("me@example.com", true), ("shp_88213", true), ("v1", false),
            ("v2409", false), ("orders", false), ("2024-07", false), ("oauth2", false), ("", false), ("facade", false),
            ("index.html", false),
        ])
    func ids(segment: String, isID: Bool) {
        #expect(PathShape.isID(segment) == isID)
    }

    /// A day with 60 requests in the hour from 08:00 and 20 in the hour from 20:00, and 30 by another name.
    private static func day() -> String {
        var lines: [String] = []
        for k in 0..<60 {
            lines.append(
                #"1.1.1.1 - - [27/Nov/2026:08:\#(k < 10 ? "0" : "")\#(k):00 +0100] "GET /products/\#(1000 + k) HTTP/1.1" 200 5 "-" "x" 0.\#(100 + k)"#
            )
        }
        for k in 0..<20 {
            lines.append(
                #"1.1.1.1 - - [27/Nov/2026:20:\#(10 + k):00 +0100] "POST /orders HTTP/1.1" \#(k == 0 ? 503 : 201) 5 "-" "x" 0.300"#
            )
        }
        lines.insert("garbage", at: 5)
        lines.append(#"1.1.1.1 - - [27/Nov/2026:21:00:00 +0100] "GET /style.css HTTP/1.1" 200 5"#)
        return lines.joined(separator: "\r\n") + "\n"
    }

    @Test("A log becomes a mix and a course of the day; bad lines are listed by number")
    func day() throws {
        let file = try ImportedFile(Self.day())
        #expect(file.operations("site") == ["get products", "post orders"])
        #expect(file["orders", "total"]?.string == "80")
        #expect(file["orders", "channels", "get products"]?.string == "75%")
        #expect(file["orders", "channels", "post orders"]?.string == "25%")
        let stretches = file["orders", "shape"]?.elements.map { ($0["from"]?.string, $0["share"]?.string) }
        #expect(stretches?.map(\.0) == ["08:00", "20:00"])
        #expect(stretches?.map(\.1) == ["75%", "25%"])
        #expect(file["clock", "from"]?.string == "2026-11-27 00:00")
        let products = try file.request("site", "get products")
        #expect(products.message.path.source == "/products/{facts.product_id or \"1000\"}")
        // Times of 100 to 159 ms: the 31st of 60, and the last.
        #expect(file.work("site", "get products") == "lognormal 130ms p99 159ms")
        #expect(file.work("site", "post orders") == "300ms")
        #expect(
            file.result.notes.first?.text
                == "line 6: not of the form HOST - USER [TIME] \"METHOD PATH HTTP/1.1\" STATUS BYTES")
        #expect(file.result.summary == "80 requests of 82 lines, 2 operations, 1 bad line")
        #expect(file.result.scenario.contains("answered 503: 5%"))
        let (scenario, _) = ScenarioFile.read(file.result.scenario, as: "imported.yaml")
        #expect(scenario?.plan.demand.generatedOrders == 80)
    }

    @Test("With a file to write to, the course of the day is a profile, by the hour or finer")
    func profile() throws {
        var importer = Importer()
        importer.profile = "profiles/working-day.csv"
        importer.every = 15
        let file = try ImportedFile(Self.day(), importer)
        #expect(file["orders", "shape"]?.string == "profiles/working-day.csv")
        let rows = try #require(file.result.profile).split(separator: "\n").filter { !$0.hasPrefix("#") }
        #expect(rows.count == 97)
        #expect(rows[0] == "time,requests")
        #expect(rows[33] == "08:00,15")
        #expect(rows[81] == "20:00,5")
        #expect(rows[96] == "23:45,0")
    }

    @Test("A week's log has a profile of the week, and the busiest day's total")
    func week() throws {
        var text = ""
        for day in 20...27 {
            for k in 0..<(day == 24 ? 9 : 3) {
                text +=
                    #"1.1.1.1 - - [\#(day)/Nov/2026:10:00:0\#(k) +0000] "GET / HTTP/1.1" 200 5\#n"#
                    .replacingOccurrences(of: #"\#n"#, with: "\n") + "\n"
            }
        }
        var importer = Importer()
        importer.profile = "profiles/working-day.csv"
        let result = try importer.run(Array(text.utf8), source: "w.log")
        #expect(result.profile?.contains("tue 10:00,9\n") == true)
        #expect(result.profile?.contains("fri 10:00,6\n") == true)
        #expect(result.scenario.contains("total: 9 "))
        #expect(result.scenario.contains("from: 2026-11-24 00:00"))
    }

    @Test("Fields of JSON lines can be named")
    func fields() throws {
        let line = #"{"when":"2026-11-27T08:26:00Z","what":{"where":"/a"},"how":200}"# + "\n"
        #expect(throws: ImportError.self) { try Importer(kind: .log).run(Array(line.utf8), source: "s") }
        var importer = Importer(kind: .log)
        var known: [Bool] = []
        for field in ["time=when", "path=what.where", "status=how", "colour=x", "time"] {
            known.append(importer.fields.set(field))
        }
        #expect(known == [true, true, true, false, false])
        #expect(try ImportedFile(line, importer).operations("site") == ["get a"])
    }

    @Test("Words that stand in one place in great number are names of things, however many come")
    func slugs() throws {
        var text = ""
        for k in 0..<3_000 {
            let word = String(k, radix: 2).map { $0 == "0" ? "a" : "b" }.joined()
            text += "1.1.1.1 - - [27/Nov/2026:10:00:00 +0000] \"GET /shoes/\(word) HTTP/1.1\" 200 5\n"
        }
        let file = try ImportedFile(text)
        #expect(file.operations("site") == ["get shoes"])
        #expect(file["orders", "total"]?.string == "3000")
        #expect(try file.request("site", "get shoes").message.path.source == "/shoes/{facts.shoe_id or \"a\"}")
    }

    @Test("Twenty bad lines are named, the others counted; lines without end cost a block")
    func bad() throws {
        var bytes = Array(String(repeating: "nonsense\n", count: 30).utf8)
        bytes += [UInt8](repeating: 120, count: 3_000_000) + [10]
        bytes += Array(#"1.1.1.1 - - [27/Nov/2026:10:00:00 +0000] "GET / HTTP/1.1" 200 5"#.utf8)
        let result = try Importer(kind: .log).run(bytes, source: "s")
        #expect(result.summary == "1 requests of 32 lines, 1 operations, 31 bad lines")
        let bad = result.notes.filter { $0.place.hasPrefix("line ") }
        #expect(bad.map(\.place) == (1...20).map { "line \($0)" })
        #expect(result.notes.contains { $0.text == "and 11 more: lines that cannot be read" })
    }

    @Test("Lines are cut alike whatever the blocks")
    func blocks() throws {
        let text = "one\r\ntwo\n\nlast"
        for block in 1...16 {
            var reader = LineReader(ByteSource(Array(text.utf8), block: block))
            var lines: [String] = []
            while let event = try reader.next() {
                if case .line(let bytes) = event { lines.append(String(decoding: bytes, as: UTF8.self)) }
            }
            #expect(lines == ["one", "two", "", "last"])
            #expect(reader.number == 4)
        }
    }

    @Test(
        "Shares make a hundred per cent, the least one hundredth of one",
        arguments: [[1, 1, 1], [999_999, 1], [1], [3, 5, 7, 11, 13]])
    func shares(counts: [Int]) {
        let shares = LogImport.shares(counts)
        #expect(shares.map { Int(($0 * 10_000).rounded()) }.reduce(0, +) == 10_000)
        #expect(shares.allSatisfy { $0 >= 0.0001 })
    }

    @Test(
        "What a source is can be told by how it begins",
        arguments: [
            ("{\"log\":{\"version\":\"1.2\",", ImportKind.har), ("{\n  \"openapi\": \"3.0.0\"", .openapi),
            ("# x\nopenapi: 3.1.0\n", .openapi), (#"{"time":1,"status":200}"#, .log),
            ("x - - [27/Nov/2026:10:00:00 +0000] \"GET / HTTP/1.1\" 200 5\n", .log), ("hello\n", nil), ("{", nil),
        ] as [(String, ImportKind?)])
    func kinds(text: String, kind: ImportKind?) {
        #expect(Importer.kind(of: Array(text.utf8)) == kind)
    }

    @Test("Spoiled logs are imported as valid scenarios or refused")
    func fuzz() {
        let sound = Array(Self.day().utf8)
        for seed in 0..<60 {
            var mutant = Mutant(seed: UInt64(seed))
            var bytes = sound
            for _ in 0..<4 { bytes = mutant.spoiled(bytes: bytes) }
            guard let result = try? Importer(kind: .log).run(bytes, source: "s.log") else { continue }
            let (_, problems) = ScenarioFile.read(result.scenario, as: "imported.yaml")
            #expect(problems.map(\.description) == [], "seed \(seed)\n\(result.scenario)")
        }
    }
}
