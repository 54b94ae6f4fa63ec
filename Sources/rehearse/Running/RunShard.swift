internal import Foundation
internal import Kernel
internal import Reporting
internal import Wire

/// One part of a divided run: what it may be, and what it leaves.
struct RunShard {
    /// Which.
    let shard: Shard
    /// When all begin, as milliseconds since 1970; nil in virtual time.
    let start: Int64?

    /// The folder of a shard in the one that all share.
    static func folder(_ shard: Shard, in shared: String) -> String {
        "\(shared)/\(prefix)\(shard.index)-of-\(shard.count)"
    }

    /// The folders of shards in one that they share, by name.
    static func folders(in shared: String) -> [String] {
        ((try? FileManager.default.contentsOfDirectory(atPath: shared)) ?? [])
            .filter { $0.hasPrefix(prefix) }.sorted().map { "\(shared)/\($0)" }
    }

    private static let prefix = "shard-"

    /// What tells its references, keys and traces from those of the other shards.
    static func run(_ stamp: String, _ shard: Shard?) -> String { shard.map { "\(stamp)s\($0.index)" } ?? stamp }

    /// Whether a run may be divided: nothing may exist several times because there are several processes.
    /// - Parameter isServedElsewhere: whether one process serves for all shards.
    /// - Throws: `CommandFailure` with what stands against it.
    static func check(_ plan: Plan, by clock: RunClock, isServedElsewhere: Bool) throws(CommandFailure) {
        guard clock == .wall else {
            let shared = plan.sharedByOrders(outside: [], isExact: true)
            guard !shared.isEmpty else { return }
            throw CommandFailure(
                refusal(
                    shared,
                    "Each shard would rehearse with all of it, and together they would have several times what there is. In virtual time one process takes a million orders in seconds: run it whole, or divide a capacity study"
                ), code: .usage)
        }
        let served = plan.systems.indices.filter { plan.systems[$0].placement == .served }
        if let first = served.first, !isServedElsewhere {
            throw CommandFailure(
                "--shard: systems.\(plan.systems[first].name) is served, and would be by each shard. Serve it once for all of them, `rehearse serve SCENARIO --by-path --port 9000`, and give every shard --served-at http://HOST:9000",
                code: .usage)
        }
        if plan.wire?.inbox != nil {
            throw CommandFailure(
                "--shard: webhooks come in at one place, and a shard would not hear of those for its orders that another one gets; take `inbox` out of the scenario, or run it whole",
                code: .usage)
        }
        let outside = Set(plan.systems.indices.filter { plan.systems[$0].placement != .simulated })
        let shared = plan.sharedByOrders(outside: outside, isExact: false)
        guard shared.isEmpty else {
            throw CommandFailure(
                refusal(
                    shared,
                    "Each shard would have all of it, and the whole would be measured with several times what there is. Let such systems be served (`placement: served`, and --served-at), take the limit out, or run it whole"
                ), code: .usage)
        }
    }

    /// Whether what another process serves tells callers all that the journey needs.
    /// - Throws: `CommandFailure` with what stands against it.
    static func checkServedElsewhere(_ plan: Plan) throws(CommandFailure) {
        let outside = Set(plan.systems.indices.filter { plan.systems[$0].placement == .served })
        guard !outside.isEmpty else {
            throw CommandFailure(
                "--served-at: none of the scenario's systems has `placement: served`; leave it out, or place some so",
                code: .usage)
        }
        guard let untold = plan.untold(by: outside) else { return }
        throw CommandFailure(
            "--served-at: \(untold) would happen where it is served, and nobody here would know; only systems that answer what they are asked can be served elsewhere. Put it into the journey, or let this process serve the system",
            code: .usage)
    }

    private static func refusal(_ shared: [String], _ remedy: String) -> String {
        "--shard: orders share what shards cannot:\n" + shared.map { "  \($0)\n" }.joined() + remedy
    }

    /// What a recording is, if it has no part in itself yet.
    func marked(_ recording: Recording, isEnded: Bool) -> Recording {
        var recording = recording
        recording.become(shard, start: start, isEnded: isEnded)
        return recording
    }
}
