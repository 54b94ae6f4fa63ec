import Foundation
import HTTPTypes
import Kernel
import Synchronization
import Testing

@testable import Wire

/// A plan's systems served on a thread of their own, until `stop`.
final class ServiceHarness: Sendable {
    private struct NoOrders: OrderSource {
        mutating func next() -> Order? { nil }
    }

    private struct State {
        var urls: [String: String] = [:]
        var admin = ""
        var failure: String?
    }

    private let state = Mutex(State())
    private let isStopping = Atomic(false)
    private let finished = DispatchSemaphore(value: 0)

    init(_ plan: Plan, isByPath: Bool = false) throws {
        let started = DispatchSemaphore(value: 0)
        Thread.detachNewThread { [self] in
            defer { finished.signal() }
            do {
                let session = try WireSession(
                    plan, WireSession.Options(isService: true, run: "t", adminPort: 0, isByPath: isByPath))
                defer { session.close() }
                state.withLock {
                    for listener in session.listeners { $0.urls[listener.system] = listener.url }
                    $0.admin = session.adminURL ?? ""
                }
                started.signal()
                let end = MonotonicClock.now + 30 * .second
                var nobody = NoOrders()
                _ = session.run(orders: &nobody, tracing: .none) { _, _ in
                    isStopping.load(ordering: .relaxed) || MonotonicClock.now > end ? .stop(.finished) : .carryOn
                }
            } catch {
                state.withLock { $0.failure = "\(error)" }
                started.signal()
            }
        }
        started.wait()
        if let failure = state.withLock({ $0.failure }) { throw ClientError(failure) }
    }

    /// Ends it and waits until it has ended.
    func stop() {
        guard !isStopping.exchange(true, ordering: .relaxed) else { return }
        finished.wait()
    }

    deinit { stop() }

    /// Where a system is.
    func url(_ system: String = "box") -> String { state.withLock { $0.urls[system] ?? "" } }

    /// The system's port.
    var port: UInt16 { UInt16(url().split(separator: ":").last.map(String.init) ?? "") ?? 0 }

    /// Where the admin endpoint is.
    var adminURL: String { state.withLock { $0.admin } }

    /// Asks the admin endpoint.
    func admin(_ method: String, _ path: String) throws -> (status: Int, json: JSON) {
        let harness = try ClientHarness(adminURL)
        defer { harness.client.close() }
        let request = WireRequest(method == "GET" ? .get : .post, path)
        let response = try #require(try harness.exchange(request).response)
        return (response.status, try JSON(reading: response.body))
    }
}
