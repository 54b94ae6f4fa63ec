internal import NIOCore

/// What the connections of one event loop share: the names of fields met before, and the requests that came in one turn of the
/// loop, which go to the driver together: it is woken once for all of them, and when they are all there.
///
/// Not `Sendable`: touched on its event loop only.
final class ServedLoop {
    /// Names of header fields met before.
    var names = FieldNames()

    private let eventLoop: any EventLoop
    private let mailbox: Mailbox<ServedArrival>
    private var arrivals: [ServedArrival] = []

    init(_ eventLoop: any EventLoop, mailbox: Mailbox<ServedArrival>) {
        self.eventLoop = eventLoop
        self.mailbox = mailbox
    }

    /// Has something for the driver; it gets it at the end of the loop's turn.
    func put(_ arrival: ServedArrival) {
        arrivals.append(arrival)
        guard arrivals.count == 1 else { return }
        // Tasks run when all sockets that were ready have been read.
        eventLoop.assumeIsolated().execute { self.handOver() }
    }

    private func handOver() {
        mailbox.put(arrivals)
        arrivals.removeAll(keepingCapacity: true)
    }
}
