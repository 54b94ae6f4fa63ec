import Foundation
import Glibc
import HTTPTypes
import Kernel
import Testing

@testable import Wire

/// Connections, limits, cancelling and the loop. One after the other, as open descriptors of the whole process are counted.
@Suite(.serialized, .timeLimit(.minutes(1))) struct ConnectionTests {
    @Test("Requests one after the other use one connection, and say so")
    func reuse() throws {
        let server = try FaultServer { _ in [.answer("x")] }
        let harness = try ClientHarness(server.url)
        var reused: [Bool] = []
        for _ in 0..<10 { reused.append(try harness.exchange(.get("/")).reused) }
        #expect(reused == [false] + [Bool](repeating: true, count: 9))
        #expect(server.connections == 1 && harness.client.counts(harness.endpoint).opened == 1)
    }

    @Test("A connection that the server closes while it is idle is replaced")
    func idleClose() throws {
        let server = try FaultServer { _ in [.answer("x"), .pause(20), .close] }
        let harness = try ClientHarness(server.url)
        for _ in 0..<3 {
            let transfer = try harness.exchange(.get("/"))
            #expect(transfer.text == "x" && !transfer.reused, "\(transfer.result)")
            // Turns that nobody waits in for a request: the end of the idle connection arrives here.
            var none: [Transfer] = []
            let end = MonotonicClock.now + 60 * .millisecond
            while MonotonicClock.now < end { harness.client.turn(until: end, into: &none) }
            #expect(none.isEmpty)
        }
        #expect(server.connections == 3)
    }

    @Test("A request on a kept-alive connection that breaks is one attempt; sent again only where allowed")
    func noResend() throws {
        let server = try FaultServer { $0.number % 2 == 0 ? [.answer("x")] : [.reset] }
        let harness = try ClientHarness(server.url)
        #expect(try harness.exchange(.get("/")).text == "x")
        let broken = try harness.exchange(WireRequest(.post, "/", body: [1]))
        #expect([.closed, .reset].contains(broken.failure?.kind), "\(broken.result)")
        #expect(server.requests.count == 2)
        let willing = try ClientHarness(server.url) { $0.resends = true }
        #expect(try willing.exchange(.get("/")).text == "x")
        #expect(try willing.exchange(.get("/")).text == "x")
        #expect(server.requests.count == 5)
    }

    @Test("No more connections than allowed; what has no place waits in order, and the wait is told")
    func connectionCap() throws {
        let server = try FaultServer { _ in [.pause(5), .answer("x")] }
        let harness = try ClientHarness(server.url) { $0.maxConnections = 4 }
        for _ in 0..<60 { harness.send(.get("/")) }
        let results = try harness.results(60)
        #expect(results.allSatisfy { $0.text == "x" })
        #expect(server.most <= 4 && server.connections == 4)
        let waits = results.sorted { $0.token < $1.token }.map(\.timings.queued)
        #expect(waits[0] < waits[59] && waits[59] > 5 * .millisecond)
        #expect(harness.client.counts(harness.endpoint).waited == 56)
    }

    @Test("Where the policy is to refuse, requests beyond the limit fail at once, unsent")
    func refusal() throws {
        let server = try FaultServer { _ in [.pause(50), .answer("x")] }
        let harness = try ClientHarness(server.url) {
            $0.maxInFlight = 2
            $0.overflow = .refuse
        }
        for _ in 0..<5 { harness.send(.get("/")) }
        let results = try harness.results(5)
        #expect(results.filter { $0.failure?.kind == .refusedHere && $0.outcome == .shed }.count == 3)
        #expect(results.filter { $0.text == "x" }.count == 2)
        #expect(server.requests.count == 2 && harness.client.counts(harness.endpoint).refused == 3)
        #expect(try harness.exchange(.get("/")).text == "x")
    }

    @Test("Time runs in the line too")
    func lineTimeout() throws {
        let server = try FaultServer { _ in [.pause(400), .answer("x")] }
        let harness = try ClientHarness(server.url) { $0.maxConnections = 1 }
        harness.send(.get("/"))
        harness.send(.get("/"), limits: TransferLimits(total: 100 * .millisecond))
        let results = try harness.results(2)
        let late = try #require(results.first { $0.token == 2 })
        #expect(late.failure?.kind == .timeout(.line) && late.outcome == .timeout)
        #expect(late.timings.queued >= 100 * .millisecond && late.timings.queued < 390 * .millisecond)
        #expect(results.first { $0.token == 1 }?.text == "x" && server.requests.count == 1)
    }

    @Test("Cancelled requests end once, in line or under way, and leave the others alone")
    func cancel() throws {
        let server = try FaultServer { $0.target == "/hang" ? [.hang] : [.answer("x")] }
        let harness = try ClientHarness(server.url) { $0.maxConnections = 2 }
        let first = harness.send(.get("/hang"))
        let second = harness.send(.get("/hang"))
        let third = harness.send(.get("/hang"))
        let fourth = harness.send(.get("/x"))
        var none: [Transfer] = []
        let end = MonotonicClock.now + 5 * .second
        while server.requests.count < 2, MonotonicClock.now < end {
            harness.client.turn(until: MonotonicClock.now + 10 * .millisecond, into: &none)
        }
        harness.client.cancel(third)
        harness.client.cancel(first)
        harness.client.cancel(first)
        harness.client.cancel(999)
        let results = try harness.results(3)
        #expect(
            results.filter { $0.failure?.kind == .cancelled && $0.outcome == nil }.map(\.token).sorted() == [
                first, third,
            ])
        #expect(results.first { $0.token == fourth }?.text == "x")
        #expect(harness.client.underWay == 1)
        harness.client.cancelAll()
        #expect(try harness.results(1).first?.token == second)
        #expect(harness.client.underWay == 0 && none.isEmpty)
        #expect(try harness.exchange(.get("/x")).text == "x")
    }

    @Test("Cancelling whatever is under way after every turn loses no result")
    func cancelAmidst() throws {
        let server = try FaultServer { $0.number % 3 == 0 ? [.pause(3), .answer("x")] : [.answer("x")] }
        let harness = try ClientHarness(server.url) { $0.maxConnections = 16 }
        var random = SplitMix(state: 5)
        var seen: [UInt64: Int] = [:]
        var finished: [Transfer] = []
        let end = MonotonicClock.now + 20 * .second
        for round in 0..<200 {
            for _ in 0..<10 { harness.send(.get("/\(round)")) }
            harness.client.turn(until: MonotonicClock.now + .millisecond, into: &finished)
            for _ in 0..<3 { harness.client.cancel(1 + random.next() % UInt64(10 * (round + 1))) }
        }
        while finished.count < 2_000, MonotonicClock.now < end { harness.client.turn(until: end, into: &finished) }
        for transfer in finished { seen[transfer.token, default: 0] += 1 }
        #expect(seen.count == 2_000 && seen.values.allSatisfy { $0 == 1 })
        #expect(finished.allSatisfy { $0.text == "x" || $0.failure?.kind == .cancelled })
        #expect(harness.client.underWay == 0)
    }

    @Test("A thousand connections at once, and none is left after it")
    func thousand() throws {
        raiseDescriptorLimit()
        let before = openDescriptors().count
        do {
            let server = try FaultServer { _ in [.pause(300), .answer("x")] }
            let harness = try ClientHarness(server.url) { $0.maxConnections = 1_000 }
            for _ in 0..<1_000 { harness.send(.get("/")) }
            let results = try harness.results(1_000)
            #expect(results.allSatisfy { $0.text == "x" })
            #expect(server.most == 1_000)
            #expect(harness.client.counts(harness.endpoint).open == 1_000)
            harness.client.close()
            #expect(harness.client.counts(harness.endpoint).open == 0)
            harness.send(.get("/"))
            var late: [Transfer] = []
            harness.client.turn(until: Int64.min, into: &late)
            #expect(late.map(\.failure?.kind) == [.cancelled] && harness.client.underWay == 0)
            server.stop()
        }
        let after = openDescriptors()
        // Other suites run beside this one: theirs may come and go, a thousand may not stay.
        #expect(after.count < before + 200, "\(after)")
    }

    @Test("A client that is closed with requests under way leaves nothing behind, and takes further calls")
    func closing() throws {
        let server = try FaultServer { _ in [.hang] }
        let harness = try ClientHarness(server.url) { $0.maxConnections = 5 }
        for _ in 0..<10 { harness.send(.get("/")) }
        var none: [Transfer] = []
        let end = MonotonicClock.now + 20 * .second
        while server.requests.count < 5, MonotonicClock.now < end {
            harness.client.turn(until: MonotonicClock.now + .millisecond, into: &none)
        }
        harness.client.close()
        harness.client.turn(until: 0, into: &none)
        harness.client.cancel(1)
        harness.client.cancelAll()
        harness.client.close()
        #expect(none.isEmpty && harness.client.underWay == 0 && harness.client.counts(harness.endpoint).open == 0)
    }

    @Test("The waker ends a wait from another thread")
    func waker() throws {
        let harness = try ClientHarness("http://127.0.0.1:9")
        let waker = harness.client.waker
        let start = MonotonicClock.now
        Thread.detachNewThread {
            usleep(20_000)
            waker.wake()
        }
        var none: [Transfer] = []
        harness.client.turn(until: start + 20 * .second, into: &none)
        #expect(none.isEmpty && MonotonicClock.now - start < 10 * .second)
        harness.client.close()
        waker.wake()
    }

    @Test("A turn keeps its deadline")
    func deadline() throws {
        let harness = try ClientHarness("http://127.0.0.1:9")
        var none: [Transfer] = []
        var late: [Int64] = []
        for k in 1...40 {
            let deadline = MonotonicClock.now + Int64(k % 4) * 500_000 + 100_000
            while MonotonicClock.now < deadline { harness.client.turn(until: deadline, into: &none) }
            late.append(MonotonicClock.now - deadline)
        }
        // The median, as anything may happen to a single one on a busy machine.
        #expect(late.sorted()[20] < 2 * .millisecond, "\(late)")
        let start = MonotonicClock.now
        harness.client.turn(until: start - 1, into: &none)
        #expect(MonotonicClock.now - start < .second)
    }
}
