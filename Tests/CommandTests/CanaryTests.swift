import Foundation
import Glibc
import Testing

/// Secrets in the environment must not come out anywhere: not in what is printed, not in any file of a run.
@Suite("Canary", .serialized)
struct CanaryTests {
    private static let password = "canary-p4ss/word+\"quoted\""
    private static let key = "canary-k3y-0815"
    private static let bearer = "canary-b34rer-4711"
    private static let client = "canary-cl13nt-secret"
    private static let token = "canary-t0ken-42"
    private static let next = "canary-n3xt-0816"
    private static let nextHook = "whsec_Y2FuYXJ5LXdlYmhvb2stc2VjcmV0LTAwMDI="
    private static let hook = "whsec_Y2FuYXJ5LXdlYmhvb2stc2VjcmV0LTAwMDE="

    private static let environment = [
        "CANARY_PASSWORD": password, "CANARY_KEY": key, "CANARY_BEARER": bearer, "CANARY_CLIENT": client,
        "CANARY_HOOK": hook, "CANARY_NEXT": next, "CANARY_NEXT_HOOK": nextHook,
        "CANARY_TEMPLATE": "canary-t3mplate-9",
    ]

    /// The secrets in every form that they are sent in.
    private static var forms: [String] {
        let plain = [password, key, bearer, client, token, hook, next, nextHook, "canary-t3mplate-9"]
        let joined = ["me:\(password)", "id:\(client)"].map { Data($0.utf8).base64EncodedString() }
        let encoded = plain.compactMap { $0.addingPercentEncoding(withAllowedCharacters: .alphanumerics) }
        return plain + encoded + joined + plain.map { Data($0.utf8).base64EncodedString() }
            + [password.replacingOccurrences(of: "\"", with: "\\\"")]
    }

    /// Where the kernel writes a core, as far as a test can look for it: in the folder of the process.
    private static let writesCores: Bool = {
        let pattern = (try? String(contentsOfFile: "/proc/sys/kernel/core_pattern", encoding: .utf8)) ?? "|"
        return !pattern.hasPrefix("|") && !pattern.contains("/")
    }()

    @Test(
        "A run that holds a secret leaves no core when it crashes; one that holds none does",
        .enabled(if: writesCores, "this machine writes cores elsewhere"))
    func core() throws {
        let port = try LoopbackListener(backlog: 16)
        defer { port.stop() }
        for auth in ["{ user: me, password: \"${env:CANARY_PASSWORD}\" }", nil] {
            try withFolder { folder in
                let text = """
                    rehearse: 1
                    name: Core
                    clock: { from: 2026-11-27 07:59:55, for: 10s, drain: 10s, zone: Europe/Brussels }
                    seed: 7
                    orders: { total: 12 }
                    systems:
                      one:
                        role: other
                        placement: real
                        url: http://127.0.0.1:\(port.port)/
                    \(auth.map { "    auth: \($0)" } ?? "")
                        operations: { ask: { steps: [ { work: 5ms } ] } }
                    journey: { steps: [ { call: one.ask } ] }

                    """
                let file = folder.appending(path: "core.yaml")
                try Data(text.utf8).write(to: file)
                let shell = Program(path: "/bin/sh")
                let (process, _, errors) = try shell.start(
                    ["-c", "ulimit -c unlimited; exec \"$0\" run \"$1\" --out out", Program.debug.path, file.path],
                    in: folder, environment: Self.environment.merging(["SWIFT_BACKTRACE": "enable=no"]) { $1 })
                let recording = folder.appending(path: "out/recording.rehearsal").path
                let end = ContinuousClock.now + .seconds(30)
                while !FileManager.default.fileExists(atPath: recording), process.isRunning, ContinuousClock.now < end {
                    Thread.sleep(forTimeInterval: 0.02)
                }
                let complaints = try String(contentsOf: errors, encoding: .utf8)
                #expect(process.isRunning, "\(complaints)")
                // Not SIGABRT: threads of a pool block most signals, and what they start inherits that.
                kill(process.processIdentifier, SIGSEGV)
                process.waitUntilExit()
                #expect(process.terminationReason == .uncaughtSignal)
                let cores = try FileManager.default.contentsOfDirectory(atPath: folder.path).filter {
                    $0.hasPrefix("core")
                }
                #expect(cores.filter { $0 != "core.yaml" }.isEmpty == (auth != nil), "\(cores)")
            }
        }
    }

