import Foundation
import Kernel
import Testing

@testable import Exports
@testable import Reconciliation
@testable import Scenario

/// Letters of exports: UTF-8, or what the mapping says.
@Suite("Encodings of exports")
struct EncodingTests {
    /// A text in Windows-1252, which has ö as F6, ß as DF and € as 80.
    private func windows(_ text: String) -> Data {
        Data(
            text.unicodeScalars.map { scalar in
                switch scalar {
                case "€": 0x80
                default: UInt8(scalar.value)
                }
            })
    }

    private func tally(_ pair: InferredPair, _ path: String, _ encoding: String?) throws -> (ReadTally, [[Int64]]) {
        let (own, problems) = MappingFile.read(
            """
            rehearse mapping: 1
            events: { order: {} }
            fields: { city: {}, straße: {} }
            old: { \(encoding.map { "encoding: \($0), " } ?? "")event: event, order: order, time: time, fields: { city: city, straße: straße } }
            """, as: "mapping.yaml")
        #expect(problems.isEmpty, "\(Problem.text(problems))")
        let rules = try #require(own)
        let store = SideStore(.old, agreement: rules.agreement)
        let tally = try ExportReader(try ExportFiles.of(path, rules.old), agreement: rules.agreement).read(into: store)
        var all: [(UInt64, [Int64])] = []
        for part in 0..<SideStore.partCount { store.read(part: part) { all.append(($0.row, Array($1.prefix(2)))) } }
        return (tally, all.sorted { $0.0 < $1.0 }.map(\.1))
    }

    private static let text =
        "event,order,time,city,straße\norder,A,2026-11-27T08:26:00Z,Köln,Große Straße\norder,B,2026-11-27T08:26:00Z,\"12 €, \"\"Lüttich\"\"\",x\n"
    private static let values = [["Köln", "Große Straße"], ["12 €, \"Lüttich\"", "x"]].map {
        $0.map { KeyHash.text(KeyHash.of($0)) }
    }

    @Test("UTF-8 with and without a mark, and Windows-1252 where it is said, are the same letters")
    func letters() throws {
        let pair = try InferredPair()
        let plain = try pair.write("plain.csv", Self.text)
        let marked = try pair.write("marked.csv", "\u{FEFF}" + Self.text)
        let windows = try pair.write("windows.csv", windows(Self.text))
        #expect(try tally(pair, plain, nil).1 == Self.values)
        #expect(try tally(pair, marked, "utf-8").1 == Self.values)
        #expect(try tally(pair, windows, "windows-1252").1 == Self.values)
        #expect(try tally(pair, windows, "iso-8859-1").1 == Self.values)
    }

    @Test("What is no UTF-8 is refused where its first wrong byte stands, with what to write")
    func refused() throws {
        let pair = try InferredPair()
        let path = try pair.write("w.csv", windows(Self.text.replacing("straße", with: "strasse")))
        let error = #expect(throws: ExportError.self) { try tally(pair, path, nil) }
        let message = "\(try #require(error))"
        // In the second line, after "order,A,2026-11-27T08:26:00Z,K".
        #expect(message.hasPrefix("\(path):2:31: expected UTF-8, found the byte F6, which is \"ö\""), "\(message)")
        #expect(message.contains("\"Köln\"") && message.contains("encoding: windows-1252"), "\(message)")
    }

    @Test("A wrong byte is found in whichever block it stands; characters across blocks are whole")
    func blocks() throws {
        let pair = try InferredPair()
        var text = "event,order,time,city,straße\n"
        while text.utf8.count < 3 << 20 { text += "order,A,2026-11-27T08:26:00Z,ööööö€𝄞,x\n" }
        let lines = text.utf8.count { $0 == 0x0a }
        var data = Data(text.utf8)
        let path = try pair.write("a.csv", data)
        #expect(try tally(pair, path, nil).0.events == lines - 1)
        data.append(contentsOf: Array("order,".utf8) + [0xff, 0x0a])
        let bad = try pair.write("b.csv", data)
        let error = #expect(throws: ExportError.self) { try tally(pair, bad, nil) }
        #expect("\(try #require(error))".hasPrefix("\(bad):\(lines + 1):7: expected UTF-8, found the byte FF"))
    }

    @Test("The table of RFC 3629: which bytes are UTF-8")
    func grammar() {
        func isUTF8(_ bytes: [UInt8]) -> Bool {
            bytes.withUnsafeBufferPointer { !UTF8Check.of($0, isLast: true).isBad }
        }
        // Overlong forms, surrogates, beyond 10FFFF, cut off.
        for wrong: [UInt8] in [
            [0x80], [0xc0, 0x80], [0xc1, 0xbf], [0xe0, 0x9f, 0xbf], [0xed, 0xa0, 0x80], [0xf0, 0x8f, 0xbf, 0xbf],
            [0xf4, 0x90, 0x80, 0x80], [0xf5, 0x80, 0x80, 0x80], [0xc3], [0xe2, 0x82], [0x41, 0xff],
        ] {
            #expect(!isUTF8(wrong), "\(wrong)")
            #expect(!isUTF8([UInt8](repeating: 0x41, count: 37) + wrong), "\(wrong)")
        }
        for right in ["", "ö", "€", "\u{10FFFF}", "\u{D7FF}\u{E000}", String(repeating: "aö€𝄞", count: 50)] {
            #expect(isUTF8(Array(right.utf8)), "\(right)")
        }
    }

    @Test("An inferred mapping says how letters are written, and that it is to be looked at")
    func inferred() throws {
        let pair = try InferredPair()
        var old = "typ;auftrag;zeit;lieferort\n"
        var new = "event,order,time,city\n"
        for order in 0..<200 {
            let city = ["Köln", "Lüttich", "Gent", "Düren"][order % 4] + " \(order)"
            old += "order;K\(2_000 + order);\(InferredPair.iso(order));\(city)\n"
            new += "order,K\(2_000 + order),\(InferredPair.iso(order)),\(city)\n"
        }
        try pair.write("old.csv", windows(old))
        try pair.write("new.csv", new)
        let result = try pair.reconcile("old.csv", "new.csv")
        #expect(result.text.contains("encoding: windows-1252\n"), "\(result.text)")
        #expect(result.text.contains("letters are not UTF-8"), "\(result.text)")
        #expect(result.text.contains("column: lieferort") || result.text.contains(": lieferort\n"), "\(result.text)")
        #expect(InferredPair.counts(result.tally) == [.match: 200], "\(InferredPair.counts(result.tally))")
    }

    @Test("JSON is UTF-8, and a mapping that says otherwise of it is refused")
    func json() throws {
        let pair = try InferredPair()
        let path = try pair.write(
            "a.jsonl", "{\"event\": \"order\", \"order\": \"A\", \"time\": \"2026-11-27T08:26:00Z\"}\n")
        let error = #expect(throws: ExportError.self) { try tally(pair, path, "windows-1252") }
        #expect("\(try #require(error))".contains("RFC 8259"))
        let bad = try pair.write("b.jsonl", windows("{\"event\": \"order\", \"city\": \"Köln\"}\n"))
        let other = #expect(throws: ExportError.self) { try tally(pair, bad, nil) }
        let message = "\(try #require(other))"
        #expect(message.hasPrefix("\(bad):1:30: expected UTF-8"), "\(message)")
    }
}
