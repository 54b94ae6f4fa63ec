import HTTPTypes
import Kernel
import Testing

@testable import Wire

@Suite(.timeLimit(.minutes(1))) struct ExchangeTests {
    @Test("A GET is answered, with status, fields in order, body and times")
    func get() throws {
        let server = try FaultServer { _ in
            [.answer("{\"ok\":true}", fields: "X-One: 1\r\nSet-Cookie: a=1\r\nSet-Cookie: b=2\r\nX-Empty:\r\n")]
        }
        let harness = try ClientHarness(server.url + "/base/")
        let transfer = try harness.exchange(.get("/x?y=%20/../z", fields: [.accept: "application/json"]))
        let response = try #require(transfer.response, "\(transfer.result)")
        #expect(response.status == 200 && transfer.text == "{\"ok\":true}")
        #expect(
            response.fields.map { "\($0.name.rawName)=\($0.value)" } == [
                "X-One=1", "Set-Cookie=a=1", "Set-Cookie=b=2", "X-Empty=",
            ])
        #expect(transfer.outcome == .ok && transfer.version == .http11 && !transfer.reused)
        #expect(transfer.address == "127.0.0.1")
        let times = transfer.timings
        #expect(times.accepted <= times.started && times.started <= times.sent && times.sent <= times.finished)
        #expect(
            times.connect > 0 && times.connect <= times.firstByte && times.firstByte <= times.total && times.tls == 0)
        let request = server.requests[0]
        #expect(request.line == "GET /base/x?y=%20/../z HTTP/1.1")
        #expect(request.field("Host") == "127.0.0.1:\(server.port)" && request.field("Accept") == "application/json")
        #expect(request.field("User-Agent") == "Rehearse")
        #expect(transfer.bytesUp == request.head.utf8.count + 4)
    }
}
