import Foundation
import Kernel
import Testing

@testable import Exports
@testable import Reconciliation
@testable import Scenario

@Suite("Reading exports")
struct ExportReadingTests {
    /// Reads texts as files of one side, by a mapping.
    private func read(_ text: String, named name: String = "events.csv", _ mapping: String? = nil) throws -> (
        tally: ReadTally, store: SideStore, files: [ExportFile], mapping: Mapping
    ) {
        let folder = FileManager.default.temporaryDirectory.appendingPathComponent("exports-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        let path = folder.appendingPathComponent(name).path
        try Data(text.utf8).write(to: URL(fileURLWithPath: path))
        var rules = MappingFile.standard
        if let mapping {
            let (own, problems) = MappingFile.read(mapping, as: "mapping.yaml")
            #expect(problems.isEmpty, "\(Problem.text(problems))")
            rules = try #require(own)
        }
        let files = try ExportFiles.of(path, rules.old)
        let store = SideStore(.old, agreement: rules.agreement)
        let tally = try ExportReader(files, agreement: rules.agreement).read(into: store)
        return (tally, store, files, rules)
    }

    private func events(_ store: SideStore) -> [(event: BusinessEvent, values: [Int64])] {
        var all: [(event: BusinessEvent, values: [Int64])] = []
        for part in 0..<SideStore.partCount { store.read(part: part) { all.append(($0, Array($1))) } }
        return all.sorted { $0.event.row < $1.event.row }
    }

    @Test(
        "Columns called as the values they hold need no mapping; quotes, CRLF, a byte order mark and blank lines are no matter"
    )
    func canonical() throws {
        let (tally, store, _, rules) = try read(
            "\u{FEFF}event,order,time,partner,quantity,total,remark\r\n"
                + "order,A1,2026-11-27T08:26:00Z,\"Dupont, \"\"fils\"\"\",5,\"1,234.50\",\"two\r\nlines\"\r\n\r\n"
                + "shipment,A1,2026-11-27 09:26:00.250+01:00,ups,5,,x\n")
        #expect(tally.events == 2)
        #expect(tally.badCount == 0)
        let found = events(store)
        #expect(found.map(\.event.time) == [1_795_767_960_000_000_000, 1_795_767_960_250_000_000])
        #expect(store.partners.names == ["Dupont, \"fils\"", "ups"])
        let quantity = try #require(rules.agreement.field(.quantity))
        let total = try #require(rules.agreement.field(.total))
        #expect(found[0].values[quantity] == 5_000_000)
        #expect(found[0].values[total] == 1_234_500_000)
        #expect(found[1].values[total] == EventField.absent)
        #expect(found[0].event.order == KeyHash.of("A1"))
    }

    @Test("Bad rows are listed with their line and column, and nothing is lost: rows are events, left out, or bad")
    func badRows() throws {
        let (tally, _, _, _) = try read(
            """
            event,order,time,quantity
            order,A1,2026-11-27T08:26:00Z,5
            order,A2,yesterday,5
            order,,2026-11-27T08:26:00Z,5
            order,A4,2026-11-27T08:26:00Z,five
            order,A5,2026-02-30T08:26:00Z,5
            order,A6,2026-11-27T08:26:00Z
            order,A7,2026-11-27T08:26:00Z,5,9,9
            dance,A8,2026-11-27T08:26:00Z,5
            order,A9,2026-11-27T08:26:00Z,"5"x
            order,B1,2026-11-27T08:26:00Z,1.0000001

            """)
        #expect(tally.events == 1)
        #expect(tally.unknown == ["dance": 1])
        #expect(tally.bad.map(\.line) == [3, 4, 5, 6, 7, 8, 10, 11])
        #expect(tally.bad.map(\.column) == ["time", "order", "quantity", "time", "", "", "", "quantity"])
        #expect(tally.rows == tally.events + tally.unknownCount + tally.ignored + tally.badCount)
    }

    @Test("An EDI export: semicolons, decimal commas, dates with dots in a zone, prefixes, zeros, units, words")
    func mapped() throws {
        let (tally, store, _, rules) = try read(
            """
            TYP;BELEG;AM;PARTNER;MENGE;EINHEIT;BETRAG
            ORDERS;WEB-000123;27.11.2026 08:26:00;UPS SE;2;CS;1.234,50
            DESADV;WEB-000123;27.11.2026 09:26:00;UPS SE;24;EA;
            TEST;WEB-000123;27.11.2026 09:26:00;UPS SE;24;EA;
            ORDERS;WEB-000124;27.11.2026 08:26:00;UPS SE;2;PAL;1,00
            """, named: "hub.csv",
            """
            rehearse mapping: 1
            events: { order: {}, shipment: {} }
            fields: { quantity: {}, total: {} }
            old:
              zone: Europe/Brussels
              times: dd.MM.yyyy HH:mm:ss
              decimals: comma
              event: { column: TYP, values: { ORDERS: order, DESADV: shipment } }
              ignore: TEST
              order: { column: BELEG, drop: WEB-, leading zeros: drop }
              time: AM
              partner: { column: PARTNER, values: { UPS SE: ups } }
              fields:
                quantity: { column: MENGE, unit: EINHEIT, units: { CS: 12, EA: 1 } }
                total: BETRAG
            """)
        #expect(tally.events == 2)
        #expect(tally.ignored == 1)
        #expect(tally.bad.map(\.description).first?.contains("its unit \"PAL\"") == true)
        let found = events(store)
        #expect(found.map(\.event.order) == [KeyHash.of("123"), KeyHash.of("123")])
        #expect(found[0].event.time == 1_795_764_360_000_000_000)
        #expect(found.map { $0.values[0] } == [24_000_000, 24_000_000])
        #expect(found[0].values[1] == 1_234_500_000)
        #expect(store.partners.names == ["ups"])
        #expect(rules.agreement.kinds.map(\.name) == ["order", "shipment"])
    }

    @Test("Two hours that clocks show twice or leave out are read as their zone has them")
    func clockChange() throws {
        let (_, store, _, _) = try read(
            """
            event,order,time
            order,A,2026-10-25T01:59:59
            order,B,2026-10-25T03:00:00
            order,C,2026-06-01T12:00:00
            """, named: "a.csv",
            """
            rehearse mapping: 1
            old: { zone: Europe/Brussels, event: event, order: order, time: time }
            """)
        // 01:59:59 in summer is 23:59:59 UTC the day before; 03:00 in winter is 02:00 UTC.
        #expect(
            events(store).map { $0.event.time / 1_000_000_000 } == [1_792_886_399, 1_792_893_600, 1_780_308_000])
    }

