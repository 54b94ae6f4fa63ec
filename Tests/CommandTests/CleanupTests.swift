import Foundation
import Testing

#if canImport(FoundationNetworking)
    import FoundationNetworking
#endif

extension WireCommandTests {
    /// What `rehearse cleanup` finds and takes back when a run did not end as it should, against systems in another process.
    @Suite("Cleanup after what went wrong")
    struct CleanupTests {
        private static func scenario(_ placement: String, faults: String = "") -> String {
            """
            rehearse: 1
            name: Records
            clock: { from: 2026-11-27 16:59:55, for: 1s, drain: 20s, zone: Europe/Brussels }
            seed: 3
            lag tolerance: 10s
            orders:
              total: 6
              lines: 2
              products: 5
            systems:
              odoo:
                role: erp
            \(placement)
                protocol: odoo-json-rpc
                workers: 4
            \(faults)
                operations:
                  create order: { steps: [ { work: 5ms } ] }
                  confirm order: { steps: [ { work: 5ms } ] }
                  cancel: { steps: [ { work: 5ms } ] }
            journey:
              steps:
                - call: odoo.create order
                - call: odoo.confirm order
            budgets:
              - orders completed >= 99%

            """
        }

        /// A served Odoo in a process of its own, and a run into it.
        private struct Pair {
            let folder: URL
            let service: Process
            let admin: String
            let real: String
            let out: String
            let environment = ["RECORDS_PASSWORD": "served-by-ourselves"]

            init(_ folder: URL, faults: String) throws {
                self.folder = folder
                func write(_ name: String, _ text: String) throws -> String {
                    let file = folder.appending(path: name)
                    try Data(text.utf8).write(to: file)
                    return file.path
                }
                let options = "    options: { database: test, login: admin }"
                let served = try write("served.yaml", CleanupTests.scenario(options, faults: faults))
                let service = try Service(served, in: folder)
                self.service = service.process
                admin = service.admin
                real = try write(
                    "real.yaml",
                    CleanupTests.scenario(
                        """
                            placement: real
                            url: \(service.url)
                        \(options)
                            auth: { password: "${env:RECORDS_PASSWORD}" }
                        """))
                out = folder.appending(path: "out").path
            }

            func stop() {
                service.terminate()
                service.waitUntilExit()
            }

            func run(_ arguments: String...) throws -> Program.Result {
                let (process, output, errors) = try Program.debug.start(arguments, in: folder, environment: environment)
                process.waitUntilExit()
                return try Program.result(process, output, errors)
            }

            /// States of the sale orders that the server has, by its own word.
            func states() throws -> [String] {
                let url = try #require(URL(string: "\(admin)/state?limit=1000"))
                let json = try JSONSerialization.jsonObject(with: Data(contentsOf: url)) as? [String: Any]
                let records = try #require(json?["records"] as? [[String: Any]])
                return records.compactMap { ($0["facts"] as? [String: Any])?["odoo.state"] as? String }
            }

            /// The lines of the journal.
            func journal() throws -> [Substring] {
                try String(contentsOf: URL(fileURLWithPath: "\(out)/created.jsonl"), encoding: .utf8).split(
                    separator: "\n")
            }
        }

        @Test("Orders whose answers were cut off are found by the run's mark and cancelled, and so again")
        func answersLost() throws {
            try withFolder { folder in
                let pair = try Pair(folder, faults: "    faults: { cut: { effect: truncated, for: create order } }")
                defer { pair.stop() }
                let run = try pair.run("run", pair.real, "--out", pair.out)
                // No order got further: each was created, and nobody knows it here.
                #expect(run.status == 3, "\(run.output) \(run.errors)")
                #expect(try pair.states() == Array(repeating: "draft", count: 6))
                #expect(try !pair.journal().contains { $0.contains("sale.order") })
                let dry = try pair.run("cleanup", pair.out, "--dry-run")
                #expect(dry.output.contains("odoo: would be searched for records marked REHEARSE-20"), "\(dry.output)")
                #expect(try pair.states().allSatisfy { $0 == "draft" })
                for _ in 0..<2 {
                    let cleanup = try pair.run("cleanup", pair.out)
                    #expect(cleanup.status == 0, "\(cleanup.output) \(cleanup.errors)")
                    #expect(cleanup.output.contains("odoo: 6 sale.order taken back\n"), "\(cleanup.output)")
                    #expect(try pair.states() == Array(repeating: "cancel", count: 6))
                }
            }
        }

