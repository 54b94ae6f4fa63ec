internal import Analysis
internal import Kernel
internal import Reconciliation

/// Compares the sides of a store, on several threads; the result does not depend on how many.
struct StoreComparison {
    let threads: Int
    let isQuiet: Bool

    /// What it came to.
    struct Judged {
        var reconciler: Reconciler
        var tally: Tally
        var noise: (findings: [NoiseFinding], model: NoiseModel)?
    }

    /// Learns the noise, if the old side is there twice, and judges all events.
    /// - Parameter isWatched: whether it is looked at again and again: then the times of all orders are kept.
    func judge(_ store: EventStore, asOf: Instant?, isWatched: Bool) throws -> Judged {
        let learning = Reconciler(store, asOf: asOf)
        var noise: (findings: [NoiseFinding], model: NoiseModel)?
        if store.sides.count > 2 {
            let tallies = spread { learning.noise(parts: $0) }
            var sum = tallies[0]
            for tally in tallies.dropFirst() { sum.merge(tally) }
            let findings = NoiseFinding.all(sum)
            noise = (findings, NoiseFinding.model(sum, findings))
        }
        let reconciler = Reconciler(store, asOf: asOf, noise: noise?.model, keepsAllTimes: isWatched)
        let tallies = spread { reconciler.tally(parts: $0) }
        var sum = tallies[0]
        for tally in tallies.dropFirst() { sum.merge(tally) }
        try check(store, sum)
        return Judged(reconciler: reconciler, tally: sum, noise: noise)
    }

    private func spread<Result: Sendable>(_ body: @Sendable ([Int]) -> Result) -> [Result] {
        Parallelism.map(Array(0..<threads), threads: threads) { thread in
            body(Array(stride(from: thread, to: SideStore.partCount, by: threads)))
        }
    }

    /// Every event ends in exactly one class: what was read is what was counted.
    private func check(_ store: EventStore, _ tally: Tally) throws {
        let total = tally.total.total
        guard total.old == store.sides[0].count, total.new == store.sides[1].count else {
            throw CommandFailure(
                "internal error: \(store.sides[0].count) and \(store.sides[1].count) events were read, \(total.old) and \(total.new) counted; please report this with the mapping"
            )
        }
    }
}
