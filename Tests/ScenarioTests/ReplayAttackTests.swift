import Kernel
import Testing

@testable import Scenario

/// Files that nobody means well with: reading ends, nothing traps, and every row is accounted for.
struct ReplayAttackTests {
    private static func read(_ bytes: [UInt8], block: Int = 1 << 16, row: ReplayFile.Row = .order) throws -> (
        Int, BadRows
    ) {
        var file = ReplayFile(path: "", name: "attack.csv", columns: .init(time: "time", order: "order"))
        file.row = row
        var plan = Plan(title: "", seed: 1, window: .day, end: .day)
        plan.demand.replay = .init(source: "", shift: -1_795_737_600 * 1_000_000_000)
        var source = try ReplaySource(file, bytes: ByteSource(bytes, block: block), plan: plan)
        var count = 0
        while source.next() != nil { count += 1 }
        return (count, source.badRows)
    }

    private static let good = "2026-11-27 10:00"

    @Test func `A quote that is never closed costs one line`() throws {
        let text = "order,time\n1,\(Self.good)\n\"2,\(Self.good)\n3,\(Self.good)\n4,\(Self.good)\n"
        let (count, bad) = try Self.read(Array(text.utf8))
        #expect(count == 3 && bad.bad == 1 && bad.first.map(\.line) == [3])
    }

    @Test func `A quote that is not closed for more than a record's limit costs one line`() throws {
        var text = "order,time\n\"1,\(Self.good)\n"
        for i in 2..<60_000 { text += "\(i),\(Self.good)\n" }
        let (count, bad) = try Self.read(Array(text.utf8))
        #expect(count == 59_998 && bad.bad == 1 && bad.first.map(\.line) == [2])
    }

    @Test func `A line without end is one bad row and does not fill the memory`() throws {
        var bytes = Array("order,time\n1,\(Self.good)\n".utf8)
        bytes += [UInt8](repeating: UInt8(ascii: "x"), count: 5 << 20)
        bytes += Array("\n3,\(Self.good)\n".utf8)
        let (count, bad) = try Self.read(bytes)
        #expect(count == 2 && bad.bad == 1 && bad.first.map(\.line) == [3])
    }

    @Test func `NUL, broken UTF-8 and control characters are bad rows with readable reasons`() throws {
        var bytes = Array("order,time\n1,".utf8) + [0] + Array("\n2,".utf8) + [0xff, 0xc0, 0x1b, 0x5b]
        bytes += Array("31m\n".utf8) + [0xc3, 0x28] + Array(",\(Self.good)\n".utf8)
        let (count, bad) = try Self.read(bytes)
        #expect(count == 1 && bad.bad == 2)
        #expect(bad.first.allSatisfy { row in row.problem.utf8.allSatisfy { $0 >= 0x20 } })
    }

    @Test func `Old line ends and mixed ones count their lines`() throws {
        let (count, bad) = try Self.read(Array("order,time\r1,\(Self.good)\r\n2,\(Self.good)\n3,bad\r".utf8), block: 1)
        #expect(count == 2 && bad.first.map(\.line) == [4])
    }

    @Test func `Numbers beyond all bounds are bad rows`() throws {
        for time in [
            "9999999999999999999", "99999-01-01 00:00", "2026-11-27 10:00+99:00", "-1-1-1", "2026-11-27T", "24:00",
        ] {
            let (count, bad) = try Self.read(Array("order,time\n1,\(time)\n".utf8))
            #expect(count == 0 && bad.bad == 1)
        }
        #expect(ReplayRows.decimal(ArraySlice("99999999999999999999".utf8), scale: 1, exact: true) == nil)
        #expect(ReplayRows.decimal(ArraySlice("9223372036854775807".utf8), scale: 1_000, exact: false) == nil)
        #expect(ReplayRows.decimal(ArraySlice("2.000000000000000".utf8), scale: 1, exact: true) == 2)
        #expect(ReplayRows.decimal(ArraySlice("1.2345678".utf8), scale: 1_000, exact: false) == 1_235)
        for text in ["", "-", "+", ".", "1.2.3", "1e9", "0x10", "- 1", ".5"] {
            #expect(ReplayRows.decimal(ArraySlice(text.utf8), scale: 1, exact: false) == nil)
        }
    }

    @Test func `Only a header, blank lines or a million separators make no orders`() throws {
        #expect(try Self.read(Array("order,time".utf8)).0 == 0)
        #expect(try Self.read(Array("order,time\n\n\r\n\n".utf8)).1.read == 0)
        var bytes = Array("order,time\n".utf8)
        bytes += [UInt8](repeating: UInt8(ascii: ","), count: 300_000)
        // All but two fields are empty, and so is the order's id.
        #expect(try Self.read(bytes).1.bad == 1)
    }

    /// Ten thousand small files of the bytes that matter to a CSV reader.
    @Test func `Random bytes never break the books`() throws {
        let alphabet = Array("\",\n\r;12 x\t|".utf8) + [0, 0xff, 0xef, 0xbb]
        for seed in 0..<10_000 as Range<UInt64> {
            var generator = RandomKey(seed: seed, path: "attack").generator
            var bytes = Array("order,time\n".utf8)
            for _ in 0..<(generator.next() % 60) {
                if generator.next() % 6 == 0 {
                    bytes += Array("1,\(Self.good)\n".utf8)
                } else {
                    bytes.append(alphabet[Int(generator.next() % UInt64(alphabet.count))])
                }
            }
            let (count, bad) = try Self.read(bytes, block: Int(generator.next() % 9) + 1)
            let (again, whole) = try Self.read(bytes)
            guard count == again, bad == whole, Int64(count) + bad.bad + bad.outside == bad.read else {
                Issue.record("seed \(seed): \(count) and \(again) orders, \(bad) and \(whole)")
                return
            }
        }
    }
}
