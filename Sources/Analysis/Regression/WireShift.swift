internal import Kernel

/// A figure of what went over the wire in two runs. It is told: no interval can be given for one figure a run.
public struct WireShift: Sendable, Hashable {
    /// What it is.
    public enum Kind: String, Sendable, Hashable, CaseIterable {
        /// Bytes sent, by request.
        case bytesUp = "bytes sent a request"
        /// Bytes received, by request.
        case bytesDown = "bytes received a request"
        /// Connections opened, by request.
        case connections = "connections opened a request"
        /// Sent less intended of order starts at p99, in ns: the generator's own lag.
        case scheduleLag = "schedule lag p99"
    }

    /// The system; nil: the whole run.
    public var system: String?
    /// What it is.
    public var kind: Kind
    /// In the first run; nil: nothing was sent.
    public var base: Double?
    /// In the second.
    public var run: Double?

    static func all(_ base: Recording, _ one: Findings, _ run: Recording, _ two: Findings) -> [WireShift] {
        guard let first = base.wire, let second = run.wire else { return [] }
        var found: [WireShift] = []
        for (name, system) in first.systems.sorted(by: { $0.key < $1.key }) {
            guard let other = second.systems[name], system.sent > 0 || other.sent > 0 else { continue }
            func add(_ kind: Kind, _ amount: (WireFacts.System) -> Int64) {
                func each(_ system: WireFacts.System) -> Double? {
                    system.sent > 0 ? Double(amount(system)) / Double(system.sent) : nil
                }
                found.append(WireShift(system: name, kind: kind, base: each(system), run: each(other)))
            }
            add(.bytesUp) { $0.bytesUp }
            add(.bytesDown) { $0.bytesDown }
            add(.connections) { max(0, $0.sent - $0.reused) }
        }
        found.append(
            WireShift(
                system: nil, kind: .scheduleLag, base: one.scheduleLag.map { Double($0.p99) },
                run: two.scheduleLag.map { Double($0.p99) }))
        return found
    }
}
