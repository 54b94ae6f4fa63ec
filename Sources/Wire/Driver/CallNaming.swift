internal import Kernel

/// How the requests of a run are named to partners.
struct CallNaming {
    /// The run's seed.
    let seed: UInt64
    /// Tells the run from others of the seed.
    let run: String
    /// What we say we are.
    let agent: String

    /// Names a request of an attempt; what a scenario's own templates say goes before.
    /// - Parameters:
    ///   - index: which request of the attempt's conversation it is, from 1: each is a call of its own to the partner,
    ///     and carries the same idempotency key in each attempt.
    ///   - reference: the order's.
    func name(
        _ request: inout WireRequest, _ departure: Departure, index: Int, reference: String, isIdempotent: Bool
    ) {
        let identity = CallIdentity(
            seed: seed, run: run, order: departure.order.number, edge: UInt64(departure.edge),
            occurrence: departure.callKey.child(UInt64(index)).value)
        identity.name(
            &request, attempt: UInt64(max(0, departure.attempt - 1)), correlation: reference,
            isIdempotent: isIdempotent, agent: agent)
    }

    /// Names a request that opens a session.
    /// - Parameters:
    ///   - number: which request of ours it is.
    ///   - mark: what synthetic records are marked with; nil: as usual.
    func name(opening request: inout WireRequest, system: SystemID, number: UInt64, mark: String?) {
        CallIdentity(seed: seed, run: run, order: .max, edge: UInt64(system), occurrence: number).name(
            &request, attempt: 0, correlation: "\(mark ?? WirePlan.usualMark)-\(run)-opening", isIdempotent: false,
            agent: agent)
    }
}
