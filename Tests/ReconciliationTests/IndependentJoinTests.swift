import Foundation
import Kernel
import Testing

@testable import Exports
@testable import Reconciliation

/// The same two files, classified by DuckDB's joins in a Python script: the counts by class must be identical.
///
/// `REHEARSE_JOIN=1000000` makes a million events a side; `REHEARSE_PYTHON` names a Python with the package `duckdb`.
@Suite("Against an independent join")
struct IndependentJoinTests {
    private static let python = ProcessInfo.processInfo.environment["REHEARSE_PYTHON"] ?? "python3"
    private static let events = ProcessInfo.processInfo.environment["REHEARSE_JOIN"].flatMap { Int($0) } ?? 60_000

    private static let agreement = Agreement(
        kinds: [
            EventKind(name: "order", role: .order, lateAfter: 10 * .minute),
            EventKind(name: "shipment", role: .shipment, lateAfter: 10 * .minute),
            EventKind(name: "invoice", role: .invoice, lateAfter: 10 * .minute),
        ],
        fields: [
            EventField(name: "quantity", form: .number), EventField(name: "total", form: .number),
            EventField(name: "status", form: .text, meaning: .status),
        ])

    /// Whether DuckDB can be had.
    static let hasDuckDB: Bool = {
        (try? output(python, ["-c", "import duckdb; print('yes')"]))?.hasPrefix("yes") ?? false
    }()

    @Test(
        "Counts by class are those of DuckDB",
        .enabled(if: hasDuckDB, "Python with the package duckdb is missing: pip install duckdb, or set REHEARSE_PYTHON")
    )
    func counts() throws {
        let folder = FileManager.default.temporaryDirectory.appendingPathComponent("join-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: folder) }
        let paths = ["old.csv", "new.csv"].map { folder.appendingPathComponent($0).path }
        let last = try IndependentJoinTests.write(paths)
        let stores = [SideStore(.old, agreement: Self.agreement), SideStore(.new, agreement: Self.agreement)]
        for (store, path) in zip(stores, paths) {
            var rows = RowMapping(agreement: Self.agreement)
            rows.document = []
            let file = ExportFile(path: path, name: path, format: .csv, mappings: [rows])
            let tally = try ExportReader([file], agreement: Self.agreement).read(into: store)
            #expect(tally.badCount == 0)
        }
        // Halfway through what is still to come: some are pending, some are missing.
        let asOf = last
        let reconciler = Reconciler(EventStore(Self.agreement, stores), asOf: asOf * .second)
        let tally = reconciler.tally(parts: 0..<SideStore.partCount)
        let own = VerdictClass.allCases.filter { tally.total[$0].units > 0 }
            .map { "\($0.name): \(tally.total[$0].units)" }.sorted()
        let script = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
            .appendingPathComponent("Scripts/join.py").path
        let told = try IndependentJoinTests.output(IndependentJoinTests.python, [script] + paths + ["\(asOf)"])
        let theirs = told.split(separator: "\n").map(String.init).filter { !$0.hasPrefix("bare join") }.sorted()
        #expect(own == theirs)
        #expect(own.count == 9, "every class that the script knows occurs: \(own)")
    }

    /// Writes both files.
    /// - Returns: seconds since 1970 of the last event.
    private static func write(_ paths: [String]) throws -> Int64 {
        var old = Data("event,order,time,partner,document,quantity,total,status\n".utf8)
        var new = old
        let root = RandomKey(seed: 3, path: "join")
        let start: Int64 = 1_795_000_000
        var last = start
        for number in 0..<events / 3 {
            for (index, kind) in agreement.kinds.enumerated() {
                let key = root.child(UInt64(number)).child(UInt64(index))
                let at = start + Int64(number) * 30 / 100 + Int64(index) * 1_200
                let quantity = 1 + Int(key.child(1).uniform * 9)
                let total = "\(quantity * 12).\(number % 90 + 10)"
                func row(_ seconds: Double, _ quantity: Int, _ status: String) -> Data {
                    let milliseconds = Int64((seconds * 1000).rounded())
                    last = max(last, milliseconds / 1000)
                    let date = Date(timeIntervalSince1970: Double(milliseconds / 1000)).formatted(.iso8601).dropLast()
                    let fraction = String(1000 + milliseconds % 1000).dropFirst()
                    return Data(
                        "\(kind.name),O\(number),\(date).\(fraction)Z,p\(number % 5),,\(quantity),\(total),\(status)\n"
                            .utf8)
                }
                let draw = key.uniform
                old.append(row(Double(at), quantity, "done"))
                switch draw {
                case ..<0.004: break
                case ..<0.008: new.append(row(Double(at) + 0.25, quantity + 1, "done"))
                case ..<0.012: new.append(row(Double(at) + 0.25, quantity, "draft"))
                case ..<0.016: new.append(row(Double(at) + 900, quantity, "done"))
                case ..<0.1: new.append(row(Double(at) + 20, quantity, "done"))
                case ..<0.104:
                    new.append(row(Double(at) + 0.25, quantity, "done"))
                    new.append(row(Double(at) + 5, quantity, "done"))
                case ..<0.106:
                    old.append(row(Double(at) + 5, quantity, "done"))
                    new.append(row(Double(at) + 0.25, quantity, "done"))
                default: new.append(row(Double(at) + 0.25, quantity, "done"))
                }
                if draw > 0.997, index == 2 {
                    // An invoice of an order that has none on the old side; its order is there on both.
                    let other = "extra\(number)"
                    old.append(Data(row(Double(at), 1, "done").replacing(kind.name, "order", to: other)))
                    new.append(Data(row(Double(at), 1, "done").replacing(kind.name, "order", to: other)))
                    new.append(Data(row(Double(at), 1, "done").replacing(kind.name, "invoice", to: other)))
                }
            }
        }
        try old.write(to: URL(fileURLWithPath: paths[0]))
        try new.write(to: URL(fileURLWithPath: paths[1]))
        return last
    }

    private static func output(_ program: String, _ arguments: [String]) throws -> String {
        let process = Process()
        process.executableURL = URL(fileURLWithPath: "/usr/bin/env")
        process.arguments = [program] + arguments
        let pipe = Pipe()
        process.standardOutput = pipe
        process.standardError = FileHandle.nullDevice
        try process.run()
        let data = pipe.fileHandleForReading.readDataToEndOfFile()
        process.waitUntilExit()
        return String(decoding: data, as: UTF8.self)
    }
}

extension Data {
    /// The row with another kind and order.
    fileprivate func replacing(_ kind: String, _ other: String, to order: String) -> Data {
        var columns = String(decoding: self, as: UTF8.self).split(separator: ",", omittingEmptySubsequences: false).map(
            String.init)
        columns[0] = other
        columns[1] = order
        return Data(columns.joined(separator: ",").utf8)
    }
}
