internal import Kernel

/// The way to a system and back, as far as it can be told from the time it works.
public struct NetworkFit: Sendable, Hashable {
    /// How it is known.
    public enum Source: String, Sendable, Hashable, CaseIterable {
        /// Requests that had to wait for a worker spent it before they were taken up: the others took longer by so much.
        case waiting = "told from requests that waited"
        /// Connecting takes one round trip.
        case connecting = "as long as connecting takes"
        /// As the scenario says.
        case scenario = "as the scenario says"
        /// Not known: counted as work.
        case unknown = "not told from the work, and counted as work"
    }

    /// How it is known.
    public var source: Source
    /// What a request takes there and back, in ns; nil: not known.
    public var roundTrip: Double?
    /// Its 95 % interval, where it is known.
    public var interval: ConfidenceInterval?
    /// Connections that were opened directly.
    public var connections: Int
    /// The one-way time that the scenario's model should have, in ns; nil: what it has stays.
    public var oneWay: Double?
    /// Why it could not be told better; empty: nothing is to be said.
    public var reason: String
}

extension NetworkFit {
    /// A way that takes less than this share of a request is left out of a model that has none.
    private static let leastShare = 0.02

    /// - Parameters:
    ///   - connecting: the times connecting took; nil: none is known.
    ///   - isDirect: whether connections went to the system itself and not to a proxy.
    ///   - modelled: the mean one-way time of the scenario's links to it, in ns; zero: it has none.
    ///   - shortest: the least mean time of an operation, in ns.
    init(connecting: CompactTimes?, isDirect: Bool, modelled: Double, shortest: Double) {
        interval = nil
        oneWay = nil
        reason = ""
        let usable = isDirect ? connecting.flatMap { $0.count > 0 ? $0 : nil } : nil
        connections = usable.map { Int($0.count) } ?? 0
        if let usable {
            source = .connecting
            take(min(Double(usable.sum) / Double(usable.count), shortest * 0.9), modelled, shortest)
            return
        }
        reason = isDirect ? "no connection was opened" : "connections went to a proxy"
        source = modelled > 0 ? .scenario : .unknown
        roundTrip = modelled > 0 ? min(2 * modelled, shortest * 0.9) : nil
    }

    /// Takes what those that waited tell in place of what was known before.
    mutating func take(_ way: ConfidenceInterval, modelled: Double, shortest: Double) {
        source = .waiting
        reason = ""
        interval = way
        take(way.estimate, modelled, shortest)
    }

    private mutating func take(_ trip: Double, _ modelled: Double, _ shortest: Double) {
        roundTrip = trip
        oneWay = modelled > 0 || trip >= NetworkFit.leastShare * shortest ? trip / 2 : nil
    }
}
