import Foundation
import Testing

@Suite("Import")
struct ImportCommandTests {
    private static let log = """
        1.1.1.1 - - [27/Nov/2026:08:26:00 +0100] "GET /products/4711 HTTP/1.1" 200 5123 "-" "x" 0.120
        no line of a log
        1.1.1.1 - - [27/Nov/2026:09:26:00 +0100] "POST /orders HTTP/1.1" 201 99 "-" "x" 0.480

        """

    @Test("A log becomes a scenario with its profile beside it, which validate accepts and run runs")
    func log() throws {
        try withFolder { folder in
            try Data(Self.log.utf8).write(to: folder.appending(path: "access.log"))
            let made = try Program.debug.run("import", "access.log", "-o", "traffic.yaml", "--every", "30", in: folder)
            #expect(made.status == 0, "\(made.errors)")
            #expect(made.output.isEmpty)
            #expect(made.errors.contains("note: line 2: not of the form"))
            #expect(made.errors.contains("2 requests of 3 lines, 2 operations, 1 bad line. traffic.yaml written."))
            let profile = try String(contentsOf: folder.appending(path: "traffic-profile.csv"), encoding: .utf8)
            #expect(profile.contains("\n08:00,1\n08:30,0\n"))
            let valid = try Program.debug.run("validate", "traffic.yaml", in: folder)
            #expect(valid.status == 0, "\(valid.errors)")
            let run = try Program.debug.run("run", "traffic.yaml", in: folder)
            #expect(run.status == 0, "\(run.output)\(run.errors)")
            let again = try Program.debug.run("import", "access.log", "-o", "traffic.yaml", in: folder)
            #expect(again.status == 2)
            #expect(again.errors.contains("is there already; choose another name or remove it"))
        }
    }

    @Test("Without a file to write to, the scenario goes to standard output and the rest to standard error")
    func output() throws {
        try withFolder { folder in
            let document = #"{"openapi":"3.1.0","info":{"title":"T","version":"1"},"paths":{"/a":{"get":{}}}}"#
            try Data(document.utf8).write(to: folder.appending(path: "api.json"))
            let made = try Program.debug.run("import", "api.json", in: folder)
            #expect(made.status == 0, "\(made.errors)")
            #expect(made.output.contains("\nrehearse: 1\nname: T\n"))
            #expect(made.errors.contains("1 operations of 1 system."))
        }
    }

    @Test(
        "What cannot be imported ends with exit code 2 and says why",
        arguments: [
            (["import", "nosuch"], "nosuch: there is no such file"),
            (["import", "."], ".: it is a directory; name a file"),
            (["import", "words"], "cannot tell which this is; say it with --as"),
            (["import", "empty"], "empty: it is empty"),
            (["import", "packed.gz"], "it is compressed with gzip; unpack it on the way"),
            (["import", "words", "--as", "log"], "none of its 1 lines is a request; line 1: not of the form"),
            (["import", "words", "--as", "xml"], "expected one of har, openapi, log, found \"xml\""),
            (["import", "words", "--every", "7"], "expected 1, 5, 10, 15, 30 or 60 minutes, found 7"),
            (["import", "words", "--field", "colour=x"], "expected WORD=MEMBER with a word of time, method"),
            (["import", "words", "--time-unit", "min"], "expected one of s, ms, us, ns, found \"min\""),
        ])
    func refused(arguments: [String], words: String) throws {
        try withFolder { folder in
            try Data("hello\n".utf8).write(to: folder.appending(path: "words"))
            try Data().write(to: folder.appending(path: "empty"))
            try Data([0x1F, 0x8B, 8, 0]).write(to: folder.appending(path: "packed.gz"))
            let (process, output, errors) = try Program.debug.start(arguments, in: folder)
            process.waitUntilExit()
            let result = try Program.result(process, output, errors)
            #expect(result.status == 2, "\(result.errors)")
            #expect(result.errors.contains(words), "\(result.errors)")
        }
    }
}