    private static func scenario(_ port: UInt16) -> String {
        func system(_ name: String, _ auth: String) -> String {
            """
              \(name):
                role: other
                placement: real
                url: http://127.0.0.1:\(port)/\(name)
                auth: \(auth)
                workers: 4
                operations: { ask: { steps: [ { work: exponential 5ms } ] } }

            """
        }
        return """
            rehearse: 1
            name: Canary
            clock: { from: 2026-11-27 07:59:55, for: 1s, drain: 10s, zone: Europe/Brussels }
            seed: 7
            lag tolerance: 10s
            calendars:
              cut-off: { days: all, at: "08:00" }
            orders:
              total: 12
            systems:
            \(system("basic", "{ user: me, password: \"${env:CANARY_PASSWORD}\" }"))
            \(system("keyed", "{ key: [\"${env:CANARY_KEY}\", \"${env:CANARY_NEXT}\"], field: X-Api-Key }"))
            \(system("bearing", "{ bearer: \"${env:CANARY_BEARER}\" }"))
            \(system("oauth", "{ client: id, secret: \"${env:CANARY_CLIENT}\", token url: \"http://127.0.0.1:\(port)/token\" }"))
              templated:
                role: other
                placement: real
                protocol: http
                url: http://127.0.0.1:\(port)/templated
                workers: 4
                operations:
                  ask:
                    http:
                      method: post
                      path: /ask
                      headers: { X-Secret: "${env:CANARY_TEMPLATE}" }
                      json: "{ \\"reference\\": \\"{order.reference}\\" }"
                    steps: [ { work: exponential 5ms } ]
              told:
                role: warehouse
                placement: served
                webhooks: { to: "http://127.0.0.1:\(port)/hook", events: picked, signed: standard, secret: ["${env:CANARY_NEXT_HOOK}", "${env:CANARY_HOOK}"] }
                workers: 4
                operations: { ask: { steps: [ { work: exponential 5ms }, { emit: picked } ] } }
            inbox:
              webhooks: [ { event: picked, path: /in, signed: standard, secret: "${env:CANARY_HOOK}" } ]
            journey:
              promise: { event: dispatched, by: cut-off }
              steps:
                - call: told.ask
                - call: basic.ask
                  on failure: [ { emit: failed } ]
                - call: keyed.ask
                  on failure: [ { emit: failed } ]
                - call: bearing.ask
                  on failure: [ { emit: failed } ]
                - call: oauth.ask
                  on failure: [ { emit: failed } ]
                - call: templated.ask
                  on failure: [ { emit: failed } ]
                - emit: dispatched
            budgets:
              - orders completed >= 1%

            """
    }

    /// Everything that a run printed and wrote, as bytes.
    private static func traces(_ result: Program.Result, in folder: URL) throws -> [(name: String, bytes: Data)] {
        var found: [(name: String, bytes: Data)] = [
            ("output", Data(result.output.utf8)), ("errors", Data(result.errors.utf8)),
        ]
        let files = FileManager.default.enumerator(at: folder, includingPropertiesForKeys: nil)
        while let file = files?.nextObject() as? URL {
            if let bytes = try? Data(contentsOf: file) { found.append((file.lastPathComponent, bytes)) }
        }
        return found
    }

