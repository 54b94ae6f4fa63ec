import HTTPTypes
import Kernel
import Testing

@testable import Wire

@Suite("Webhooks: receiver")
struct WebhookReceiverTests {
    private let origin = EpochOrigin(seconds: 1_795_737_600)
    private let secret = Secret("whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw")
    private let idField = HTTPField.Name(literally: "webhook-id")

    private func receiver(_ change: (inout WebhookReceiver.Policy) -> Void = { _ in }) throws -> WebhookReceiver {
        var policy = WebhookReceiver.Policy(key: .field(idField))
        change(&policy)
        return WebhookReceiver(signer: try WebhookSigner(.standard, secrets: [secret]), policy: policy, origin: origin)
    }

    private func request(_ id: String, sent seconds: Int64, body: String = #"{"n":1}"#) throws -> WireRequest {
        let signer = try WebhookSigner(.standard, secrets: [secret])
        let bytes = Array(body.utf8)
        return WireRequest(
            .post, "/hooks", fields: signer.fields(id: id, timestamp: 1_795_737_600 + seconds, body: bytes), body: bytes
        )
    }

    private func token(_ receipt: WebhookReceiver.Receipt) throws -> WebhookReceiver.Token {
        guard case .pending(let token) = receipt else { throw Unexpected(text: "\(receipt)") }
        return token
    }

    private struct Unexpected: Error { var text: String }

    private func answer(_ receipt: WebhookReceiver.Receipt) -> (Int, WebhookReceiver.Verdict)? {
        guard case .answer(let response, let verdict) = receipt else { return nil }
        return (response.status, verdict)
    }

    @Test("Success is answered only once the event is safe")
    func twoSteps() throws {
        var receiver = try receiver()
        let token = try token(receiver.receive(request("a", sent: 0), at: 0))
        #expect(receiver.settledCount == 0)
        #expect(receiver.settled(token)?.status == 200)
        #expect(receiver.settled(token) == nil)
        #expect(receiver.settledCount == 1)
    }

    @Test("A retry of what is safe is a duplicate and answered 200; the very same attempt again is a replay")
    func again() throws {
        var receiver = try receiver()
        let first = try request("a", sent: 0)
        _ = receiver.settled(try token(receiver.receive(first, at: 0)))
        #expect(try #require(answer(receiver.receive(first, at: 30 * .second))) == (409, .replay))
        let retry = try request("a", sent: 60)
        #expect(try #require(answer(receiver.receive(retry, at: 60 * .second))) == (200, .duplicate))
        #expect(try #require(answer(receiver.receive(retry, at: 61 * .second))) == (409, .replay))
        #expect(receiver.refusals == [.replay: 2, .duplicate: 1])
    }

    @Test("While an event is being stored its retry must come again; if storing fails, the retry is welcome")
    func inProgress() throws {
        var receiver = try receiver()
        let token = try token(receiver.receive(request("a", sent: 0), at: 0))
        #expect(try #require(answer(receiver.receive(request("a", sent: 5), at: 5 * .second))) == (409, .inProgress))
        #expect(receiver.failed(token)?.status == 503)
        let second = try self.token(receiver.receive(request("a", sent: 10), at: 10 * .second))
        #expect(receiver.settled(second)?.status == 200)
    }

