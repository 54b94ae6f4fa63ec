internal import CCurl
internal import Glibc
internal import HTTPTypes
internal import Kernel

/// One endpoint under way: its own multi handle (connections, names and TLS sessions of one system are no one else's), the slots
/// for transfers, and the line of requests that wait for a place.
final class Lane {
    let endpoint: Endpoint
    let id: EndpointID
    let multi: UnsafeMutableRawPointer
    private let poller: Poller
    private let options: HTTPClient.Options
    /// When libcurl wants its timer to fire.
    private(set) var due = Int64.never
    private(set) var slots: [TransferSlot] = []
    private var free: [TransferSlot] = []
    private(set) var active = 0
    private(set) var line = WaitingLine()
    private(set) var counts = EndpointCounts()
    private var isOpen = true

    init(_ endpoint: Endpoint, id: EndpointID, poller: Poller, options: HTTPClient.Options) throws(ClientError) {
        guard let multi = curl_multi_init() else { throw ClientError("libcurl has no memory for a loop") }
        self.endpoint = endpoint
        self.id = id
        self.multi = multi
        self.poller = poller
        self.options = options
        let own = Unmanaged.passUnretained(self).toOpaque()
        rehearse_multi_setopt_pointer(multi, CURLMOPT_SOCKETDATA, own)
        rehearse_multi_setopt_socket(multi) { _, socket, what, own, _ in
            guard let own else { return 0 }
            let lane = Unmanaged<Lane>.fromOpaque(own).takeUnretainedValue()
            lane.poller.wanted(what, socket, lane: lane.id.index)
            return 0
        }
        rehearse_multi_setopt_pointer(multi, CURLMOPT_TIMERDATA, own)
        rehearse_multi_setopt_timer(multi) { _, milliseconds, lane in
            guard let lane else { return 0 }
            Unmanaged<Lane>.fromOpaque(lane).takeUnretainedValue().timer(milliseconds)
            return 0
        }
        let connections = max(1, endpoint.maxConnections)
        // Idle ones are kept up to the limit; libcurl's own default would follow the number of handles.
        rehearse_multi_setopt_long(multi, CURLMOPT_MAXCONNECTS, connections)
        if endpoint.version != .http1 {
            rehearse_multi_setopt_long(multi, CURLMOPT_MAX_HOST_CONNECTIONS, connections)
        }
        // A first handle shows now, not amid the run, whether this libcurl takes the settings.
        free.append(try slot())
    }

    func close() {
        guard isOpen else { return }
        isOpen = false
        for slot in slots where slot.isActive { curl_multi_remove_handle(multi, slot.easy) }
        // Handles before the multi that they were of, and the multi with its connections before the loop's descriptor.
        slots.removeAll()
        free.removeAll()
        curl_multi_cleanup(multi)
        active = 0
        line = WaitingLine()
        due = .never
    }

    deinit { close() }

    /// Room for one more transfer.
    var hasPlace: Bool { active < endpoint.places }

    /// The request that waited longest, if there is a place for it.
    func nextWaiting() -> WaitingRequest? { hasPlace ? line.next() : nil }

    /// Those whose time ran out in the line.
    func expired(_ now: Int64) -> [WaitingRequest] { line.expired(now) }

    // MARK: libcurl's callbacks

    private func timer(_ milliseconds: Int) {
        due = milliseconds < 0 ? .never : milliseconds == 0 ? 0 : MonotonicClock.now + Int64(milliseconds) * 1_000_000
    }

    func opened(_ socket: Int32) {
        counts.opened += 1
        counts.open += 1
        poller.opened(socket)
    }

    private func closing(_ socket: Int32) -> Int32 {
        counts.open -= 1
        poller.closed(socket)
        return Glibc.close(socket)
    }

    // MARK: Transfers

    private func slot() throws(ClientError) -> TransferSlot {
        guard let slot = TransferSlot(lane: self) else { throw ClientError("libcurl has no memory for a transfer") }
        try endpoint.apply(to: slot.easy, options: options)
        rehearse_setopt_pointer(slot.easy, CURLOPT_CLOSESOCKETDATA, Unmanaged.passUnretained(self).toOpaque())
        rehearse_setopt_closesocket(slot.easy) { lane, socket in
            guard let lane else { return Glibc.close(socket) }
            return Unmanaged<Lane>.fromOpaque(lane).takeUnretainedValue().closing(socket)
        }
        slot.place = slots.count
        slots.append(slot)
        return slot
    }

    /// Takes a request into the line.
    func take(_ waiting: WaitingRequest) {
        var waiting = waiting
        waiting.foundNoPlace = active + line.count >= endpoint.places
        if waiting.foundNoPlace { counts.waited += 1 }
        line.append(waiting)
    }

