import Foundation
import Kernel

/// Writes the exports of two landscapes: an order, a shipment and an invoice of each order, one in a thousand of them different.
enum ExportWriter {
    private static let partners = ["ups", "dhl", "fedex", "dpd", "gls"]

    static func write(orders: Int, old: String, new: String) throws {
        let root = RandomKey(seed: 42, path: "exports")
        var one = try Sink(old)
        var two = try Sink(new)
        let header = "event,order,time,partner,document,quantity,total,status\n"
        one.add(header)
        two.add(header)
        let start: Int64 = 1_795_000_000_000
        for number in 0..<orders {
            let key = root.child(UInt64(number))
            let placed = start + Int64(number) * 30
            let quantity = 1 + Int(key.child(0).uniform * 19)
            let cents = quantity * (100 + Int(key.child(1).uniform * 9_900))
            let total = "\(cents / 100).\(cents % 100 < 10 ? "0" : "")\(cents % 100)"
            let partner = partners[Int(key.child(2).uniform * 5)]
            let lag = Int64(key.child(3).uniform * 3_000)
            let shipped = placed + 3_600_000 + Int64(key.child(4).uniform * 3_600_000)
            let draw = key.child(5).uniform
            let rows: [(String, Int64, String, String, String, String)] = [
                ("order", placed, "", "\(quantity)", total, "confirmed"),
                ("shipment", shipped, "S\(number)", "\(quantity)", "", "done"),
                ("invoice", shipped + 7_200_000, "I\(number)", "", total, "posted"),
            ]
            for (index, row) in rows.enumerated() {
                let front = "\(row.0),WEB-\(1_000_000_000 + number),"
                let back = ",\(partner),\(row.2),\(row.3),\(row.4),"
                one.add(front)
                one.add(time(row.1))
                one.add(back)
                one.add(row.5 + "\n")
                // One in a thousand is missing, one has another state, one is there twice.
                if index == 1, draw < 0.001 { continue }
                let copies = index == 2 && draw > 0.999 ? 2 : 1
                for _ in 0..<copies {
                    two.add(front)
                    two.add(time(row.1 + lag))
                    two.add(back)
                    two.add((index == 0 && draw > 0.5 && draw < 0.501 ? "draft" : row.5) + "\n")
                }
            }
        }
        try one.close()
        try two.close()
    }

    /// `2026-11-18T11:06:40.262Z`, without a date formatter for each of sixty million times.
    private static func time(_ milliseconds: Int64) -> String {
        let days = Int(milliseconds / 86_400_000)
        // From the count of days (H. Hinnant, civil_from_days).
        let z = days + 719_468
        let era = z / 146_097
        let dayOfEra = z - era * 146_097
        let yearOfEra = (dayOfEra - dayOfEra / 1460 + dayOfEra / 36_524 - dayOfEra / 146_096) / 365
        let dayOfYear = dayOfEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100)
        let shifted = (5 * dayOfYear + 2) / 153
        let month = shifted < 10 ? shifted + 3 : shifted - 9
        let year = yearOfEra + era * 400 + (month <= 2 ? 1 : 0)
        let rest = Int(milliseconds % 86_400_000)
        func two(_ value: Int) -> String { value < 10 ? "0\(value)" : "\(value)" }
        let fraction = "\(1_000 + rest % 1_000)".dropFirst()
        return
            "\(year)-\(two(month))-\(two(dayOfYear - (153 * shifted + 2) / 5 + 1))T\(two(rest / 3_600_000)):\(two(rest / 60_000 % 60)):\(two(rest / 1_000 % 60)).\(fraction)Z"
    }

    /// A file that is written in large pieces.
    private struct Sink {
        private let handle: FileHandle
        private var bytes: [UInt8] = []

        init(_ path: String) throws {
            _ = FileManager.default.createFile(atPath: path, contents: nil)
            guard let handle = FileHandle(forWritingAtPath: path) else { throw BenchmarkError("cannot write \(path)") }
            self.handle = handle
            bytes.reserveCapacity(1 << 22)
        }

        mutating func add(_ text: String) {
            bytes.append(contentsOf: text.utf8)
            if bytes.count > 1 << 22 - 1 << 10 { flush() }
        }

        private mutating func flush() {
            handle.write(Data(bytes))
            bytes.removeAll(keepingCapacity: true)
        }

        mutating func close() throws {
            flush()
            try handle.close()
        }
    }
}
