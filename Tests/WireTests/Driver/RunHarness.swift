import Foundation
import Kernel
import Synchronization
import Testing

@testable import Wire

/// A plan's run by the wall clock on a thread of its own, with an admin endpoint, told from outside when to end.
final class RunHarness: Sendable {
    private struct State {
        var admin = ""
        var directive = WallRun.Directive.carryOn
        var failure: String?
        var recording: Recording?
        var isOver = false
    }

    private let state = Mutex(State())
    private let finished = DispatchSemaphore(value: 0)

    /// Starts it; returns when it listens, before its sessions are open.
    init(_ plan: Plan, environment: [String: String] = [:]) throws {
        let started = DispatchSemaphore(value: 0)
        Thread.detachNewThread { [self] in
            do {
                let session = try WireSession(
                    plan, WireSession.Options(environment: environment, run: "test", adminPort: 0))
                defer { session.close() }
                state.withLock { $0.admin = session.adminURL ?? "" }
                started.signal()
                let end = MonotonicClock.now + 30 * .second
                try session.open { MonotonicClock.now > end }
                var orders = OrderSchedule(plan)
                let recording = session.run(orders: &orders, tracing: .none) { _, _ in
                    MonotonicClock.now > end ? .stop(.interrupted) : self.state.withLock { $0.directive }
                }
                state.withLock { $0.recording = recording }
            } catch {
                state.withLock { $0.failure = "\(error)" }
                started.signal()
            }
            state.withLock { $0.isOver = true }
            finished.signal()
        }
        started.wait()
        if let failure = state.withLock({ $0.failure }) { throw ClientError(failure) }
    }

    /// Whether it has ended by itself.
    var isOver: Bool { state.withLock { $0.isOver } }

    /// Tells it to go on differently.
    func tell(_ directive: WallRun.Directive) { state.withLock { $0.directive = directive } }

    /// Waits until it has ended.
    func end() throws -> Recording {
        finished.wait()
        finished.signal()
        if let failure = state.withLock({ $0.failure }) { throw ClientError(failure) }
        return try #require(state.withLock { $0.recording })
    }

    /// Ends it where it is.
    func stop() {
        tell(.stop(.interrupted))
        finished.wait()
        finished.signal()
    }

    /// Asks the admin endpoint.
    func admin(_ path: String) throws -> (status: Int, json: JSON) {
        let harness = try ClientHarness(state.withLock { $0.admin })
        defer { harness.client.close() }
        let response = try #require(try harness.exchange(.get(path)).response)
        return (response.status, try JSON(reading: response.body))
    }

    /// Asks again and again until the answer is as wanted; a quarter of a minute at most.
    func await(_ path: String, until isFine: (Int, JSON) -> Bool) throws -> JSON {
        let end = MonotonicClock.now + 15 * .second
        while true {
            let (status, json) = try admin(path)
            if isFine(status, json) { return json }
            guard MonotonicClock.now < end else { throw ClientError("\(path) stays \(status) \(json.written)") }
            usleep(10_000)
        }
    }
}
