/// M/G/c/c: servers without a line; who finds all of them busy is turned away (a connection pool that refuses).
public struct LossSystem: Sendable, Hashable {
    /// Offered load in erlangs.
    public var load: Double
    /// How many servers.
    public var servers: Int
    /// The share turned away (Erlang B).
    public var blocking: Double

    /// A system.
    /// - Returns: nil for a negative load or number of servers.
    public init?(load: Double, servers: Int) {
        guard let blocking = Erlang.blocking(load: load, servers: servers) else { return nil }
        self.load = load
        self.servers = servers
        self.blocking = blocking
    }

    /// The load that is served, in erlangs.
    public var carried: Double { load * (1 - blocking) }

    /// The share of servers that are busy; nil without servers.
    public var utilisation: Double? { servers > 0 ? carried / Double(servers) : nil }

    /// The fewest servers that turn away at most a share.
    /// - Returns: nil for parameters that make no sense or more than ten million servers.
    public static func servers(load: Double, blocking: Double) -> Int? {
        guard load >= 0, load.isFinite, blocking > 0, blocking <= 1 else { return nil }
        var reached = 1.0
        for n in 0...10_000_000 {
            if reached <= blocking { return n }
            reached = load * reached / (Double(n + 1) + load * reached)
        }
        return nil
    }

    /// The largest load of which at most a share is turned away.
    public static func largestLoad(servers: Int, blocking: Double) -> Double? {
        guard servers > 0, blocking > 0, blocking < 1 else { return nil }
        var kept = 0.0
        // Of a load a at least a - c is turned away.
        var broken = Double(servers) / (1 - blocking) * 2
        for _ in 0..<200 {
            let middle = (kept + broken) / 2
            if middle <= kept || middle >= broken { break }
            if Erlang.blocking(load: middle, servers: servers) ?? 1 <= blocking {
                kept = middle
            } else {
                broken = middle
            }
        }
        return kept
    }
}