    @Test(
        "JSON lines with paths, escapes and numbers as they are written; CloudEvents by their attributes, in a batch as well"
    )
    func json() throws {
        let mapping = """
            rehearse mapping: 1
            events: { order: {} }
            fields: { total: {}, status: {} }
            old: { format: cloudevents, event: { column: type, values: { com.example.order: order } }, fields: { total: data.amounts.total, status: data.state } }
            """
        let one =
            #"{"specversion":"1.0","id":"e1","type":"com.example.order","subject":"caf\u00e9 \"1\"","time":"2026-11-27T08:26:00Z","data":{"partner":"dpd","amounts":{"total":12.5,"list":[1,{"a":[]}]},"state":"open"}}"#
        let two = one.replacing("\"e1\"", with: "\"e2\"").replacing("12.5", with: "\"7,000.25\"")
        for (text, name) in [("\(one)\n\n\(two)\n", "e.jsonl"), ("[\n\(one),\n\(two)\n]\n", "e.json")] {
            let (tally, store, files, rules) = try read(text, named: name, mapping)
            #expect(tally.badCount == 0)
            let found = events(store)
            #expect(found.count == 2)
            #expect(Set(found.map { $0.values[0] }) == [12_500_000, 7_000_250_000])
            #expect(found.allSatisfy { $0.event.order == KeyHash.of("café \"1\"") })
            #expect(found[0].event.document != found[1].event.document)
            #expect(store.partners.names == ["dpd"])
            let rows = try RowLookup(files, agreement: rules.agreement).rows(at: Set(found.map(\.event.row)))
            #expect(Set(rows.values.map(\.line)) == (name == "e.json" ? [2, 3] : [1, 3]))
            #expect(rows.values.allSatisfy { $0.order == "café \"1\"" && $0.kind == "order" && $0.partner == "dpd" })
        }
    }

    @Test("JSON that is broken costs its line, and is told with its byte")
    func brokenJSON() throws {
        let (tally, _, _, _) = try read(
            """
            {"event":"order","order":"A","time":"2026-11-27T08:26:00Z"}
            {"event":"order","order":"B","time":
            {"event":"order" "order":"C"}
            nonsense
            {"event":"order","order":"D","time":"2026-11-27T08:26:00Z","quantity":1e3}
            {"event":"order","order":"E","time":"2026-11-27T08:26:00Z"}
            """, named: "x.jsonl")
        #expect(tally.events == 2)
        #expect(tally.bad.map(\.line) == [2, 3, 4, 5])
        #expect(tally.bad[1].message.contains("a comma or }"))
    }

    @Test("A row for each order, with a time for each event: as many events as there are times")
    func wide() throws {
        let (tally, store, _, _) = try read(
            "ref,ordered,shipped,billed\nA,2026-11-27T08:00:00Z,2026-11-27T09:00:00Z,\nB,2026-11-27T08:00:00Z,,\n",
            named: "wide.csv",
            """
            rehearse mapping: 1
            old:
              - { event: { fixed: order }, order: ref, time: ordered }
              - { event: { fixed: shipment }, order: ref, time: shipped }
              - { event: { fixed: invoice }, order: ref, time: billed }
            """)
        #expect(tally.rows == 2)
        #expect(tally.events == 3)
        #expect(tally.notYet == 3)
        #expect(events(store).count == 3)
    }

