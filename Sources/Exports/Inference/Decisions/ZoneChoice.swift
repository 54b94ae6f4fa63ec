internal import Kernel

/// The zones of times without an offset: those in which both sides have the same events at about the same time.
struct ZoneChoice {
    /// By side.
    private(set) var zones = ["UTC", "UTC"]
    /// What is unsure, by side; nil: nothing.
    private(set) var doubts: [String?] = [nil, nil]

    private static let zones = [
        "Europe/Berlin", "Europe/London", "Europe/Helsinki", "Europe/Istanbul", "America/New_York", "America/Chicago",
        "America/Denver", "America/Los_Angeles", "America/Sao_Paulo", "Asia/Dubai", "Asia/Kolkata", "Asia/Shanghai",
        "Asia/Tokyo", "Australia/Sydney",
    ]
    /// What is nearer is a delay, not a zone.
    private static let least = 25 * Nanoseconds.minute

    init(_ sides: inout [SideSample], _ kinds: KindChoice, key: (_ side: Int, _ event: SideSample.Told) -> String) {
        let open = sides.indices.filter { !sides[$0].hasOffsets }
        guard !open.isEmpty else { return }
        for side in open {
            doubts[side] = "its times have no offset; they are taken for UTC, as the times of both sides fit so"
        }
        let pairs = EventPairs(sides, kinds, key: key)
        guard pairs.twins.count >= 5 else {
            for side in open {
                doubts[side] = "its times have no offset, and too few events could be compared; is it UTC?"
            }
            return
        }
        let first = ZoneChoice.misfit(pairs, kinds)
        guard first >= ZoneChoice.least else { return }
        let hours = Double(first) / Double(Nanoseconds.hour)
        var best: (side: Int, zone: String, misfit: Nanoseconds)?
        for side in open {
            let fixed = (-12...14).filter { $0 != 0 }.map { $0 > 0 ? "Etc/GMT-\($0)" : "Etc/GMT+\(-$0)" }
            for zone in ZoneChoice.zones + fixed {
                sides[side].read(zone: zone)
                let misfit = ZoneChoice.misfit(EventPairs(sides, kinds, key: key), kinds)
                // A named zone goes before a fixed one that fits as well: clocks change in it.
                if misfit + .minute < best?.misfit ?? .max { best = (side, zone, misfit) }
            }
            sides[side].read(zone: "UTC")
        }
        guard let best, best.misfit < ZoneChoice.least, best.misfit * 2 < first else {
            let words = "times of the sides differ by about \(ZoneChoice.rounded(hours)) h, which no zone explains"
            for side in open { doubts[side] = words }
            return
        }
        zones[best.side] = best.zone
        sides[best.side].read(zone: best.zone)
        let name = ["old", "new"]
        doubts[best.side] =
            "its times have no offset; read as UTC they differ by about \(ZoneChoice.rounded(hours)) h from those of \(name[1 - best.side]), as \(best.zone) explains"
            + (open.count == 2 ? "; it could be the zone of \(name[1 - best.side]) as well, the other way round" : "")
        if open.count == 2 {
            doubts[1 - best.side] = "its times have no offset; they are taken for UTC"
        }
    }

    private static func rounded(_ hours: Double) -> String { String((hours * 10).rounded() / 10) }

    /// The median over kinds of how far the sides' times are apart.
    private static func misfit(_ pairs: EventPairs, _ kinds: KindChoice) -> Nanoseconds {
        let medians = kinds.kinds.indices.compactMap { kind -> Nanoseconds? in
            let apart = pairs.delays(kind).map { abs($0) }.sorted()
            return apart.count < 3 ? nil : EventPairs.quantile(apart, 0.5)
        }
        return EventPairs.quantile(medians.sorted(), 0.5)
    }
}
