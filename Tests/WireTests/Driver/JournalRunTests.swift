import Foundation
import Kernel
import Synchronization
import Testing

@testable import Wire

/// The journal of created records while a run goes on.
@Suite("Journal of created records", .serialized)
struct JournalRunTests {
    /// An order is created by one request and looked at by a second one.
    private static func landscape(_ server: FaultServer, orders: Int) throws -> WireLandscape {
        var landscape = WireLandscape(.real, orders: orders, over: 200 * .millisecond)
        landscape.endpoint.dialect = .http
        landscape.endpoint.url = server.url
        landscape.plan.links[0].timeout = .second
        let body = try TextTemplate(parsing: #"{"reference":"{order.reference}"}"#, as: .json)
        let creation = HTTPRequestPlan(
            HTTPMessagePlan(
                method: "POST", path: TextTemplate(literal: "/orders"), contentType: "application/json",
                body: .text(body)), creates: HTTPCreationPlan(kind: "order", id: .body(JSONPointer(["id"]))))
        let look = HTTPRequestPlan(HTTPMessagePlan(method: "GET", path: TextTemplate(literal: "/orders/latest")))
        landscape.endpoint.requests = ["pick": HTTPOperationPlan([creation, look])]
        return landscape
    }

    private static func created(_ request: FaultServer.Request) -> FaultServer.Action {
        .answer(
            #"{"id": \#(100 + request.number)}"#, status: "201 Created", fields: "Content-Type: application/json\r\n")
    }

    private static func withJournal(_ body: (String) throws -> Void) throws {
        let path = FileManager.default.temporaryDirectory.appending(path: "journal-\(UUID()).jsonl").path
        defer { try? FileManager.default.removeItem(atPath: path) }
        try body(path)
    }

    @Test("What was created is in the journal before the next request goes out, however the attempt ends")
    func cutOff() throws {
        try Self.withJournal { path in
            // What stood in the journal when the second request came in.
            let standing = Mutex<[Int]>([])
            let server = try FaultServer { request in
                if request.line.hasPrefix("POST") { return [Self.created(request)] }
                standing.withLock { $0.append(RunJournal.entries(path: path).count) }
                return [.hang]
            }
            defer { server.stop() }
            let recording = try Self.landscape(server, orders: 1).session { $0.journal = path }.runToEnd()
            #expect(recording.attempts(.timeout) == 1)
            #expect(standing.withLock { $0 } == [1])
            #expect(
                RunJournal.entries(path: path) == [
                    RunJournal.Entry(
                        system: "warehouse",
                        record: CreatedRecord(kind: "order", id: "100", reference: "REHEARSE-test-0"))
                ])
            #expect(RunJournal.references(path: path) == ["REHEARSE-test-"])
        }
    }

    @Test("Records of attempts that the end of the run cuts off are in the journal, each once")
    func stopped() throws {
        try Self.withJournal { path in
            let server = try FaultServer { request in
                request.line.hasPrefix("POST") ? [Self.created(request)] : [.hang]
            }
            defer { server.stop() }
            var landscape = try Self.landscape(server, orders: 5)
            landscape.plan.links[0].timeout = .minute
            let session = try landscape.session { $0.journal = path }
            defer { session.close() }
            var orders = OrderSchedule(landscape.finished)
            let end = MonotonicClock.now + 20 * .second
            // As a second interrupt does.
            let recording = session.run(orders: &orders, tracing: .none) { _, _ in
                server.requests.count == 10 || MonotonicClock.now > end ? .stop(.interrupted) : .carryOn
            }
            #expect(recording.books.due == 5 && recording.books.completed == 0)
            let references = RunJournal.entries(path: path).map(\.record.reference)
            #expect(references.sorted() == (0..<5).map { "REHEARSE-test-\($0)" })
        }
    }

    @Test("A journal's records and those found besides are one list, each record once")
    func remains() throws {
        try Self.withJournal { path in
            let journal = try #require(RunJournal(path: path, references: "R-1-"))
            let record = CreatedRecord(kind: "order", id: "7", reference: "R-1-0")
            let other = CreatedRecord(kind: "order", id: "8", reference: "R-1-1")
            let noted = journal.note(.send(.get("/"), created: [record]), after: 0, system: "box")
            #expect(noted == 1)
            #expect(
                journal.note(.end(ConversationResult(.ok, created: [record, other])), after: noted, system: "box") == 2)
            #expect(RunJournal.entries(path: path).map(\.record) == [record, other])
            // A second run into the same folder has a mark of its own.
            _ = RunJournal(path: path, references: "R-2-")
            #expect(RunJournal.references(path: path) == ["R-1-", "R-2-"])
            // A line that was cut off by the end of the process says nothing.
            let handle = try #require(FileHandle(forWritingAtPath: path))
            try handle.seekToEnd()
            try handle.write(contentsOf: Data(#"{"system":"box","record":{"ki"#.utf8))
            #expect(RunJournal.entries(path: path).map(\.record) == [record, other])
        }
    }
}