    private static func check(_ result: Program.Result, in folder: URL, files: [String] = []) throws {
        let traces = try traces(result, in: folder)
        for file in files { #expect(traces.contains { $0.name == file }, "\(file) is missing") }
        for trace in traces {
            for form in forms where trace.bytes.range(of: Data(form.utf8)) != nil {
                Issue.record("\(trace.name) holds \"\(form)\"")
            }
        }
    }

    @Test("Credentials that are accepted, and those that are refused by a server that repeats them, come out nowhere")
    func nowhere() throws {
        for isRefusing in [false, true] {
            try withFolder { folder in
                let server = try SmallServer { request in
                    if request.path == "/token" {
                        return (
                            "200 OK", #"{"access_token": "\#(Self.token)", "token_type": "bearer", "expires_in": 3600}"#
                        )
                    }
                    guard isRefusing || request.path == "/hook" else { return ("200 OK", "{}") }
                    // The worst there is: what was sent comes back in the complaint.
                    let said = [request.head, request.body, request.field("authorization"), request.field("x-api-key")]
                        .joined(separator: " ").replacingOccurrences(of: "\r\n", with: " ")
                        .replacingOccurrences(of: "\\", with: "\\\\").replacingOccurrences(of: "\"", with: "\\\"")
                    return ("401 Unauthorized", #"{"error": "\#(said)", "token": "\#(Self.token)"}"#)
                }
                defer { server.stop() }
                let file = try SmallScenario.write(to: folder, Self.scenario(server.port))
                let result = try Program.debug.run(
                    "run", file, "--out", folder.appending(path: "run").path, in: folder, environment: Self.environment)
                try #require([0, 3].contains(result.status), "\(result.errors)\(result.output)")
                // They were sent: the test would prove nothing otherwise.
                let sent = server.seen.map { "\($0.head) \($0.body)" }.joined(separator: "\n")
                for expected in [
                    "X-Api-Key: \(Self.key)", "Bearer \(Self.bearer)", "Bearer \(Self.token)", "canary-t3mplate-9",
                    Data("me:\(Self.password)".utf8).base64EncodedString(), "POST /hook",
                    // The second key goes out only where the first is refused.
                    isRefusing ? "X-Api-Key: \(Self.next)" : "",
                ] where !expected.isEmpty {
                    #expect(sent.lowercased().contains(expected.lowercased()), "\(expected) was not sent")
                }
                try Self.check(
                    result, in: folder, files: ["recording.rehearsal", "summary.json", "report.html", "run.json"])
                let again = try Program.debug.run(
                    "report", folder.appending(path: "run").path, in: folder, environment: Self.environment)
                try Self.check(again, in: folder)
            }
        }
    }

    @Test("Failures at set-up name the reference and not the secret; a secret in a scenario is refused unrepeated")
    func setUp() throws {
        try withFolder { folder in
            let text = Self.scenario(9)
            let file = try SmallScenario.write(to: folder, text)
            var environment = Self.environment
            environment["CANARY_KEY"] = "canary-k3y-0815\nX-Injected: canary-b34rer-4711"
            let broken = try Program.debug.run("run", file, "--out", "run", in: folder, environment: environment)
            #expect(broken.status == 2)
            #expect(broken.errors.contains("systems.keyed.auth") && broken.errors.contains("line breaks"))
            try Self.check(broken, in: folder)
            environment["CANARY_KEY"] = ""
            let empty = try Program.debug.run("run", file, "--out", "run", in: folder, environment: environment)
            #expect(empty.status == 2 && empty.errors.contains("${env:CANARY_KEY}"))
            environment["CANARY_KEY"] = Self.key
            environment["CANARY_HOOK"] = "whsec_canary-b34rer-4711"
            let unsigned = try Program.debug.run("run", file, "--out", "run", in: folder, environment: environment)
            #expect(unsigned.status == 2 && unsigned.errors.contains("systems.told.webhooks"))
            try Self.check(unsigned, in: folder)
        }
        try withFolder { folder in
            let text = Self.scenario(9).replacingOccurrences(of: "${env:CANARY_BEARER}", with: "literal-b34rer")
            let file = try SmallScenario.write(to: folder, text)
            let literal = try Program.debug.run("validate", file, in: folder)
            #expect(literal.status == 2 && literal.errors.contains("must not stand in a scenario"))
            #expect(!literal.errors.contains("literal-b34rer") && !literal.output.contains("literal-b34rer"))
        }
    }
}
