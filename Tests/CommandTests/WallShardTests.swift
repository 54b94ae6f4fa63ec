import Foundation
import Testing

#if canImport(FoundationNetworking)
    import FoundationNetworking
#endif

extension WireCommandTests {
    /// Runs by the wall clock that are divided, against one system that is served once.
    @Suite("Shards by the wall clock")
    struct WallShardTests {
        /// 100 orders a second for six seconds ask a system that lets 40 a second through, and 20 at once.
        private static let scenario = """
            rehearse: 1
            name: One limit
            clock: { from: 2026-11-27 12:00, for: 6s, drain: 20s, zone: Europe/Brussels }
            seed: 5
            lag tolerance: 10s
            orders:
              total: 600
            systems:
              ups:
                role: carrier
                placement: served
                protocol: plain
                limits:
                  labels: { for: label, token bucket: 40/s, burst: 20 }
                operations:
                  label:
                    steps:
                      - work: 2ms
            links:
              journey -> ups: { timeout: 5s }
            journey:
              steps:
                - call: ups.label
            budgets:
              - orders completed >= 10%

            """

        private static func moment(in seconds: Double) -> String {
            Date(timeIntervalSinceNow: seconds).formatted(.iso8601)
        }

        private static func entries(_ service: Service) throws -> [[String: Any]] {
            let url = try #require(URL(string: service.admin + "/ledger?limit=1000"))
            let (status, body) = try Service.answer(to: URLRequest(url: url))
            try #require(status == 200)
            let json = try #require(try JSONSerialization.jsonObject(with: body) as? [String: Any])
            return try #require(json["entries"] as? [[String: Any]])
        }

        @Test("Two shards see the one limit that is, not two; each order is sent once, and no names collide")
        func oneLimit() throws {
            try withFolder { folder in
                let file = folder.appending(path: "one-limit.yaml")
                try Data(Self.scenario.utf8).write(to: file)
                let service = try Service(file.path, in: folder, options: ["--by-path"])
                defer { service.stop() }
                let url = try #require(service.urls["ups"])
                #expect(url.hasSuffix("/ups"))
                let start = Self.moment(in: 8)
                let running = try (0..<2).map { index in
                    try Program.debug.start(
                        [
                            "run", file.path, "--shard", "\(index)/2", "--start-at", start, "--out", "shared",
                            "--served-at", String(url.dropLast("/ups".count)),
                        ], in: folder)
                }
                for (process, output, errors) in running {
                    process.waitUntilExit()
                    let result = try Program.result(process, output, errors)
                    #expect(result.status == 0, "\(result.errors)")
                    #expect(result.errors.contains("begins in "), "\(result.errors)")
                    #expect(result.output.contains("300 orders due"), "\(result.output)")
                }
                let merged = try Program.debug.run("merge", "shared", "--out", "whole", in: folder)
                #expect(merged.status == 0, "\(merged.output)\(merged.errors)")
                let summary = try Summary(folder.appending(path: "whole/summary.json"))
                #expect(try summary.orders("due") == 600)
                // 20 at once and 40 a second for six seconds: 260, whatever the number of callers.
                let completed = try summary.orders("completed")
                #expect(abs(completed - 260) <= 20, "\(completed)")
                let limits = try #require(try summary.wire("ups").values["limits"] as? [[String: Any]])
                let limit = Summary.Part(values: try #require(limits.first { $0["operation"] as? String == "label" }))
                #expect(limit.number("admitted") == completed, "\(limit.values)")
                #expect(limit.number("admitted") + limit.number("refused") == 600)
                #expect(abs(limit.number("sustained_per_second") / 40 - 1) < 0.05, "\(limit.values)")
                try expectEachOnce(try Self.entries(service))
                try expectJournals(in: folder)
            }
        }

        /// Every order came once, from the shard that it belongs to.
        private func expectEachOnce(_ entries: [[String: Any]]) throws {
            var numbers: [Int: Int] = [:]
            for entry in entries {
                guard let reference = entry["reference"] as? String else { continue }
                // REHEARSE-20261128-095014s1-17
                let parts = reference.split(separator: "-")
                let number = try #require(Int(parts[parts.count - 1]))
                let shard = try #require(parts[parts.count - 2].split(separator: "s").last.flatMap { Int($0) })
                #expect(shard == number % 2, "\(reference)")
                numbers[number, default: 0] += 1
            }
            #expect(numbers.count == 600 && numbers.values.allSatisfy { $0 == 1 }, "\(numbers.count)")
        }

        /// Each shard's journal names its own references; that of the whole names all of them.
        private func expectJournals(in folder: URL) throws {
            func marks(_ place: String) throws -> [String] {
                let text = try String(contentsOf: folder.appending(path: "\(place)/created.jsonl"), encoding: .utf8)
                return text.split(separator: "\n").map(String.init)
            }
            let first = try marks("shared/shard-0-of-2")
            let second = try marks("shared/shard-1-of-2")
            #expect(first.count == 1 && first[0].contains("s0-") && second[0].contains("s1-"))
            #expect(try marks("whole") == first + second)
        }

        private static func records(_ place: String) -> String {
            """
            rehearse: 1
            name: Records
            clock: { from: 2026-11-27 16:59:55, for: 1s, drain: 20s, zone: Europe/Brussels }
            seed: 3
            lag tolerance: 10s
            orders: { total: 7, lines: 2, products: 5 }
            systems:
              odoo:
                role: erp
                options: { database: test, login: admin }
                protocol: odoo-json-rpc
                workers: 4
            \(place)
                operations:
                  create order: { steps: [ { work: 5ms } ] }
                  confirm order: { steps: [ { work: 5ms } ] }
            journey:
              steps:
                - call: odoo.create order
                - call: odoo.confirm order
            budgets:
              - orders completed >= 99%

            """
        }

        @Test("Cleanup of a shard takes back its own records, that of the whole all of them")
        func cleanup() throws {
            try withFolder { folder in
                func write(_ name: String, _ text: String) throws -> String {
                    let file = folder.appending(path: name)
                    try Data(text.utf8).write(to: file)
                    return file.path
                }
                let service = try Service(try write("served.yaml", Self.records("")), in: folder)
                defer { service.stop() }
                let real = try write(
                    "real.yaml",
                    Self.records(
                        """
                            placement: real
                            url: \(service.url)
                            auth: { password: "${env:RECORDS_PASSWORD}" }
                        """))
                let environment = ["RECORDS_PASSWORD": "served-by-ourselves"]
                let start = Self.moment(in: 8)
                let running = try (0..<2).map { index in
                    try Program.debug.start(
                        ["run", real, "--shard", "\(index)/2", "--start-at", start, "--out", "shared"], in: folder,
                        environment: environment)
                }
                for (process, output, errors) in running {
                    process.waitUntilExit()
                    let result = try Program.result(process, output, errors)
                    #expect(result.status == 0, "\(result.errors)")
                }
                #expect(try Program.debug.run("merge", "shared", "--out", "whole", "--quiet", in: folder).status == 0)
                // Seven orders: numbers 0, 2, 4 and 6 are shard 0's.
                for (place, count) in [("shared/shard-1-of-2", 3), ("shared/shard-0-of-2", 4), ("whole", 7)] {
                    let result = try Program.debug.run("cleanup", place, in: folder, environment: environment)
                    #expect(
                        result.status == 0 && result.output.contains("odoo: \(count) sale.order taken back\n"),
                        "\(place): \(result.output)\(result.errors)")
                }
            }
        }