    @Test("One id for two bodies is a conflict")
    func conflict() throws {
        var receiver = try receiver()
        _ = receiver.settled(try token(receiver.receive(request("a", sent: 0), at: 0)))
        let other = try request("a", sent: 1, body: #"{"n":2}"#)
        #expect(try #require(answer(receiver.receive(other, at: .second))) == (409, .conflict))
    }

    @Test("Five minutes either way are tolerated, a second more is not", arguments: [300, -300, 301, -301] as [Int64])
    func tolerance(apart: Int64) throws {
        var receiver = try receiver()
        let judged = try receiver.receive(request("b", sent: 1000), at: (1000 + apart) * .second)
        if abs(apart) <= 300 {
            _ = try token(judged)
        } else {
            #expect(try #require(answer(judged)) == (401, .outOfTime))
        }
    }

    @Test("A forged signature is 401, a missing field 400, a large body 413")
    func refused() throws {
        var receiver = try receiver { $0.largestBody = 100 }
        var forged = try request("a", sent: 0)
        forged.body = Array(#"{"n":2}"#.utf8)
        #expect(try #require(answer(receiver.receive(forged, at: 0))) == (401, .mismatch))
        var bare = try request("a", sent: 0)
        bare.fields[HTTPField.Name(literally: "webhook-signature")] = nil
        #expect(try #require(answer(receiver.receive(bare, at: 0))) == (400, .malformed))
        let large = try request("a", sent: 0, body: String(repeating: " ", count: 101))
        #expect(try #require(answer(receiver.receive(large, at: 0))) == (413, .tooLarge))
        let extreme = try WebhookSigner(.standard, secrets: [secret]).fields(id: "x", timestamp: .max, body: [])
        #expect(
            try #require(answer(receiver.receive(WireRequest(.post, "/", fields: extreme), at: 0))) == (401, .outOfTime)
        )
    }

    @Test("Without a signed time a second coming is a duplicate; the key may stand in the body")
    func keyInBody() throws {
        let signer = try WebhookSigner(.easyPost, secrets: [Secret("s")])
        var receiver = WebhookReceiver(
            signer: signer, policy: WebhookReceiver.Policy(key: .body(try JSONPointer(parsing: "/id"))), origin: origin)
        func request(_ body: String) -> WireRequest {
            let bytes = Array(body.utf8)
            return WireRequest(.post, "/", fields: signer.fields(id: "", timestamp: 0, body: bytes), body: bytes)
        }
        _ = receiver.settled(try token(receiver.receive(request(#"{"id":"evt_1"}"#), at: 0)))
        #expect(try #require(answer(receiver.receive(request(#"{"id":"evt_1"}"#), at: 1))) == (200, .duplicate))
        _ = try token(receiver.receive(request(#"{"id":17}"#), at: 2))
        for body in [#"{"ID":1}"#, "no json", #"{"id":""}"#, #"{"id":"\#(String(repeating: "x", count: 513))"}"#] {
            #expect(try #require(answer(receiver.receive(request(body), at: 3))) == (400, .malformed))
        }
    }

    @Test("Ids are forgotten after their time, and for want of room, which is counted")
    func memory() throws {
        var receiver = try receiver {
            $0.retention = .hour; $0.capacity = 2
        }
        for (k, id) in ["a", "b", "c"].enumerated() {
            _ = receiver.settled(try token(receiver.receive(request(id, sent: Int64(k)), at: Int64(k) * .second)))
        }
        #expect(receiver.forgottenEarly == 1)
        _ = try token(receiver.receive(request("a", sent: 3), at: 3 * .second))
        #expect(receiver.forgottenEarly == 2)
        _ = try token(receiver.receive(request("c", sent: 3603), at: 3603 * .second))
        #expect(receiver.forgottenEarly == 2)
    }

    @Test("Too many events being stored are sent away, without being remembered")
    func busy() throws {
        var receiver = try receiver { $0.pending = 1 }
        let token = try token(receiver.receive(request("a", sent: 0), at: 0))
        #expect(try #require(answer(receiver.receive(request("b", sent: 0), at: 0))) == (503, .busy))
        _ = receiver.settled(token)
        _ = try self.token(receiver.receive(request("b", sent: 0), at: 0))
    }

    @Test("What a sender does under loss of answers, a receiver sees through: each event once")
    func together() throws {
        var receiver = try receiver()
        var profile = WebhookProfile.standard
        profile.throttle = 0
        var sender = try WebhookSender(
            path: "/hooks", profile: profile, signer: WebhookSigner(.standard, secrets: [secret]),
            faults: WebhookFaults(duplication: 0.3), key: RandomKey(7), origin: origin)
        var kept = 0
        var lost = RandomKey(9).generator
        var work: [(WebhookSender.AttemptID, WireRequest)] = []
        func take(_ actions: [WebhookSender.Action]) {
            for case .send(let id, let request, _) in actions { work.append((id, request)) }
        }
        for number in 0..<300 {
            let body = Array("{\"n\":\(number)}".utf8)
            take(
                sender.publish(
                    WebhookEvent(id: "e\(number)", topic: "t", occurred: 0, body: body), at: Int64(number) * .second))
        }
        var now: Instant = 300 * .second
        while !work.isEmpty || sender.nextDue != nil {
            if work.isEmpty, let due = sender.nextDue {
                now = max(now, due)
                take(sender.due(at: now))
            }
            for (id, request) in work {
                let response: WireResponse?
                switch receiver.receive(request, at: now) {
                case .answer(let given, _): response = given
                case .pending(let token):
                    kept += 1
                    response = receiver.settled(token)
                }
                // Three in ten answers get lost on their way back.
                let answer: WebhookSender.Answer =
                    lost.uniform() < 0.3 ? .failure(.connection, "reset") : .response(try #require(response))
                _ = sender.answered(id, answer, at: now)
            }
            work = []
        }
        #expect(kept == 300)
        #expect(sender.ledger.counts.delivered == 300 + sender.ledger.counts.copies)
    }
}