        @Test("A run that was killed before it wrote a record down: its orders are found, another run's are left alone")
        func killed() throws {
            try withFolder { folder in
                let pair = try Pair(folder, faults: "")
                defer { pair.stop() }
                #expect(try pair.run("run", pair.real, "--out", folder.appending(path: "other").path).status == 0)
                // Runs are told apart by the second they begin in.
                Thread.sleep(forTimeInterval: 1.1)
                // Long enough that it is not over before it is killed.
                let text = try String(contentsOf: URL(fileURLWithPath: pair.real), encoding: .utf8)
                let long = try SmallScenario.write(
                    to: folder, text.replacingOccurrences(of: "for: 1s", with: "for: 3s"))
                let (process, _, errors) = try Program.debug.start(
                    ["run", long, "--out", pair.out], in: folder, environment: pair.environment)
                let end = ContinuousClock.now + .seconds(30)
                while process.isRunning, ContinuousClock.now < end, try pair.states().count < 9 {
                    Thread.sleep(forTimeInterval: 0.01)
                }
                kill(process.processIdentifier, SIGKILL)
                process.waitUntilExit()
                let complaints = try String(contentsOf: errors, encoding: .utf8)
                #expect(process.terminationReason == .uncaughtSignal, "\(complaints)")
                // Only the first line is there, which says how references of this run begin.
                let first = try #require(try pair.journal().first)
                #expect(first.hasPrefix(#"{"references":"REHEARSE-20"#))
                try Data("\(first)\n".utf8).write(to: URL(fileURLWithPath: "\(pair.out)/created.jsonl"))
                let made = try pair.states().count - 6
                #expect((3...5).contains(made), "\(made)")
                for _ in 0..<2 {
                    let cleanup = try pair.run("cleanup", pair.out)
                    #expect(cleanup.status == 0, "\(cleanup.output) \(cleanup.errors)")
                    #expect(cleanup.output == "odoo: \(made) sale.order taken back\n")
                }
                #expect(try pair.states().filter { $0 == "cancel" }.count == made)
                #expect(try pair.states().filter { $0 == "sale" }.count == 6)
            }
        }

        @Test("What could not be taken back is said, by its number and why; exit code 1, and 0 once it could")
        func notTakenBack() throws {
            try withFolder { folder in
                let pair = try Pair(folder, faults: "    faults: { stubborn: { effect: business error, for: cancel } }")
                defer { pair.stop() }
                #expect(try pair.run("run", pair.real, "--out", pair.out).status == 0)
                let refused = try pair.run("cleanup", pair.out)
                #expect(refused.status == 1, "\(refused.output) \(refused.errors)")
                #expect(refused.output.contains("odoo: 1 res.partner taken back\n"))
                #expect(refused.output.contains("odoo: 6 sale.order NOT taken back\n"), "\(refused.output)")
                #expect(refused.output.contains("sale.order.action_cancel"), "\(refused.output)")
                #expect(try pair.states() == Array(repeating: "sale", count: 6))
                // Once Odoo lets itself be asked, nothing is left.
                var request = URLRequest(url: try #require(URL(string: "\(pair.admin)/incidents/odoo%20stubborn/off")))
                request.httpMethod = "POST"
                #expect(try Service.status(of: request) == 200)
                let cleanup = try pair.run("cleanup", pair.out)
                #expect(cleanup.status == 0, "\(cleanup.output) \(cleanup.errors)")
                #expect(cleanup.output.contains("odoo: 6 sale.order taken back\n") && !cleanup.output.contains("NOT"))
                #expect(try pair.states() == Array(repeating: "cancel", count: 6))
            }
        }

        @Test(
            "A system that cannot be searched is said, and what the journal knows is taken back all the same: exit code 1"
        )
        func notSearched() throws {
            try withFolder { folder in
                // Whoever logs in may do so; a search is refused, and anything else done.
                let server = try SmallServer { request in
                    let result =
                        if request.body.contains(#""version""#) {
                            #""result": {"server_version": "18.0", "server_version_info": [18, 0, 0, "final", 0, ""]}"#
                        } else if request.body.contains(#""authenticate""#) {
                            #""result": 2"#
                        } else if request.body.contains("client_order_ref") {
                            #""error": {"code": 200, "message": "Odoo Server Error", "data": {"name": "odoo.exceptions.AccessError", "message": "You are not allowed to read sale.order"}}"#
                        } else {
                            #""result": true"#
                        }
                    // Requests are numbered, and answers bear the number.
                    let id = request.body.firstMatch(of: #/"id"\s*:\s*(\d+)/#).map { String($0.1) } ?? "0"
                    return ("200 OK", #"{"jsonrpc": "2.0", "id": \#(id), \#(result)}"#)
                }
                defer { server.stop() }
                let text = Self.scenario(
                    """
                        placement: real
                        url: http://127.0.0.1:\(server.port)
                        options: { database: test, login: admin, products: existing }
                        auth: { password: "${env:RECORDS_PASSWORD}" }
                    """)
                let file = try SmallScenario.write(to: folder, text)
                // The run gets no further than its opening; a recording and a journal are left as of one that was killed.
                let virtual = try Program.debug.run("run", file, "--clock", "virtual", "--out", "out", in: folder)
                #expect(virtual.status == 0, "\(virtual.output) \(virtual.errors)")
                let lines = [
                    #"{"references":"REHEARSE-20261127-100045-"}"#,
                    #"{"system":"odoo","record":{"kind":"res.partner","id":"7","reference":"REHEARSE"}}"#,
                ]
                try Data(lines.map { "\($0)\n" }.joined().utf8).write(to: folder.appending(path: "out/created.jsonl"))
                let cleanup = try Program.debug.run(
                    "cleanup", "out", in: folder, environment: ["RECORDS_PASSWORD": "served-by-ourselves"])
                #expect(cleanup.status == 1, "\(cleanup.output) \(cleanup.errors)")
                #expect(cleanup.output.contains("odoo: 1 res.partner taken back\n"))
                #expect(cleanup.output.contains("odoo: not searched for records marked REHEARSE-20261127-100045-: "))
                #expect(cleanup.output.contains("You are not allowed to read sale.order"), "\(cleanup.output)")
            }
        }
    }
}
