internal import Kernel

/// The way to a system and back, as far as it can be told from the time it works.
public struct NetworkFit: Sendable, Hashable {
    /// A round trip in ns: how long connecting took. Nil: no connection was opened directly, so nobody knows.
    public var roundTrip: Double?
    /// Connections that it is the mean of.
    public var connections: Int
    /// What is taken off each request for it, in ns.
    public var deducted: Double
    /// The one-way time that the scenario's model should have, in ns; nil: what it has stays.
    public var oneWay: Double?
    /// In words, why what is done is done.
    public var words: String
}

extension NetworkFit {
    /// A way that takes less than this share of a request is counted as part of its work.
    private static let leastShare = 0.02

    /// - Parameters:
    ///   - connecting: the times connecting took; nil: none is known.
    ///   - isDirect: whether connections went to the system itself and not to a proxy.
    ///   - modelled: the mean one-way time of the scenario's links to it, in ns; zero: it has none.
    ///   - shortest: the least mean time of an operation, in ns.
    init(connecting: CompactTimes?, isDirect: Bool, modelled: Double, shortest: Double) {
        let usable = isDirect ? connecting.flatMap { $0.count > 0 ? $0 : nil } : nil
        connections = usable.map { Int($0.count) } ?? 0
        guard let usable else {
            roundTrip = nil
            oneWay = nil
            deducted = min(2 * modelled, shortest * 0.9)
            words =
                (isDirect ? "no connection was opened" : "connections went to a proxy")
                + ": the way cannot be told from the work; what the scenario says of it is kept and taken off"
            if modelled == 0 { words = String(words.prefix { $0 != ";" }) + "; it is counted as work" }
            return
        }
        let trip = Double(usable.sum) / Double(usable.count)
        roundTrip = trip
        guard modelled > 0 || trip >= NetworkFit.leastShare * shortest else {
            oneWay = nil
            deducted = 0
            words = "connecting took so little that the way is counted as work"
            return
        }
        oneWay = trip / 2
        deducted = min(trip, shortest * 0.9)
        words = "connecting takes one round trip; it is taken off each request"
    }
}
