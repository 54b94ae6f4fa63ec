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
                "Attempts by calls at each steady load, on one seed; in the last column times those of all links on the way to it."
        )
    }

    /// What retries could become by link, and how much capacity they hide.
    var hidden: CapacityStory.Table? {
        guard let collapse = findings.collapse, !collapse.pressures.isEmpty else { return nil }
        return CapacityStory.Table(
            title: "What retries could become",
            heads: [
                "Link", "Attempts a call at most", "With those before it", "Its workers are full at",
                "Safe from collapse below", "The peak hour is",
            ],
            rows: collapse.pressures.map { pressure in
                [
                    plan.links[pressure.link].name, Figures.trimmed(pressure.most, 2),
                    Figures.trimmed(pressure.compounded, 2),
                    pressure.capacity.map { words.amount($0, .hour) } ?? "-",
                    pressure.hiddenCapacity.map { words.amount($0, .hour) } ?? "-",
                    pressure.region(1)?.rawValue ?? "not known",
                ]
            },
            note:
                "Below the load that is safe the workers can serve every call as often as it may be tried, so that every stumble heals; "
                + "between that and the load at which they are full, one that is long enough feeds itself.")
    }

    /// Stumbles: how long a freeze may last, how deep a dip may be, and what follows.
    var stumbles: CapacityStory.Table? {
        guard let collapse = findings.collapse, !collapse.stumbles.isEmpty else { return nil }
        let rows = collapse.stumbles.map { stumble in
            [
                words.workers(stumble.pool), Figures.trimmed(stumble.vulnerability, 2),
                words.freeze(stumble.freeze), words.dip(stumble),
                stumble.healed?.recovery.map { "\(Figures.duration($0)) after the longest that heals" } ?? "-",
                stumble.tripped.map {
                    "does not recover: \(Figures.percent($0.after ?? 0, digits: 0)) of calls answered well"
                } ?? "recovers",
            ]
        }
        return CapacityStory.Table(
            title: "Stumbles and collapse",
            heads: [
                "Workers", "Load with all retries", "Freeze that trips it", "Dip that trips it", "Recovery", "Beyond",
            ],
            rows: rows,
            note: "The workers were frozen at a steady \(words.amount(collapse.factor ?? 1, .hour)) and watched for "
                + "\(Figures.duration(collapse.watched)), on one seed. “Load with all retries”: if every call needed all its tries, in "
                + "times of what the workers can do.")
    }

    /// Cures, for each stumble that does not heal.
    var cures: CapacityStory.Table? {
        guard let collapse = findings.collapse else { return nil }
        let rows = collapse.stumbles.flatMap { stumble in
            stumble.cures.map { cure in
                [
                    words.workers(stumble.pool), CapacityWords.cure(cure.kind),
                    cure.reading.recovery.map { "heals, \(Figures.duration($0)) after the freeze" } ?? "does not heal",
                    cure.reading.after.map { Figures.percent($0, digits: 1) } ?? "-",
                ]
            }
        }
        guard !rows.isEmpty else { return nil }
        let lengths = Set(collapse.stumbles.compactMap(\.length)).sorted().map { CapacityWords.seconds($0) }
        return CapacityStory.Table(
            title: "What would keep it from collapse",
            heads: ["Workers", "Cure", "What becomes of it", "Calls answered well at the end"], rows: rows,
            note:
                "Each was tried by itself on a freeze of \(lengths.joined(separator: ", ")), twice the length that trips it; "
                + "the first in the list heals soonest.")
    }
}
