internal import CCurl
internal import Kernel

/// HTTP over libcurl, on one thread: requests are handed over, turns of the loop bring results. It starts no thread for a
/// request, never waits longer than it is told, and does nothing between turns.
///
/// It lives on the thread that made it; only its `waker` may be used from others.
public final class HTTPClient {
    /// What holds for all requests.
    public struct Options: Sendable, Hashable {
        /// The `User-Agent` of requests that bring none.
        public var userAgent: String
        /// Bytes of libcurl's receive buffer, one for each transfer under way.
        public var bufferBytes: Int

        /// Options.
        public init(userAgent: String = "Rehearse", bufferBytes: Int = 16 << 10) {
            self.userAgent = userAgent
            self.bufferBytes = bufferBytes
        }
    }

    /// Ends a wait from any thread.
    public let waker: Waker
    private let options: Options
    private let poller: Poller
    private var lanes: [Lane] = []
    private var names = FieldNames()
    /// Results that need no turn: refused, cancelled, unsendable.
    private var ready: [Transfer] = []
    private var isOpen = true

    /// A client without endpoints.
    public init(_ options: Options = Options()) throws(ClientError) {
        guard HTTPClient.isPrepared else { throw ClientError("libcurl cannot be initialised") }
        self.options = options
        waker = try Waker()
        poller = try Poller(waker: waker)
        // The kernel ends waits of a thread up to 50 us late to save wake-ups; here they are the schedule.
        rehearse_set_timer_slack(1)
    }

    deinit { close() }

    private static let isPrepared: Bool = {
        curl_global_init(Int(CURL_GLOBAL_DEFAULT)) == CURLE_OK
    }()

    /// Adds an endpoint; requests name it by the result.
    public func add(_ endpoint: Endpoint) throws(ClientError) -> EndpointID {
        let id = EndpointID(index: lanes.count)
        lanes.append(try Lane(endpoint, id: id, poller: poller, options: options))
        return id
    }

    /// Takes a request; a later turn brings its result under the token, once, whatever happens.
    /// - Parameters:
    ///   - request: what to send; the path must be as it is to stand in the request line.
    ///   - id: where to.
    ///   - limits: bounds of time and size.
    ///   - token: the caller's name for it, unique among those under way.
    public func send(_ request: WireRequest, to id: EndpointID, limits: TransferLimits, token: UInt64) {
        let lane = lanes[id.index]
        let waiting = WaitingRequest(token: token, request: request, limits: limits, accepted: MonotonicClock.now)
        guard isOpen else { return ready.append(lane.failed(waiting, .cancelled, "the client is closed")) }
        guard WireRequest.isSendable(request.path) else {
            let words = "expected a path that begins with \"/\", without spaces and control characters"
            return ready.append(lane.failed(waiting, .badRequest, words))
        }
        guard lane.endpoint.overflow == .wait || lane.active + lane.line.count < lane.endpoint.places else {
            let words = "\(lane.endpoint.places) requests are under way, the most that the endpoint allows"
            return ready.append(lane.failed(waiting, .refusedHere, words))
        }
        lane.take(waiting)
    }

    /// Takes a request back. Its result is `cancelled`, unless another one is there already.
    public func cancel(_ token: UInt64) {
        for lane in lanes {
            guard let transfer = lane.cancel(token) else { continue }
            return ready.append(transfer)
        }
    }

    /// Takes all requests back.
    public func cancelAll() {
        for lane in lanes { lane.cancelAll(into: &ready) }
    }

    /// Requests under way, those in line included.
    public var underWay: Int { lanes.reduce(ready.count) { $0 + $1.active + $1.line.count } }

    /// What an endpoint's transfers came to.
    public func counts(_ id: EndpointID) -> EndpointCounts { lanes[id.index].counts }

    /// One turn of the loop: hands new requests to libcurl, waits for something to happen, appends what has finished.
    ///
    /// It returns as soon as something finished, the waker was used, or the deadline came; it may return with nothing.
    /// - Parameters:
    ///   - deadline: the latest moment to return, by `MonotonicClock`; one that is past makes a turn without a wait.
    ///   - finished: results are appended.
    public func turn(until deadline: Int64, into finished: inout [Transfer]) {
        let before = finished.count
        startWaiting(into: &finished)
        runTimers()
        collect(into: &finished)
        var wait: Int64 = 0
        if finished.count == before {
            let end = lanes.reduce(deadline) { min($0, $1.due, $1.line.earliest) }
            let now = MonotonicClock.now
            wait = end <= now ? 0 : end - now
            // The kernel rounds long waits to a thousandth; the last stretch is waited for on its own.
            if wait > 20_000_000 { wait -= wait >> 8 }
        }
        let earlier = poller.returned
        _ = poller.wait(wait) { lanes[$0.lane].act($0.descriptor, $0.ready) }
        // What a wait tells of has happened when it returns. Going through a thousand answers at once takes its time, and
        // that time is not the partners'.
        if poller.returned != earlier { collect(into: &finished, at: poller.returned) }
        runTimers()
        collect(into: &finished)
    }

    /// Closes all connections; requests under way are lost without a result. Called by `deinit` too.
    public func close() {
        guard isOpen else { return }
        isOpen = false
        for lane in lanes { lane.close() }
        poller.close()
    }

    private func startWaiting(into finished: inout [Transfer]) {
        if !ready.isEmpty {
            finished += ready
            ready.removeAll(keepingCapacity: true)
        }
        for lane in lanes where lane.line.count > 0 {
            let now = MonotonicClock.now
            for late in lane.expired(now) {
                finished.append(lane.failed(late, .timeout(.line), "\(lane.active) requests were under way before it"))
            }
            while let waiting = lane.nextWaiting() {
                if let failure = lane.start(waiting, now: now) { finished.append(failure) }
            }
        }
    }

    private func runTimers() {
        var now: Int64 = 0
        for lane in lanes where lane.due != .never {
            if lane.due > 0, now == 0 { now = MonotonicClock.now }
            if lane.due <= now { lane.runTimer() }
        }
    }

    private func collect(into finished: inout [Transfer], at instant: Int64? = nil) {
        for lane in lanes { lane.collect(into: &finished, names: &names, at: instant) }
    }
}

extension WireRequest {
    /// Whether a path can stand in a request line as it is: what could end the line or begin a header must not be in it.
    static func isSendable(_ path: String) -> Bool {
        var path = path
        return path.withUTF8 { bytes in
            guard let first = bytes.first, first == 0x2f || (first == 0x2a && bytes.count == 1) else { return false }
            return bytes.allSatisfy { $0 > 0x20 && $0 != 0x7f }
        }
    }
}
