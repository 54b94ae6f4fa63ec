import Testing

@testable import Wire

/// Ports that cannot be listened on.
@Suite("Listening")
struct ListenTests {
    private func trouble(host: String, port: Int) throws -> String {
        let served = ServedHost(mailbox: Mailbox(waker: try Waker()))
        defer { served.close() }
        do {
            _ = try served.listen(0, host: host, port: port)
            return ""
        } catch {
            return "\(error)"
        }
    }

    @Test("A port in use and an address of another machine are told apart, in words")
    func told() throws {
        let served = ServedHost(mailbox: Mailbox(waker: try Waker()))
        defer { served.close() }
        let port = try served.listen(0, port: 0)
        #expect(
            try trouble(host: "127.0.0.1", port: port)
                == "cannot listen on 127.0.0.1:\(port): another program listens there; choose another port, or end what uses this one"
        )
        // An address kept for documents (RFC 5737), which no machine has.
        #expect(
            try trouble(host: "192.0.2.1", port: 0)
                == "cannot listen on 192.0.2.1:0: this machine has no such address; expected one of its own, such as 127.0.0.1, or 0.0.0.0 for all of them"
        )
    }
}
