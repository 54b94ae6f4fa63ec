internal import Kernel

/// The caps on hosts other than this machine: one for each host, whoever sends to it.
struct HostGovernors {
    private var governors: [RequestGovernor] = []
    private var places: [String: Int] = [:]

    /// The place of a host's caps, made if there is none; nil for a host without caps.
    mutating func place(of host: String, caps: TargetPlan?) -> Int? {
        guard let caps else { return nil }
        let name = host.lowercased()
        if let place = places[name] { return place }
        governors.append(RequestGovernor(caps))
        places[name] = governors.count - 1
        return governors.count - 1
    }

    /// Whether a request may go out now; it counts then.
    /// - Parameters:
    ///   - place: whose caps; nil: there are none.
    ///   - instant: now.
    mutating func allow(_ place: Int?, at instant: Instant) -> Bool {
        guard let place else { return true }
        return governors[place].allow(at: Double(instant) / 1e9)
    }

    /// When a request may go out, now or later; nil: none ever may.
    func nextTime(_ place: Int?, at instant: Instant) -> Instant? {
        guard let place else { return instant }
        return governors[place].wait(at: Double(instant) / 1e9).map { instant + Int64(($0 * 1e9).rounded(.up)) }
    }
}