        @Test("A run that is whole waits for its beginning too, by the clock on the wall of the scenario's zone")
        func timeOfDay() throws {
            try withFolder { folder in
                // A zone in which no day ends meanwhile.
                let hour = Calendar(identifier: .gregorian).dateComponents(in: .gmt, from: Date()).hour ?? 0
                let zone = hour < 20 ? "Europe/London" : "Asia/Tokyo"
                let file = folder.appending(path: "one-limit.yaml")
                let text = Self.scenario.replacing("for: 6s", with: "for: 1s").replacing(
                    "total: 600", with: "total: 20"
                )
                .replacing("Europe/Brussels", with: zone)
                try Data(text.utf8).write(to: file)
                let start = Date(timeIntervalSince1970: Date().timeIntervalSince1970.rounded(.up) + 5)
                let parts = Calendar(identifier: .gregorian).dateComponents(
                    in: try #require(TimeZone(identifier: zone)), from: start)
                let time = String(
                    format: "%02d:%02d:%02d", parts.hour ?? 0, parts.minute ?? 0, parts.second ?? 0)
                let result = try Program.debug.run("run", file.path, "--start-at", time, "--out", "out", in: folder)
                #expect(result.status == 0 && result.errors.contains("begins in "), "\(result.errors)")
                // The first order is due within the second after the beginning, the last one within its second.
                #expect(Date() >= start.addingTimeInterval(0.5))
                #expect(try Summary(folder.appending(path: "out/summary.json")).orders("due") == 20)
            }
        }

        @Test("Shards that did not begin together do not merge; one that was interrupted leaves the verdict open")
        func apart() throws {
            try withFolder { folder in
                let file = folder.appending(path: "one-limit.yaml")
                let text = Self.scenario.replacing("for: 6s", with: "for: 1s").replacing(
                    "total: 600", with: "total: 20")
                try Data(text.utf8).write(to: file)
                let service = try Service(file.path, in: folder, options: ["--by-path"])
                defer { service.stop() }
                let base = try #require(service.urls["ups"]).dropLast("/ups".count)
                func shard(_ index: Int, at start: String) throws -> (Process, URL, URL) {
                    try Program.debug.start(
                        [
                            "run", file.path, "--shard", "\(index)/2", "--start-at", start, "--out", "shared",
                            "--served-at", String(base),
                        ], in: folder)
                }
                let now = Date()
                let first = try shard(0, at: now.addingTimeInterval(6).formatted(.iso8601))
                let second = try shard(1, at: now.addingTimeInterval(9).formatted(.iso8601))
                for (process, output, errors) in [first, second] {
                    process.waitUntilExit()
                    let result = try Program.result(process, output, errors)
                    #expect(result.status == 0, "\(result.errors)")
                }
                let apart = try Program.debug.run("merge", "shared", "--out", "whole", in: folder)
                #expect(apart.status == 2 && apart.errors.contains("are not one load"), "\(apart.errors)")
                // Called off while it waits: nothing was sent.
                let (process, output, errors) = try shard(1, at: Date().addingTimeInterval(60).formatted(.iso8601))
                let end = ContinuousClock.now + .seconds(30)
                while try !String(contentsOf: errors, encoding: .utf8).contains("begins in "),
                    process.isRunning, ContinuousClock.now < end
                {
                    Thread.sleep(forTimeInterval: 0.02)
                }
                process.interrupt()
                process.waitUntilExit()
                #expect(try Program.result(process, output, errors).status == 130)
            }
        }
    }
}
