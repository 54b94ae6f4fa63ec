import Foundation
import Testing

@Suite("rehearse report and rehearse trace")
struct AfterwardsTests {
    @Test("All reports are made again from the recording alone, byte by byte")
    func again() throws {
        try withFolder { folder in
            let scenario = try SmallScenario.write(to: folder)
            let out = folder.appending(path: "out")
            try Program.debug.run("run", scenario, "--quiet", "--out", out.path, in: folder)
            let names = ["report.html", "summary.json", "summary.md", "junit.xml"]
            let before = try names.map { try Data(contentsOf: out.appending(path: $0)) }
            for name in names + ["run.json", "scenario.yaml"] {
                try FileManager.default.removeItem(at: out.appending(path: name))
            }
            try FileManager.default.removeItem(atPath: scenario)
            let result = try Program.debug.run("report", out.path, in: folder)
            #expect(result.status == 0, "\(result.errors)")
            #expect(try names.map { try Data(contentsOf: out.appending(path: $0)) } == before)
        }
    }

    @Test("A run is found by folder, recording, scenario, scenario/run and latest; another is told")
    func found() throws {
        try withFolder { folder in
            let scenario = try SmallScenario.write(to: folder)
            try Program.debug.run("run", scenario, "--quiet", in: folder)
            let run = try FileManager.default.destinationOfSymbolicLink(
                atPath: folder.appending(path: "Reports/small/latest").path)
            for name in [
                "latest", "small", "small/latest", "small/\(run)", "Reports/small/\(run)",
                "Reports/small/\(run)/recording.rehearsal",
            ] {
                #expect(try Program.debug.run("report", name, "--quiet", in: folder).status == 0, "\(name)")
            }
            let result = try Program.debug.run("report", "nosuch", in: folder)
            #expect(result.status == 2)
            #expect(result.errors.contains("no run \"nosuch\""))
        }
    }

    @Test("A breach that aborts stops the run, is told everywhere, and what came after is no part of the run")
    func aborted() throws {
        try withFolder { folder in
            // Baskets lie on the queue for half an hour, so the second one breaks the budget.
            let text = """
                rehearse: 1
                name: Stopped
                clock: { from: 2026-11-27 08:00, for: 1h, zone: Europe/Brussels }
                seed: 7
                orders: { total: 2000 }
                systems:
                  shop:
                    role: channel
                    pools: { clerks: 1 }
                    operations:
                      hand over:
                        steps: [{ enqueue: baskets }]
                    queues:
                      baskets:
                        by: clerks
                        steps: [{ work: 30m }]
                journey:
                  steps: [{ call: shop.hand over }]
                budgets:
                  - { budget: depth of shop.baskets < 5, abort on breach: yes }

                """
            let scenario = try SmallScenario.write(to: folder, text)
            let out = folder.appending(path: "out")
            let run = try Program.debug.run("run", scenario, "--out", out.path, in: folder)
            #expect(run.status == 3, "\(run.errors)\(run.output)")
            #expect(run.output.contains("Stopped at 08:00:18 because depth of shop.baskets < 5 was certainly breached"))
            let summary = try String(contentsOf: out.appending(path: "summary.json"), encoding: .utf8)
            #expect(summary.contains("\"aborted\""))
            #expect(try Program.debug.run("report", out.path, "-q", in: folder).status == 3)
            let late = try Program.debug.run("trace", out.path, "1999", in: folder)
            #expect(late.status == 2)
            #expect(late.errors.contains("not due yet when the run was stopped"))
        }
    }

    @Test("A damaged recording is refused with what to do, whatever byte is wrong")
    func damaged() throws {
        try withFolder { folder in
            let scenario = try SmallScenario.write(to: folder)
            let out = folder.appending(path: "out")
            try Program.debug.run("run", scenario, "--quiet", "--out", out.path, in: folder)
            let file = out.appending(path: "recording.rehearsal")
            let whole = try Data(contentsOf: file)
            for position in [0, 9, 20, 36, whole.count / 2, whole.count - 1] {
                var bytes = whole
                bytes[position] ^= 0x40
                try bytes.write(to: file)
                let result = try Program.debug.run("report", out.path, in: folder)
                #expect(result.status == 2, "byte \(position)")
                #expect(result.errors.contains("cannot read"), "byte \(position): \(result.errors)")
            }
        }
    }

