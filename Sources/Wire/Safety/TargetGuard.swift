public import Kernel

/// Which hosts a run may reach: this machine freely; others only if the scenario's `targets` and the command line name them
/// both.
public struct TargetGuard: Sendable {
    /// Why a host may not be reached.
    public struct Refusal: Error, Sendable, Hashable, CustomStringConvertible {
        /// The host.
        public var host: String
        /// What is missing, and what to do.
        public var description: String
    }

    private let targets: [TargetPlan]
    private let allowed: Set<String>
    private let shard: Shard

    /// A guard.
    /// - Parameters:
    ///   - targets: what the scenario names.
    ///   - allowed: what the command line names.
    ///   - shard: which part of a divided run asks: it gets its part of the caps.
    public init(targets: [TargetPlan], allowed: [String], shard: Shard = .whole) {
        self.shard = shard
        self.targets = targets
        self.allowed = Set(allowed.map { $0.lowercased() })
    }

    /// Whether an address can only be this machine: 127.0.0.0/8, ::1, localhost. Names are not looked up: what a name means
    /// may change between the check and the call.
    public static func isLoopback(_ host: String) -> Bool {
        let host = host.lowercased()
        if host == "localhost" || host == "::1" { return true }
        let parts = host.split(separator: ".", omittingEmptySubsequences: false)
        return parts.count == 4 && parts[0] == "127"
            && parts.allSatisfy { part in part.count <= 3 && part.allSatisfy(\.isNumber) && UInt8(part) != nil }
    }

    /// The caps on a host; nil for this machine, which has none.
    /// - Throws: when the host may not be reached.
    public func caps(_ host: String) throws(Refusal) -> TargetPlan? {
        let host = host.lowercased()
        if TargetGuard.isLoopback(host) { return nil }
        guard let target = targets.first(where: { $0.host.lowercased() == host }) else {
            throw Refusal(
                host: host,
                description:
                    "\(host) is not this machine and the scenario does not name it: add it under targets, with a rate and a total"
            )
        }
        guard allowed.contains(host) else {
            throw Refusal(
                host: host,
                description:
                    "\(host) is not this machine: to send it real requests, add --allow-target \(host) (the scenario caps them at \(target.total) in all, \(TargetGuard.words(target.perSecond)) a second)"
            )
        }
        guard let part = target.part(of: shard) else {
            throw Refusal(
                host: host,
                description:
                    "\(host): its caps are \(target.total) in all and \(TargetGuard.words(target.perSecond)) a second, which leaves less than one for each of the \(shard.count) shards; use fewer shards, or raise them under targets"
            )
        }
        return part
    }

    private static func words(_ rate: Double) -> String {
        rate == rate.rounded() ? String(Int(rate)) : String(rate)
    }
}
