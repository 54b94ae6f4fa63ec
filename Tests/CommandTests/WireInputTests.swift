import Foundation
import Testing

/// What people write wrong about the wire, on the command line and in scenarios: each is told with where, what and what to do,
/// before anything listens or is sent.
@Suite("Wrong input about the wire")
struct WireInputTests {
    private static func scenario(_ keys: String) -> String {
        """
        rehearse: 1
        name: Box
        clock: { from: 2026-11-27 08:00, for: 1s, drain: 5s, zone: UTC }
        orders: { total: 2 }
        systems:
          box:
            role: other
            workers: 2
            operations: { ask: { steps: [ { work: 5ms } ] } }
        \(keys)
        journey:
          steps:
            - call: box.ask

        """
    }

    private static let real = "    placement: real\n    url: http://127.0.0.1:9"

    /// Runs the program on a scenario; what it says on standard error.
    private func complaint(
        _ arguments: [String], _ keys: String, environment: [String: String] = [:]
    ) throws -> Program.Result {
        try withFolder { folder in
            _ = try SmallScenario.write(to: folder, Self.scenario(keys))
            let (process, output, errors) = try Program.debug.start(arguments, in: folder, environment: environment)
            process.waitUntilExit()
            return try Program.result(process, output, errors)
        }
    }

    @Test(
        "Each ends with exit code 2 and says what was expected",
        arguments: [
            (["run", "small.yaml", "--allow-target", "https://shop.example"], "--allow-target: expected a host"),
            (["run", "small.yaml", "--allow-target", "shop.example:80"], "--allow-target: expected a host"),
            (["serve", "small.yaml", "--allow-target", ""], "--allow-target: expected a host"),
            (["cleanup", "latest", "--allow-target", "shop.example/x"], "--allow-target: expected a host"),
            (["serve", "small.yaml", "--port", "70000"], "--port: expected 1 to 65000, found 70000"),
            (["serve", "small.yaml", "--admin-port", "70000"], "--admin-port: expected 0 to 65535, found 70000"),
            (["serve", "small.yaml", "--host", "192.0.2.1"], "this machine has no such address"),
            (["cleanup", "nowhere"], "no run \"nowhere\""),
            (["cleanup", "."], "no run \".\""),
        ])
    func options(arguments: [String], words: String) throws {
        let result = try complaint(arguments, "")
        #expect(result.status == 2)
        #expect(result.errors.contains(words), "\(result.errors)")
    }

    @Test(
        "There is nothing to serve where all systems are real; neither their secrets nor they themselves are needed to say so"
    )
    func nothingToServe() throws {
        let result = try complaint(["serve", "small.yaml"], Self.real + "\n    auth: { bearer: \"${env:NOWHERE}\" }")
        #expect(result.status == 2)
        #expect(
            result.errors
                == "small.yaml: nothing to serve: expected a system with operations and placement served or simulated, found none\n"
        )
    }

    @Test("A port that another program has is told with its number, for systems and for the admin endpoint")
    func portInUse() throws {
        let other = try LoopbackListener(backlog: 1)
        defer { other.stop() }
        for option in ["--port", "--admin-port"] {
            let result = try complaint(["serve", "small.yaml", option, "\(other.port)"], "")
            // Ports above 65000 are not for systems.
            if option == "--port", other.port > 65_000 { continue }
            #expect(result.status == 2)
            #expect(
                result.errors.hasSuffix(
                    "cannot listen on 127.0.0.1:\(other.port): another program listens there; choose another port, or end what uses this one\n"
                ), "\(result.errors)")
        }
    }

    @Test("A file that should hold a secret and cannot be read is named with the reason, in one line")
    func secretFile() throws {
        let result = try complaint(
            ["run", "small.yaml"], Self.real + "\n    auth: { bearer: \"${file:/nowhere/key}\" }")
        #expect(result.status == 2)
        #expect(
            result.errors
                == "systems.box.auth: ${file:/nowhere/key}: /nowhere/key cannot be read: No such file or directory; check the path and who may read it\n"
        )
    }

    @Test("A key in a URL is refused and appears in nothing that is said")
    func keyInURL() throws {
        let result = try complaint(
            ["run", "small.yaml"], "    placement: real\n    url: \"https://127.0.0.1:9/?key=canary-4711\"")
        #expect(result.status == 2)
        #expect(result.errors.contains("expected a URL without a query"))
        #expect(!(result.errors + result.output).contains("canary"))
    }
}
