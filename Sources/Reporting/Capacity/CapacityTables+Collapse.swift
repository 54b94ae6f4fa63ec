import Analysis
import Kernel

extension CapacityTables {
    /// Retries by link: how calls multiply with load.
    var retries: CapacityStory.Table? {
        guard let collapse = findings.collapse, !collapse.pressures.isEmpty else { return nil }
        let loads = Array(Set(collapse.pressures.flatMap { $0.points.map(\.factor) })).sorted()
        func figure(_ points: [RetryPressure.Point], _ load: Double) -> String {
            points.first { $0.factor == load }.map { Figures.fixed($0.amplification, 2) } ?? "-"
        }
        func name(_ load: Double) -> String { CapacityWords.rate(load * words.peak) + "/h" }
        let last = loads.last ?? 0
        return CapacityStory.Table(
            title: "Retries against load",
            heads: ["Link"] + loads.map(name) + ["With those before it, at \(name(last))"],
            rows: collapse.pressures.map { pressure in
                [plan.links[pressure.link].name] + loads.map { figure(pressure.points, $0) }
                    + [figure(pressure.compoundedPoints, last)]
            },
            note:
                "Attempts by calls at each steady load, on one seed; in the last column by calls that no retry, redelivery or fallback "
                + "before them caused."
        )
    }

    /// What retries could become by link, and how much capacity they hide.
    var hidden: CapacityStory.Table? {
        guard let collapse = findings.collapse, !collapse.pressures.isEmpty else { return nil }
        return CapacityStory.Table(
            title: "What retries could become",
            heads: [
                "Link", "Attempts a call at most", "With those before it", "Counted from", "Work at most",
                "Its workers are full at", "Safe from collapse below", "The peak hour is",
            ],
            rows: collapse.pressures.map(row),
            note: """
                The worst that the policies allow, reckoned and not tried: what stumbles really do stands above. Tries multiply along the \
                calls that wait for each other. What fails behind a queue makes nobody before it try again, so there \
                they are counted from a message on, each of its deliveries as a try. Work at most: an idempotency key spares what has gone \
                well for the same call. Below the load that is safe the workers can do all of it, so that every stumble of theirs heals; \
                between that and the load at which they are full, one that is long enough feeds itself. A landscape is as safe as the \
                least safe of its links.
                """)
    }

    private func row(_ pressure: RetryPressure) -> [String] {
        let from = pressure.queue.map { "a message of \(plan.name(ofQueue: $0))" } ?? "the journey"
        let work = pressure.capacity == nil ? "-" : "\(Figures.trimmed(pressure.work, 2)) times"
        let figures = [plan.links[pressure.link].name, Figures.trimmed(pressure.most, 2)]
        let loads = [pressure.capacity, pressure.hiddenCapacity].map { $0.map { words.amount($0, .hour) } ?? "-" }
        return figures + [Figures.trimmed(pressure.compounded, 2), from, work] + loads
            + [pressure.region(1)?.rawValue ?? "not known"]
    }

    /// Stumbles: how long a freeze may last, how deep a dip may be, and what follows.
    var stumbles: CapacityStory.Table? {
        guard let collapse = findings.collapse, !collapse.stumbles.isEmpty else { return nil }
        let seeds =
            collapse.seeds == 1
            ? ": with another one the lengths may differ"
            : "; a range is from the seed on which it takes least to that on which it takes most"
        return CapacityStory.Table(
            title: "Stumbles and collapse",
            heads: [
                "Workers", "At", "Load with all retries", "Freeze that trips it", "Heals up to", "Known to",
                "Dip that trips it", "Recovery", "What does not recover",
            ],
            rows: collapse.stumbles.map { row($0, watched: collapse.watched) },
            note: """
                The workers were frozen at that steady load and watched for \
                \(Figures.duration(collapse.watched)), on \(CapacityWords.seeds(collapse.seeds))\(seeds). Known to: how far apart the longest \
                freeze that heals and the shortest that does not are, on the same seed. The load is just within the limit, or as much lower as it takes \
                for calls to go well without a stumble. Recovery is that from the longest that heals. Load \
                with all retries: if every call needed all its tries, in times of what the workers can do.
                """)
    }

    private func row(_ stumble: StumbleFinding, watched: Nanoseconds) -> [String] {
        func length(_ seconds: Double?) -> String { seconds.map { CapacityWords.seconds($0) } ?? "-" }
        func recovery(_ reading: StumbleReading) -> String {
            reading.recovery.map(CapacityWords.within)
                ?? "on the way, longer than \(Figures.duration(watched))"
        }
        let (freeze, dip) = (CapacityWords.freeze(stumble.freeze), words.dip(stumble))
        return [words.workers(stumble.pool), words.amount(stumble.factor, .hour)]
            + [Figures.trimmed(stumble.vulnerability, 2), freeze]
            + [length(stumble.freeze.heals), length(stumble.freeze.bracket), dip]
            + [stumble.healed.map(recovery) ?? "-", stumble.tripped.map { words.left($0) } ?? "-"]
    }

    /// Cures, for each stumble that does not heal.
    var cures: CapacityStory.Table? {
        guard let collapse = findings.collapse else { return nil }
        let rows = collapse.stumbles.flatMap { stumble in
            stumble.cures.map { cure in
                [
                    words.workers(stumble.pool), place(cure, stumble), CapacityWords.cure(cure.kind),
                    words.becomes(cure, watched: collapse.watched),
                    cure.isHealed ? "-" : cure.worst.map { words.left($0) } ?? "-",
                ]
            }
        }
        guard !rows.isEmpty else { return nil }
        let lengths = Set(collapse.stumbles.compactMap(\.length)).sorted().map { CapacityWords.seconds($0) }
        let seeds = collapse.seeds == 1 ? "one seed" : "each seed on which a freeze trips it"
        return CapacityStory.Table(
            title: "What would keep it from collapse",
            heads: ["Workers", "Place", "Cure", "What becomes of it", "What does not recover"], rows: rows,
            note:
                "Each was tried by itself on a freeze of \(lengths.joined(separator: ", ")), twice the length that trips it, on \(seeds); it "
                + "counts if it heals on all of them, and the slowest is told. Those that recover in the same interval of the recording "
                + "share a place.")
    }

    /// "1", shared by those that recover in the same interval; "-" for what does not heal.
    private func place(_ cure: Cure, _ stumble: StumbleFinding) -> String {
        guard cure.isHealed else { return "-" }
        let first = stumble.cures.firstIndex { $0.isHealed && $0.recovery == cure.recovery } ?? 0
        return "\(first + 1)"
    }
}

extension Plan {
    /// Whether anything that a link asks for is done by workers.
    func hasWorkers(on link: LinkID) -> Bool {
        edges.contains { $0.link == link && operations[$0.operation].pool != nil }
    }

    /// "mid orders".
    func name(ofQueue queue: QueueID) -> String { "\(systems[queues[queue].system].name) \(queues[queue].name)" }
}
