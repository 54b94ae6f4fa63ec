import Glibc
import Testing

@testable import Wire

@Suite struct FailureReadingTests {
    /// libcurl's code by its number in curl.h, errno, what came before, and the class.
    static let cases: [(code: UInt32, system: Int32, words: String, proxy: Bool, kind: TransferFailure.Kind)] = [
        (7, ECONNREFUSED, "", false, .refused), (7, EHOSTUNREACH, "", false, .unreachable),
        (7, ENETUNREACH, "", false, .unreachable), (7, EADDRNOTAVAIL, "", false, .exhausted(.ports)),
        (7, EMFILE, "", false, .exhausted(.descriptors)),
        (7, ENFILE, "", false, .exhausted(.descriptors)), (7, ENOBUFS, "", false, .exhausted(.memory)),
        // Towards a proxy it is this machine all the same.
        (7, EADDRNOTAVAIL, "", true, .exhausted(.ports)), (56, ECONNRESET, "", true, .proxy),
        (7, ECONNREFUSED, "", true, .proxy),
        (7, ETIMEDOUT, "", false, .timeout(.connect)),
        (6, 0, "", false, .nameNotFound), (5, 0, "", true, .proxy), (56, ECONNRESET, "", false, .reset),
        (55, EPIPE, "", false, .reset), (56, 0, "CONNECT tunnel failed, response 407", true, .proxy),
        (56, 0, "OpenSSL SSL_read: unexpected eof while reading", false, .closed),
        (56, 0, "OpenSSL SSL_read: ... tlsv13 alert certificate required", false, .tlsCertificate),
        (60, 0, "", false, .tlsCertificate), (58, 0, "", false, .tlsCertificate), (77, 0, "", false, .tlsCertificate),
        (35, 0, "tlsv1 alert protocol version", false, .tlsHandshake),
        (35, 0, "alert unknown ca", false, .tlsCertificate),
        (18, 0, "", false, .truncated), (63, 0, "", false, .tooLarge), (52, 0, "", false, .closed),
        (1, 0, "", false, .badHTTP),
        (8, 0, "", false, .badHTTP), (61, 0, "", false, .badHTTP), (16, 0, "", false, .badHTTP),
        (27, 0, "", false, .exhausted(.memory)),
        (28, 0, "", false, .timeout(.name)), (43, 0, "", false, .other),
    ]

    @Test("libcurl's codes and the system's errors have their classes", arguments: cases.indices)
    func kinds(row: Int) {
        let entry = FailureReadingTests.cases[row]
        let reading = FailureReading(
            code: entry.code, words: entry.words, systemError: entry.system, progress: .init(), hasProxy: entry.proxy)
        #expect(reading.kind == entry.kind, "\(entry)")
    }

    @Test("The phase is the last thing that had not happened yet")
    func phases() {
        var progress = FailureReading.Progress()
        func phase() -> TransferFailure.Phase {
            FailureReading(code: 28, words: "", systemError: 0, progress: progress, hasProxy: false).phase
        }
        #expect(phase() == .name)
        progress.named = true
        #expect(phase() == .connect)
        progress.shaking = true
        #expect(phase() == .tls)
        progress.ready = true
        progress.unsent = true
        #expect(phase() == .sending)
        progress.unsent = false
        #expect(phase() == .waiting)
        progress.answered = true
        #expect(phase() == .receiving)
    }

    @Test("What a failure says names place, class, words and remedy")
    func words() {
        let failure = TransferFailure(kind: .refused, place: "GET http://a:81", words: "Failed to connect", code: 7)
        #expect(
            "\(failure)"
                == "GET http://a:81: connection refused: Failed to connect; start the server, or correct host and port")
    }
}
