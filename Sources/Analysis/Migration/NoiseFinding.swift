internal import Kernel
public import Reconciliation

/// Whether a field differs because of the migration, or by nature: the old side against itself beside the new one against
/// the old one.
public struct NoiseFinding: Sendable, Hashable {
    /// What is to be thought of it.
    public enum Verdict: String, Sendable, Codable, Hashable {
        /// It never differs.
        case steady
        /// It differs from itself about as often as from the new side: tolerated.
        case noise
        /// It differs from the new side more often than from itself.
        case migration
    }

    /// Index into `Agreement.kinds`.
    public var kind: Int
    /// Index into `Agreement.fields`.
    public var field: Int
    /// Of the events that all three have.
    public var counts: NoiseTally.Field
    /// The probability of so uneven a split by chance (McNemar, exact, one-sided: the new side more often).
    public var pValue: Double
    /// The same, adjusted for all fields that were tested (Benjamini and Hochberg).
    public var adjusted: Double
    /// What is to be thought of it.
    public var verdict: Verdict

    /// The share of false alarms among the fields that are called.
    public static let rate = 0.05

    /// Tests all fields of all kinds.
    public static func all(_ tally: NoiseTally) -> [NoiseFinding] {
        var findings: [NoiseFinding] = []
        for kind in tally.fields.indices {
            for field in tally.fields[kind].indices {
                let counts = tally.fields[kind][field]
                guard counts.compared > 0 else { continue }
                let test = McNemarTest(onlyFirst: counts.onlyNew, onlySecond: counts.onlyAgain)
                findings.append(
                    NoiseFinding(
                        kind: kind, field: field, counts: counts, pValue: test.pValueFirstMore, adjusted: 1,
                        verdict: .steady))
            }
        }
        let tested = findings.indices.filter { findings[$0].counts.onlyNew + findings[$0].counts.onlyAgain > 0 }
        let adjusted = FalseDiscovery.adjusted(tested.map { findings[$0].pValue })
        for (index, value) in zip(tested, adjusted) { findings[index].adjusted = value }
        for index in findings.indices {
            let counts = findings[index].counts
            if counts.onlyNew + counts.onlyAgain + counts.both == 0 { continue }
            // Without a single difference of the old side from itself nothing is known to differ by nature.
            let isNatural = counts.onlyAgain + counts.both > 0
            findings[index].verdict = isNatural && findings[index].adjusted > rate ? .noise : .migration
        }
        return findings
    }

    /// What the comparison tolerates because of it.
    /// - Returns: fields that are noise, and by kind the time that nearly all events of the old side stay within of their own.
    public static func model(_ tally: NoiseTally, _ findings: [NoiseFinding]) -> NoiseModel {
        var model = NoiseModel(kinds: tally.fields.count)
        for finding in findings where finding.verdict == .noise {
            model.fields[finding.kind] |= 1 << UInt16(finding.field)
        }
        for kind in tally.times.indices {
            let distances = tally.times[kind].pairs.map { $0.new.magnitude }.sorted()
            // An upper bound of the 99th percentile; from a few events nothing is learnt.
            guard let rank = RankInterval.upperBound(count: distances.count, quantile: 0.99) else { continue }
            model.times[kind] = Nanoseconds(clamping: distances[rank - 1])
        }
        return model
    }
}