    /// Hands a request to libcurl.
    /// - Returns: nil, or the failure of a request that libcurl would not take.
    func start(_ waiting: WaitingRequest, now: Int64) -> Transfer? {
        let slot: TransferSlot
        if let last = free.popLast() {
            slot = last
        } else if let more = try? self.slot() {
            slot = more
        } else {
            return failed(waiting, .exhausted(.memory), "no memory for another transfer")
        }
        slot.token = waiting.token
        slot.limits = waiting.limits
        slot.foundNoPlace = waiting.foundNoPlace
        slot.timings = TransferTimings(accepted: waiting.accepted, started: now)
        slot.prepare(waiting.request, target: endpoint.basePath + waiting.request.path)
        slot.bound(now)
        let code = curl_multi_add_handle(multi, slot.easy)
        guard code == CURLM_OK else {
            free.append(slot)
            return failed(waiting, .other, String(cString: curl_multi_strerror(code)))
        }
        slot.isActive = true
        active += 1
        counts.sent += 1
        return nil
    }

    /// The result of a request that was not sent.
    func failed(_ waiting: WaitingRequest, _ kind: TransferFailure.Kind, _ words: String) -> Transfer {
        if kind == .refusedHere { counts.refused += 1 }
        let place = "\(waiting.request.method) \(endpoint.whereabouts)"
        let failure = TransferFailure(kind: kind, place: place, words: words)
        let timings = TransferTimings(accepted: waiting.accepted, finished: MonotonicClock.now)
        var transfer = Transfer(token: waiting.token, endpoint: id, result: .failure(failure), timings: timings)
        transfer.foundNoPlace = waiting.foundNoPlace || kind == .refusedHere
        return transfer
    }

    /// Lets libcurl do what its timer is due for.
    func runTimer() {
        due = .never
        var running: Int32 = 0
        curl_multi_socket_action(multi, CURL_SOCKET_TIMEOUT, 0, &running)
    }

    /// Tells libcurl what a socket can do.
    func act(_ socket: Int32, _ ready: PollRegistrations.Interest) {
        var flags: Int32 = 0
        if ready.contains(.reading) { flags |= CURL_CSELECT_IN }
        if ready.contains(.writing) { flags |= CURL_CSELECT_OUT }
        var running: Int32 = 0
        curl_multi_socket_action(multi, socket, flags, &running)
    }

    /// Takes the finished transfers.
    /// - Parameter instant: when they ended; nil: now.
    func collect(into finished: inout [Transfer], names: inout FieldNames, at instant: Int64? = nil) {
        guard active > 0 else { return }
        var left: Int32 = 0
        while let message = curl_multi_info_read(multi, &left) {
            guard message.pointee.msg == CURLMSG_DONE, let easy = message.pointee.easy_handle else { continue }
            let code = message.pointee.data.result
            var pointer: UnsafeMutableRawPointer?
            rehearse_getinfo_pointer(easy, CURLINFO_PRIVATE, &pointer)
            guard let pointer else { continue }
            let slot = Unmanaged<TransferSlot>.fromOpaque(pointer).takeUnretainedValue()
            curl_multi_remove_handle(multi, easy)
            slot.timings.finished = instant.map { max($0, slot.sent, slot.timings.started) } ?? MonotonicClock.now
            if code == CURLE_OK, let next = redirect(slot, names: &names) {
                slot.follow(next)
                slot.bound(slot.timings.finished)
                if curl_multi_add_handle(multi, easy) == CURLM_OK { continue }
            }
            finished.append(slot.transfer(code, names: &names))
            if case .success = finished[finished.count - 1].result { counts.answered += 1 } else { counts.failed += 1 }
            release(slot)
        }
    }

    private func redirect(_ slot: TransferSlot, names: inout FieldNames) -> String? {
        guard case .followed(let most) = endpoint.redirects, slot.redirects < most,
            case .within(let target)? = slot.redirection(names: &names), slot.method == .get || slot.method == .head,
            WireRequest.isSendable(target)
        else { return nil }
        return target
    }

    private func release(_ slot: TransferSlot) {
        slot.isActive = false
        active -= 1
        guard slot.isTainted || !Endpoint.forgetsFields else { return free.append(slot) }
        let last = slots.removeLast()
        guard last !== slot else { return }
        slots[slot.place] = last
        last.place = slot.place
    }

    /// Takes a transfer back.
    /// - Returns: its result; nil where none bears the token.
    func cancel(_ token: UInt64) -> Transfer? {
        if let waiting = line.remove(token) { return failed(waiting, .cancelled, "taken back before it was sent") }
        guard let slot = slots.first(where: { $0.isActive && $0.token == token }) else { return nil }
        return cancel(slot)
    }

    /// Takes all transfers back.
    func cancelAll(into finished: inout [Transfer]) {
        while let waiting = line.next() {
            finished.append(failed(waiting, .cancelled, "taken back before it was sent"))
        }
        for slot in slots.filter(\.isActive) { finished.append(cancel(slot)) }
    }

    private func cancel(_ slot: TransferSlot) -> Transfer {
        slot.timings.finished = MonotonicClock.now
        curl_multi_remove_handle(multi, slot.easy)
        let transfer = slot.cancelled()
        counts.failed += 1
        release(slot)
        return transfer
    }
}
