import Foundation
import Glibc
import Testing

/// `rehearse reconcile` and `rehearse parallel` as people use them.
@Suite("Reconcile and parallel", .serialized)
struct ReconcileCommandTests {
    /// Writes an export: so many orders with a shipment each, of two partners in turn; a line may be changed.
    private static func write(
        _ name: String, orders: Int, in folder: URL, _ change: (Int, String) -> [String] = { [$1] }
    ) throws {
        var lines = ["event,order,time,partner,document,quantity,status"]
        for number in 0..<orders {
            let time = String(format: "2026-11-27T%02d:%02d:00Z", 6 + number / 600, number / 10 % 60)
            let partner = number % 2 == 0 ? "dpd" : "ups"
            lines += change(number, "order,A\(number),\(time),\(partner),,5,open")
            lines.append("shipment,A\(number),\(time),\(partner),S\(number),5,done")
        }
        try Data((lines.joined(separator: "\n") + "\n").utf8).write(to: folder.appending(path: name))
    }

    @Test("The exit code is the decision: 0 to cut over, 5 to ramp (0 if that is accepted), 3 to hold")
    func decisions() throws {
        try withFolder { folder in
            try Self.write("old.csv", orders: 6_400, in: folder)
            try Self.write("same.csv", orders: 6_400, in: folder)
            try Self.write("wrong.csv", orders: 6_400, in: folder) { number, line in
                number == 4_000 ? [line.replacing(",5,open", with: ",6,open")] : [line]
            }
            try Self.write("few.csv", orders: 100, in: folder)
            let program = Program.debug
            #expect(try program.run("reconcile", "old.csv", "same.csv", "--out", "a", in: folder).status == 0)
            let held = try program.run("reconcile", "old.csv", "wrong.csv", "--out", "b", in: folder)
            #expect(held.status == 3)
            #expect(held.errors.isEmpty)
            #expect(try program.run("reconcile", "few.csv", "few.csv", "--out", "c", in: folder).status == 5)
            #expect(
                try program.run("reconcile", "few.csv", "few.csv", "--accept", "ramp", "--out", "c", in: folder).status
                    == 0)
            // Of a side without events nothing was compared, and nothing speaks for it.
            try Data("event,order,time,partner,document,quantity,status\n".utf8).write(
                to: folder.appending(path: "empty.csv"))
            #expect(
                try program.run("reconcile", "few.csv", "empty.csv", "--accept", "ramp", "--out", "c", in: folder)
                    .status
                    != 0)
            for file in ["parallel.html", "parallel.md", "parallel.json", "junit.xml"] {
                #expect(FileManager.default.fileExists(atPath: folder.appending(path: "b/\(file)").path), "\(file)")
            }
            // However many threads look, they see the same.
            let one = try program.run(
                "reconcile", "old.csv", "wrong.csv", "--threads", "1", "--format", "json", "--out", "d", in: folder)
            let four = try program.run(
                "reconcile", "old.csv", "wrong.csv", "--threads", "4", "--format", "json", "--out", "e", in: folder)
            #expect(one.output == four.output)
            #expect(one.output.count > 1_000)
        }
    }

    @Test("One order's story: both sides' rows, what became of them, and where they are written")
    func explain() throws {
        try withFolder { folder in
            try Self.write("old.csv", orders: 50, in: folder)
            try Self.write("new.csv", orders: 50, in: folder) { number, line in
                number == 7 ? [line.replacing("5,open", with: "6,open"), line] : [line]
            }
            let told = try Program.debug.run("reconcile", "old.csv", "new.csv", "--explain", "A7", in: folder)
            #expect(told.status == 0)
            #expect(told.output.hasPrefix("Order A7   2 events on old, 3 on new"))
            #expect(told.output.contains("shipment: match"))
            #expect(told.output.contains("2026-11-27 06:00:00.000Z"))
            #expect(told.output.contains("(old.csv:16)"))
            // As one side writes it, where the mapping makes it what both call it.
            try Data(
                "rehearse mapping: 1\nold: { event: event, order: order, time: time }\nnew: { event: event, order: { column: order, drop: X- }, time: time }\n"
                    .utf8
            )
            .write(to: folder.appending(path: "m.yaml"))
            let mapped = try Program.debug.run(
                "reconcile", "old.csv", "new.csv", "--mapping", "m.yaml", "--explain", "X-A7", in: folder)
            #expect(mapped.status == 0, "\(mapped.errors)")
            #expect(mapped.output.hasPrefix("Order A7   2 events on old, 3 on new"))
            let nobody = try Program.debug.run("reconcile", "old.csv", "new.csv", "--explain", "B7", in: folder)
            #expect(nobody.status == 2)
            #expect(nobody.errors.contains("neither side has an event of the order \"B7\""))
        }
    }

    @Test("An order's story says what the report says: what the old side once more does as well is tolerated in it")
    func explainAgain() throws {
        try withFolder { folder in
            func write(_ name: String, _ place: Int) throws {
                try Self.write(name, orders: 50, in: folder) { number, line in
                    number % 5 == place ? [line.replacing("5,open", with: "5,held")] : [line]
                }
            }
            try Self.write("old.csv", orders: 50, in: folder)
            try write("new.csv", 1)
            try write("again.csv", 2)
            func story(_ more: String...) throws -> String {
                let (process, output, errors) = try Program.debug.start(
                    ["reconcile", "old.csv", "new.csv", "--explain", "A6"] + more, in: folder)
                process.waitUntilExit()
                return try Program.result(process, output, errors).output
            }
            #expect(try story().contains("order: state"))
            let told = try story("--again", "again.csv")
            #expect(told.contains("order: tolerated") && !told.contains("order: state"), "\(told)")
        }
    }

    @Test("parallel: one order's story; signed exceptions run out by today's date, not by the scenario's")
    func parallelStory() throws {
        try withFolder { folder in
            let scenario = """
                rehearse: 1
                name: two clerks
                clock: { from: 2026-11-02 08:00, for: 1h }
                orders: { total: 60 }
                systems: { counter: { workers: 1, operations: { serve: { steps: [{ work: 30s }] } } } }
                journey: { steps: [{ call: counter.serve }, { emit: served }] }
                parallel:
                  baseline: one clerk
                  candidate: { name: two clerks, with: { systems: { counter: { workers: 2 } } } }
                  events: { ordered: order, served: { is: confirmation, wait: 1s } }
                  planted: [{ event: served, defect: missing }]
                  gate:
                    orders: 10
                    rarer than: 50%
                    exceptions:
                      - { class: missing, most: 100, owner: a, signed: b, why: c, until: 2026-12-31 }
                """
            try Data(scenario.utf8).write(to: folder.appending(path: "s.yaml"))
            let told = try Program.debug.run("parallel", "s.yaml", "--explain", "7", in: folder)
            #expect(told.status == 0, "\(told.errors)")
            #expect(told.output.hasPrefix("Order 7   2 events on one clerk, 1 on two clerks   MISSING"))
            #expect(told.output.contains("order: match"))
            #expect(try Program.debug.run("parallel", "s.yaml", "--explain", "x", in: folder).status == 2)
            func status(_ today: String) throws -> Int32 {
                try Program.debug.run("parallel", "s.yaml", "--today", today, "--out", today, in: folder).status
            }
            #expect(try status("2026-12-31") == 0)
            #expect(try status("2027-01-01") == 3)
            #expect(try status("2027-01-02") == 3)
            #expect(try status("soon") == 2)
        }
    }

    @Test("A mapping that --infer proposes is one that can be used")
    func infer() throws {
        try withFolder { folder in
            try Self.write("old.csv", orders: 3_100, in: folder)
            try Self.write("new.csv", orders: 3_100, in: folder)
            let proposal = try Program.debug.run("reconcile", "--infer", "old.csv", "new.csv", in: folder)
            #expect(proposal.status == 0)
            try Data(proposal.output.utf8).write(to: folder.appending(path: "mapping.yaml"))
            let used = try Program.debug.run(
                "reconcile", "old.csv", "new.csv", "--mapping", "mapping.yaml", "--accept", "ramp", "--out", "r",
                in: folder)
            #expect(used.status == 0, "\(used.errors)")
        }
    }

    @Test(
        "A partner that a gate requires and neither export has is told where the gate names it, and holds the decision")
    func absentPartner() throws {
        try withFolder { folder in
            try Self.write("old.csv", orders: 3_100, in: folder)
            try Self.write("new.csv", orders: 3_100, in: folder)
            func ran(_ partners: String) throws -> (status: Int32, errors: String) {
                try Data("rehearse gate: 1\norders: 10\nrequired partners: [\(partners)]\n".utf8).write(
                    to: folder.appending(path: "gate.yaml"))
                let run = try Program.debug.run(
                    "reconcile", "old.csv", "new.csv", "--gate", "gate.yaml", "--accept", "ramp", "--out", "r",
                    in: folder)
                return (run.status, run.errors)
            }
            let known = try ran("dpd")
            #expect(known.status == 0 && known.errors.isEmpty, "\(known)")
            let misspelt = try ran("dpd, dpdd")
            #expect(misspelt.status == 3)
            #expect(misspelt.errors.hasPrefix("gate.yaml:3:26: required partners"), "\(misspelt.errors)")
            #expect(misspelt.errors.contains("did you mean \"dpd\"?"))
            #expect(misspelt.errors.contains("neither side has an event of it"))
        }
    }

    @Test("Rows that cannot be read are listed beside the report, and hold the decision")
    func badRows() throws {
        try withFolder { folder in
            try Self.write("old.csv", orders: 6_200, in: folder)
            try Self.write("new.csv", orders: 6_200, in: folder) { number, line in
                number == 3 ? [line, "order,X,not a time,dpd,,5,open"] : [line]
            }
            let held = try Program.debug.run("reconcile", "old.csv", "new.csv", "--out", "r", in: folder)
            #expect(held.status == 3)
            let list = try String(contentsOf: folder.appending(path: "r/bad-rows.txt"), encoding: .utf8)
            #expect(
                list
                    == "new.csv:9: time: expected a time (iso), found \"not a time\"; correct it, or say with \"times\" in the mapping how times are written\n"
            )
            // Another run into the same folder, of which every row can be read, has no such list.
            _ = try Program.debug.run("reconcile", "old.csv", "old.csv", "--out", "r", in: folder)
            #expect(!FileManager.default.fileExists(atPath: folder.appending(path: "r/bad-rows.txt").path))
        }
    }

    @Test("Where a side has no event nothing is compared: exit code 5, and the reason first")
    func nothingCompared() throws {
        try withFolder { folder in
            try Self.write("old.csv", orders: 3, in: folder)
            let head = "event,order,time,partner,document,quantity,status\n"
            try Data(head.utf8).write(to: folder.appending(path: "head.csv"))
            try Data((head + "order,A1,27.11.2026,dpd,,5,open\n").utf8).write(to: folder.appending(path: "times.csv"))
            for (name, reason) in [
                ("head.csv", "head has no event: head.csv has no row."),
                (
                    "times.csv",
                    "head has no event: of its 1 row: 1 that cannot be read (times.csv:2: time: expected a time (iso), found"
                ),
            ] {
                try Data(
                    "rehearse mapping: 1\nold: { event: event, order: order, time: time }\nnew: { name: head, event: event, order: order, time: time }\n"
                        .utf8
                )
                .write(to: folder.appending(path: "map.yaml"))
                let run = try Program.debug.run(
                    "reconcile", "old.csv", name, "-m", "map.yaml", "--format", "json", "--out", "r", in: folder)
                #expect(run.status == 5)
                let json = try #require(try JSONSerialization.jsonObject(with: Data(run.output.utf8)) as? [String: Any])
                let sentence = try #require(json["answer"] as? String)
                #expect(sentence.contains("NOTHING COMPARED: \(reason)"), "\(sentence)")
            }
        }
    }

    @Test("Mistakes are told with what to do, and nothing crashes")
    func mistakes() throws {
        try withFolder { folder in
            try Self.write("old.csv", orders: 3, in: folder)
            try Data("a,b\n1,2\n".utf8).write(to: folder.appending(path: "other.csv"))
            try Data("rehearse gate: 1\nlatency: [delivery p99 <= 1s]\n".utf8).write(
                to: folder.appending(path: "gate.yaml"))
            try Data("rehearse mapping: 1\nold: { order: ref }\nnew: { order: order }\n".utf8).write(
                to: folder.appending(path: "mapping.yaml"))
            try Data((0..<4_096).map { UInt8(truncatingIfNeeded: $0 &* 37) }).write(
                to: folder.appending(path: "bytes.csv"))
            let program = Program.debug
            func problem(_ arguments: String...) throws -> String {
                let (process, output, errors) = try program.start(arguments, in: folder)
                process.waitUntilExit()
                let result = try Program.result(process, output, errors)
                #expect(result.status == 2, "\(arguments): \(result.errors)")
                return result.errors
            }
            #expect(
                try problem("reconcile", "old.csv", "none.csv").contains(
                    "none.csv: no such file or folder; looked for from /"))
            #expect(
                try problem("reconcile", "old.csv", "othr.csv").contains(
                    "othr.csv: no such file or folder; did you mean \"other.csv\"?"))
            #expect(
                try problem("reconcile", "old.csv", "old.csv", "--mapping", "mappin.yaml").contains(
                    "did you mean \"mapping.yaml\"?"))
            #expect(
                try problem("reconcile", "old.csv", "other.csv").contains(
                    "other.csv:1: there is no column \"event\"; expected one of a, b"))
            #expect(
                try problem("reconcile", "old.csv", "old.csv", "--gate", "gate.yaml").contains(
                    "no kind of event \"delivery\" is compared"))
            #expect(
                try problem("reconcile", "old.csv", "old.csv", "--mapping", "mapping.yaml").contains(
                    "mapping.yaml:2:15: there is no column \"ref\" in the first line of old.csv; expected one of event, "
                ))
            #expect(
                try problem("reconcile", "old.csv", "old.csv", "--as-of", "noon").contains("--as-of: expected a time"))
            #expect(try !problem("reconcile", "old.csv", "bytes.csv").isEmpty)
            // Nobody writes to it.
            #expect(mkfifo(folder.appending(path: "pipe.csv").path, 0o600) == 0)
            #expect(
                try problem("reconcile", "old.csv", "pipe.csv").contains("is a pipe or a device; expected a file"))
            #expect(try problem("reconcile", "old.csv", "/dev/zero").contains("is a pipe or a device"))
            #expect(try problem("parallel", Program.scenario("ci-smoke")).contains("expected a section \"parallel\""))
            #expect(try !problem("reconcile", "old.csv", "old.csv", "--threads", "0").isEmpty)
            // A system that is misspelt in a side would be one that nobody calls, and the migration not rehearsed.
            let shipped = try String(contentsOfFile: Program.scenario("carrier-platform-switch"), encoding: .utf8)
            let misspelt = shipped.replacing(
                "        platform:\n          label: New",
                with: "        platfrom: { workers: 3 }\n        platform:\n          label: New")
            #expect(misspelt != shipped)
            try Data(misspelt.utf8).write(to: folder.appending(path: "misspelt.yaml"))
            #expect(
                try problem("validate", "misspelt.yaml").contains("there is no system \"platfrom\" to lay this over"))
            #expect(try problem("reconcile", "--infer", "old.csv", "bytes.csv").hasPrefix("bytes.csv: "))
        }
    }

    @Test(
        "Parallel runs that ship: every planted difference is found as what the file says, and the decision is to hold",
        arguments: [
            "edi-hub-to-odoo", "carrier-platform-switch",
        ])
    func shipped(_ name: String) throws {
        try withFolder { folder in
            let run = try Program.debug.run(
                "parallel", Program.scenario(name), "--threads", "1", "--format", "json", "--out", "p", in: folder)
            #expect(run.status == 3, "\(run.errors)")
            let json = try #require(try JSONSerialization.jsonObject(with: Data(run.output.utf8)) as? [String: Any])
            let planted = try #require(json["planted"] as? [[String: Any]])
            #expect(planted.count >= 4)
            for defect in planted {
                let count = try #require(defect["planted"] as? Int)
                #expect(count > 0)
                #expect(defect["found"] as? Int == count, "\(defect)")
            }
            // What holds a partner alone is among the reasons: 16 missing first scans are of one carrier group only.
            let basis = try #require(json["basis"] as? String)
            #expect(
                name != "carrier-platform-switch" || basis.contains("16 missing first scans for world alone"),
                "\(basis)")
        }
    }
}
