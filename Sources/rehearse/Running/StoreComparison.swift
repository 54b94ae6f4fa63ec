internal import Analysis
internal import Kernel
internal import Reconciliation

/// Compares the sides of a store, on several threads; the result does not depend on how many.
struct StoreComparison {
    let threads: Int
    let isQuiet: Bool
    /// Whether the new side shares the old one's chance, as a rehearsal's sides do: then it is later than the old side only where it
    /// does something else, and the old side once more is later by chance as well, which is no fair comparison.
    let sharesChance: Bool

    /// What it came to.
    struct Judged {
        var reconciler: Reconciler
        var tally: Tally
        var noise: (findings: [NoiseFinding], model: NoiseModel)?
        /// Late events and events out of order that the old side may have by itself as often.
        var classes: [ClassNoise]
    }

    /// Learns the noise, if the old side is there twice, and judges all events.
    /// - Parameter isWatched: whether it is looked at again and again: then the times of all orders are kept.
    func judge(_ store: EventStore, asOf: Instant?, isWatched: Bool) throws -> Judged {
        let learning = Reconciler(store, asOf: asOf)
        var noise: (findings: [NoiseFinding], model: NoiseModel)?
        var classes: [ClassNoise] = []
        if store.sides.count > 2 {
            let tallies = spread { learning.noise(parts: $0) }
            var sum = tallies[0]
            for tally in tallies.dropFirst() { sum.merge(tally) }
            let findings = NoiseFinding.all(sum)
            var model = NoiseFinding.model(sum, findings)
            if !sharesChance {
                classes = ClassNoise.all(sum.lateness, .late)
                model.tolerate(classes)
            }
            noise = (findings, model)
        }
        var (reconciler, sum) = judge(store, asOf, noise?.model, isWatched)
        let disorder = ClassNoise.all(sum.sequence, .outOfOrder)
        if disorder.contains(where: \.isTolerated) {
            // What the old side does as often by itself is known only when all orders were seen.
            var model = noise?.model ?? NoiseModel(kinds: store.agreement.kinds.count)
            model.tolerate(disorder)
            noise?.model = model
            (reconciler, sum) = judge(store, asOf, model, isWatched)
        }
        try check(store, sum)
        return Judged(reconciler: reconciler, tally: sum, noise: noise, classes: classes + disorder)
    }

    private func judge(_ store: EventStore, _ asOf: Instant?, _ noise: NoiseModel?, _ isWatched: Bool) -> (
        Reconciler, Tally
    ) {
        let reconciler = Reconciler(store, asOf: asOf, noise: noise, keepsAllTimes: isWatched)
        let tallies = spread { reconciler.tally(parts: $0) }
        var sum = tallies[0]
        for tally in tallies.dropFirst() { sum.merge(tally) }
        return (reconciler, sum)
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