    @Test("A file that is no recording of this version is told by its name and what it is")
    func foreign() throws {
        try withFolder { folder in
            let scenario = try SmallScenario.write(to: folder)
            let out = folder.appending(path: "out")
            try Program.debug.run("run", scenario, "--quiet", "--out", out.path, in: folder)
            let file = out.appending(path: "recording.rehearsal")
            let whole = try Data(contentsOf: file)
            let version = Int(whole[8])
            func numbered(_ number: Int) -> Data {
                var bytes = whole
                bytes[8] = UInt8(number)
                return bytes
            }
            let notARecording = "not a recording: expected a file that starts with \"REHEARSE\""
            let cut = "recording cut short or grown: expected \(whole.count) bytes, found "
            for (bytes, problem) in [
                (Data(), notARecording), (Data("{}".utf8), notARecording),
                (Data("rehearse".utf8) + whole.dropFirst(8), notARecording),
                (numbered(version + 1), "recording format \(version + 1), expected \(version)"),
                (numbered(version - 1), "recording format \(version - 1), expected \(version)"),
                (whole.dropLast(), cut + "\(whole.count - 1)"),
                (whole + [0], cut + "\(whole.count + 1)"),
            ] {
                try bytes.write(to: file)
                let result = try Program.debug.run("report", out.path, in: folder)
                #expect(result.status == 2)
                #expect(result.errors.contains("cannot read \(file.path): \(problem)"), "\(result.errors)")
            }
            try FileManager.default.removeItem(at: file)
            let missing = try Program.debug.run("report", out.path, in: folder)
            #expect(missing.status == 2)
            #expect(missing.errors.contains("no run \"\(out.path)\": expected a folder with a recording.rehearsal"))
            try FileManager.default.createDirectory(at: file, withIntermediateDirectories: true)
            let directory = try Program.debug.run("report", out.path, in: folder)
            #expect(directory.status == 2)
            #expect(directory.errors.contains(file.path), "\(directory.errors)")
        }
    }

    @Test("Latencies are written as a histogram log where the user wants it")
    func histograms() throws {
        try withFolder { folder in
            let scenario = try SmallScenario.write(to: folder)
            let out = folder.appending(path: "out")
            try Program.debug.run("run", scenario, "--quiet", "--out", out.path, in: folder)
            let result = try Program.debug.run("report", out.path, "--quiet", "--histograms", "all.hlog", in: folder)
            #expect(result.status == 0, "\(result.errors)")
            let text = try String(contentsOf: folder.appending(path: "all.hlog"), encoding: .utf8)
            #expect(text.contains("\nTag=journey,0.000,"))
            let refused = try Program.debug.run("report", out.path, "--quiet", "--histograms", out.path, in: folder)
            #expect(refused.status != 0)
            #expect(refused.errors.contains("expected a file to write, found the folder"))
        }
    }

    @Test("HdrHistogram's own reader finds every sample and the percentiles of summary.json")
    func readElsewhere() throws {
        guard let python = python(with: "hdrh.log") else {
            print("skipped: no python3 with hdrhistogram")
            return
        }
        try withFolder { folder in
            let scenario = try SmallScenario.write(to: folder)
            try Program.debug.run("run", scenario, "--quiet", "--out", "out", in: folder)
            try Program.debug.run("report", "out", "--quiet", "--histograms", "all.hlog", in: folder)
            // With 200 samples, rank 100 is the median and rank 198 the 99th percentile by any rule of rounding.
            let script = """
                import json
                from hdrh.histogram import HdrHistogram
                from hdrh.log import HistogramLogReader
                reader = HistogramLogReader("all.hlog", HdrHistogram(1, 2**62, 3))
                whole = json.load(open("out/summary.json"))["journey"]["whole"]
                found = 0
                while (histogram := reader.get_next_interval_histogram()) is not None:
                    if histogram.get_tag() == "journey":
                        found += 1
                        assert histogram.get_total_count() == whole["count"] == 200
                        for share, key in ((50, "p50_ns"), (99, "p99_ns")):
                            assert histogram.get_value_at_percentile(share) * 1000 == whole[key], key
                assert found == 1
                """
            let result = try python.run("-c", script, in: folder)
            #expect(result.status == 0, "\(result.errors)")
        }
    }

    @Test("An order's story is told, by rehearsing again where it is not in the recording; both tell the same")
    func traced() throws {
        try withFolder { folder in
            let scenario = try SmallScenario.write(to: folder, SmallScenario.text(orders: 5_000))
            let out = folder.appending(path: "out")
            try Program.debug.run("run", scenario, "--quiet", "--out", out.path, in: folder)
            let list = try Program.debug.run("trace", out.path, in: folder)
            #expect(list.status == 0)
            #expect(list.output.contains("in the recording"))
            for order in ["0", "17", "4999"] {
                let result = try Program.debug.run("trace", out.path, order, in: folder)
                #expect(result.status == 0, "\(result.errors)")
                #expect(result.output.contains("Order \(order)"))
                #expect(result.output.contains("shop"))
            }
            let beyond = try Program.debug.run("trace", out.path, "5000", in: folder)
            #expect(beyond.status == 2)
            #expect(beyond.errors.contains("numbered from 0 to 4999"))
        }
    }
}