    @Test("The line with which spreadsheets tell their separator is no header")
    func separator() throws {
        for end in ["\n", "\r\n"] {
            let (tally, store, files, rules) = try read(
                "sep=;\(end)event;order;time\(end)order;A,B;2026-11-27T08:00:00Z\(end)")
            #expect(tally.events == 1)
            let found = events(store)
            #expect(found.first?.event.order == KeyHash.of("A,B"))
            let rows = try RowLookup(files, agreement: rules.agreement).rows(at: Set(found.map(\.event.row)))
            #expect(rows.values.map(\.line) == [3])
        }
    }

    @Test("A file of several megabytes is read in blocks, and rows are found again by their place")
    func blocks() throws {
        var text = "event,order,time,quantity\n"
        for number in 0..<120_000 {
            text += "order,O\(number),2026-11-27T\(10 + number / 60_000):\(10 + number / 2_400 % 50):00Z,\(number)\n"
        }
        let (tally, store, files, rules) = try read(text)
        #expect(tally.events == 120_000)
        let quantity = try #require(rules.agreement.field(.quantity))
        let found = events(store)
        #expect(found.indices.allSatisfy { found[$0].values[quantity] == Int64($0) * 1_000_000 })
        let wanted = [0, 59_999, 119_999]
        let rows = try RowLookup(files, agreement: rules.agreement).rows(at: Set(wanted.map { found[$0].event.row }))
        #expect(wanted.map { rows[found[$0].event.row]?.line } == [2, 60_001, 120_001])
        #expect(wanted.map { rows[found[$0].event.row]?.order } == ["O0", "O59999", "O119999"])
    }

    @Test("What cannot be read at all is told: no file, no such column, UTF-16, an empty folder")
    func refused() throws {
        #expect(throws: ExportError.self) { try ExportFiles.of("/nowhere/at/all.csv", MappingFile.standard.old) }
        #expect(throws: ExportError.self) { try read("what,ever\n1,2\n") }
        #expect(throws: ExportError.self) { try read("event,event,order,time\n") }
        let empty = try read("")
        #expect(empty.tally.rows == 0)
        let header = try read("event,order,time\n")
        #expect(header.tally.rows == 0)
    }

    @Test(
        "What is no export is refused with its place: lines that end with CR alone, UTF-16 without a mark, a name twice"
    )
    func notTaken() throws {
        func refusal(_ text: String) -> String {
            do {
                _ = try read(text)
                return "taken"
            } catch {
                return "\(error)"
            }
        }
        // The first of the carriage returns is the 17th byte.
        #expect(refusal("event,order,time\rorder,A,2026-11-27T08:00:00Z\r").contains("events.csv:1:17"))
        let wide = "event,order,time\n".utf16.reduce(into: "") { $0 += String(UnicodeScalar(UInt8($1))) + "\0" }
        #expect(refusal(wide).contains("has a zero at its byte 2"))
        let twice = try read(
            """
            {"event":"order","order":"A","time":"2026-11-27T08:00:00Z"}
            {"event":"order","order":"B","order":"C","time":"2026-11-27T08:00:00Z"}
            """, named: "events.jsonl")
        #expect(twice.tally.events == 1 && twice.tally.badCount == 1)
        #expect(twice.tally.bad.first.map { "\($0)" }?.contains("events.jsonl:2:") == true)
        #expect(twice.tally.bad.first?.message.contains("each name once") == true)
    }

    @Test("Events after the time until which events are known are counted and left out")
    func later() throws {
        let text = """
            event,order,time
            order,A,2026-11-27T08:00:00Z
            order,B,2026-11-27T09:00:00Z
            order,C,2026-11-27T09:00:01Z
            """
        let whole = try read(text)
        let store = SideStore(.old, agreement: whole.mapping.agreement)
        let nine = try #require(whole.store.span).upperBound - .second
        let tally = try ExportReader(whole.files, agreement: whole.mapping.agreement).read(into: store, until: nine)
        #expect(tally.events == 2 && tally.later == 1 && tally.rows == 3)
        #expect(store.count == 2 && store.span?.upperBound == nine && tally.latest == nine)
    }

    @Test("Terms that cannot be meant are refused where they are written")
    func terms() {
        func problems(_ events: String, _ old: String = "") -> String {
            Problem.text(
                MappingFile.read("rehearse mapping: 1\nevents:\n  \(events)\n\(old)", as: "m.yaml").problems)
        }
        #expect(problems("invoice: { same within: 10m, late after: 1m }").contains("m.yaml:3:"))
        #expect(problems("order: { documents: of several orders }").contains("no document of several orders"))
        #expect(
            MappingFile.read("rehearse mapping: 1\nevents: { invoice: { documents: of several orders } }", as: "m")
                .mapping?.agreement.kinds.first?.spansOrders == true)
        #expect(problems("order: {}", "old: { event: e, order: [], time: t }").contains("m.yaml:4:"))
        let gate = GateFile.read("rehearse gate: 1\nclasses: { late: 110% }", as: "g.yaml").problems
        #expect(Problem.text(gate).contains("at most 100%"))
    }
}
