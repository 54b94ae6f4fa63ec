import Foundation
import HTTPTypes
import Kernel
import Testing

@testable import Wire

/// TLS against `openssl s_server`, with certificates made for the test.
@Suite(
    .serialized, .timeLimit(.minutes(1)),
    .enabled(if: Program.find("openssl") != nil, "openssl is not installed: TLS is not tested"))
struct TLSTests {
    private let openssl = Program.find("openssl") ?? ""

    private func server(_ folder: URL, _ leaf: String, _ more: [String] = []) throws -> ServerProcess {
        try ServerProcess(openssl, in: folder) {
            ["s_server", "-accept", "127.0.0.1:\($0)", "-cert", "\(leaf).pem", "-key", "\(leaf).key", "-www", "-quiet"]
                + more
        }
    }

    private func exchange(_ server: ServerProcess, host: String = "127.0.0.1", _ change: (inout TLSSettings) -> Void)
        throws -> Transfer
    {
        let harness = try ClientHarness("https://\(host):\(server.port)") { change(&$0.tls) }
        return try harness.exchange(.get("/"))
    }

    private func file(_ folder: URL, _ name: String) -> String {
        folder.appending(path: name).path(percentEncoded: false)
    }

    @Test("A certificate of a trusted authority for the right name is accepted, by file and as text; times tell of TLS")
    func good() throws {
        try Program.withFolder { folder in
            try Certificates.make(folder, [("good", "IP:127.0.0.1", 2)])
            let server = try server(folder, "good")
            let byFile = try exchange(server) { $0.authorities = .file(file(folder, "ca.pem")) }
            #expect(byFile.response?.status == 200, "\(byFile.result)")
            #expect(byFile.timings.tls >= byFile.timings.connect && byFile.timings.tls <= byFile.timings.firstByte)
            let text = try String(contentsOf: folder.appending(path: "ca.pem"), encoding: .utf8)
            let byText = try exchange(server) {
                $0.authorities = .pem(Secret(text))
                $0.minimum = .tls13
            }
            #expect(byText.response?.status == 200, "\(byText.result)")
        }
    }

    @Test("Unknown authority, wrong name and an expired certificate are refused as such")
    func bad() throws {
        try Program.withFolder { folder in
            try Certificates.make(
                folder,
                [("other", "DNS:elsewhere.example", 2), ("old", "IP:127.0.0.1", -1), ("good", "IP:127.0.0.1", 2)])
            try Certificates.authority("stranger", folder)
            for (leaf, trusted, words) in [
                ("other", "ca.pem", "subject name"), ("old", "ca.pem", "expired"),
                ("good", "stranger.pem", "certificate"),
            ] {
                let server = try server(folder, leaf)
                let transfer = try exchange(server) { $0.authorities = .file(file(folder, trusted)) }
                #expect(
                    transfer.failure?.kind == .tlsCertificate && transfer.outcome == .connection,
                    "\(leaf): \(transfer.result)")
                #expect(transfer.failure?.words.contains(words) == true, "\(leaf): \(transfer.result)")
            }
            let server = try server(folder, "good")
            // The machine's own authorities do not know ours.
            #expect(try exchange(server) { _ in }.failure?.kind == .tlsCertificate)
        }
    }

    @Test("A server that wants our certificate gets it, with a key behind a password; without it refuses")
    func clientCertificate() throws {
        try Program.withFolder { folder in
            try Certificates.make(folder, [("good", "IP:127.0.0.1", 2), ("client", "DNS:client", 2)])
            try Program.run(
                openssl, ["rsa", "-aes256", "-passout", "pass:canary-7f3a", "-in", "client.key", "-out", "locked.key"],
                in: folder)
            for version in ["-tls1_2", "-tls1_3"] {
                let server = try server(
                    folder, "good", ["-Verify", "1", "-verify_return_error", "-CAfile", "ca.pem", version])
                let without = try exchange(server) { $0.authorities = .file(file(folder, "ca.pem")) }
                // Up to TLS 1.2 the server says no more than that the handshake failed.
                let kind: TransferFailure.Kind = version == "-tls1_2" ? .tlsHandshake : .tlsCertificate
                #expect(without.failure?.kind == kind, "\(version): \(without.result)")
                let with = try exchange(server) {
                    $0.authorities = .file(file(folder, "ca.pem"))
                    $0.certificate = .file(file(folder, "client.pem"))
                    $0.key = .file(file(folder, "locked.key"))
                    $0.keyPassword = Secret("canary-7f3a")
                }
                #expect(with.response?.status == 200, "\(version): \(with.result)")
                let wrong = try exchange(server) {
                    $0.authorities = .file(file(folder, "ca.pem"))
                    $0.certificate = .file(file(folder, "client.pem"))
                    $0.key = .file(file(folder, "locked.key"))
                    $0.keyPassword = Secret("canary-0000")
                }
                #expect(wrong.failure?.kind == .tlsCertificate, "\(version): \(wrong.result)")
                #expect(!"\(wrong)".contains("canary"))
            }
        }
    }

    @Test("A server too old for the minimum is no agreement; a missing file is told when the endpoint is added")
    func versions() throws {
        try Program.withFolder { folder in
            try Certificates.make(folder, [("good", "IP:127.0.0.1", 2)])
            let server = try server(folder, "good", ["-tls1_2"])
            let transfer = try exchange(server) {
                $0.authorities = .file(file(folder, "ca.pem"))
                $0.minimum = .tls13
            }
            #expect(transfer.failure?.kind == .tlsHandshake, "\(transfer.result)")
            #expect {
                try exchange(server) { $0.authorities = .file("/nowhere/ca.pem") }
            } throws: {
                "\($0)".contains("authorities") && "\($0)".contains("/nowhere/ca.pem")
            }
        }
    }
}
