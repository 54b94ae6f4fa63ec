internal import CCurl
internal import Glibc

/// epoll, with the registrations that outlive transfers.
final class Poller {
    private let descriptor: Int32
    private let waker: Waker
    private var registrations = PollRegistrations()
    private let events: UnsafeMutablePointer<epoll_event>
    private static let capacity = 1_024
    /// When the latest wait that brought something ended: what it told of had happened by then.
    private(set) var returned: Int64 = 0
    /// The tag of the waker; no descriptor's.
    private static let wakerTag = UInt64.max
    private var isOpen = true

    init(waker: Waker) throws(ClientError) {
        self.waker = waker
        descriptor = epoll_create1(Int32(EPOLL_CLOEXEC))
        guard descriptor >= 0 else { throw ClientError("epoll_create1: \(String(cString: strerror(errno)))") }
        events = .allocate(capacity: Poller.capacity)
        var event = epoll_event(events: EPOLLIN.rawValue, data: epoll_data_t(u64: Poller.wakerTag))
        epoll_ctl(descriptor, EPOLL_CTL_ADD, waker.descriptor, &event)
    }

    deinit {
        close()
        events.deallocate()
    }

    func close() {
        guard isOpen else { return }
        isOpen = false
        Glibc.close(descriptor)
    }

    func opened(_ socket: Int32) { registrations.opened(socket) }

    func closed(_ socket: Int32) { registrations.closed(socket) }

    /// libcurl's socket callback: `what` is CURL_POLL_...
    func wanted(_ what: Int32, _ socket: Int32, lane: Int) {
        let interest: PollRegistrations.Interest =
            switch what {
            case CURL_POLL_IN: .reading
            case CURL_POLL_OUT: .writing
            case CURL_POLL_INOUT: [.reading, .writing]
            default: []
            }
        switch registrations.wanted(interest, socket, lane: lane) {
        case .none: break
        case .add(let interest, let tag): control(EPOLL_CTL_ADD, socket, interest, tag)
        case .modify(let interest, let tag): control(EPOLL_CTL_MOD, socket, interest, tag)
        case .remove: control(EPOLL_CTL_DEL, socket, [], 0)
        }
    }

    private func control(_ what: Int32, _ socket: Int32, _ interest: PollRegistrations.Interest, _ tag: UInt64) {
        guard isOpen else { return }
        var flags: UInt32 = 0
        if interest.contains(.reading) { flags |= EPOLLIN.rawValue }
        if interest.contains(.writing) { flags |= EPOLLOUT.rawValue }
        var event = epoll_event(events: flags, data: epoll_data_t(u64: tag))
        // A failure means that the number was closed, or used again, without our seeing it: the other operation is right then.
        guard epoll_ctl(descriptor, what, socket, &event) < 0 else { return }
        switch (what, errno) {
        case (EPOLL_CTL_MOD, ENOENT): epoll_ctl(descriptor, EPOLL_CTL_ADD, socket, &event)
        case (EPOLL_CTL_ADD, EEXIST): epoll_ctl(descriptor, EPOLL_CTL_MOD, socket, &event)
        default: break
        }
    }

    /// Waits, and hands over what happened.
    /// - Parameters:
    ///   - nanoseconds: the longest wait; 0 or less does not wait.
    ///   - deliver: is given what libcurl has to be told.
    /// - Returns: whether the waker ended the wait.
    func wait(_ nanoseconds: Int64, deliver: (PollRegistrations.Delivery) -> Void) -> Bool {
        let count = rehearse_epoll_wait(descriptor, events, Int32(Poller.capacity), nanoseconds)
        guard count > 0 else { return false }
        returned = MonotonicClock.now
        var woken = false
        for k in 0..<Int(count) {
            let event = events[k]
            guard event.data.u64 != Poller.wakerTag else {
                waker.settle()
                woken = true
                continue
            }
            var ready: PollRegistrations.Interest = []
            if event.events & EPOLLIN.rawValue != 0 { ready.insert(.reading) }
            if event.events & EPOLLOUT.rawValue != 0 { ready.insert(.writing) }
            let broken = event.events & (EPOLLERR.rawValue | EPOLLHUP.rawValue) != 0
            switch registrations.received(tag: event.data.u64, ready: ready, broken: broken) {
            case .deliver(let delivery): deliver(delivery)
            case .remove(let socket): control(EPOLL_CTL_DEL, socket, [], 0)
            case .stale: break
            }
        }
        return woken
    }
}
