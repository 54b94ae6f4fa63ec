/// A. K. Erlang's formulas for a number of servers offered a load.
///
/// The offered load is in erlangs: arrival rate times mean service time. Arrivals are Poisson.
public enum Erlang {
    /// Erlang B: the share of arrivals that find all servers busy, where those are lost. It depends on the service times by
    /// their mean alone.
    ///
    /// By the recursion B(0) = 1, B(n) = a B(n-1) / (n + a B(n-1)), all terms positive.
    /// - Returns: nil for a negative load or number of servers.
    public static func blocking(load: Double, servers: Int) -> Double? {
        guard load >= 0, load.isFinite, servers >= 0 else { return nil }
        var blocking = 1.0
        for n in 0..<servers { blocking = load * blocking / (Double(n + 1) + load * blocking) }
        return blocking
    }

    /// Erlang C: the share of arrivals that must wait, where nobody leaves the line: c B / (c - a (1 - B)). Service times
    /// are exponential.
    /// - Returns: nil for a negative load or no servers; 1 where the load reaches the servers: everybody waits.
    public static func waiting(load: Double, servers: Int) -> Double? {
        guard servers > 0, let blocking = blocking(load: load, servers: servers) else { return nil }
        let c = Double(servers)
        guard load < c else { return 1 }
        return c * blocking / (c - load * (1 - blocking))
    }
}
