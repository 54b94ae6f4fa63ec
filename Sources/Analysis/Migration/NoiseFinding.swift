internal import Kernel
public import Reconciliation

/// Whether a field differs because of the migration, or by nature: the old side against itself beside the new one against
/// the old one.
///
/// Only pairs speak in which just one of both differs: McNemar's test. What disturbs many neighbours at once is one case and
/// not many, so the pairs are summed up by interval, and it is the sums of blocks that are tested (`SignFlipTest`).
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
    /// The probability of so uneven a split by chance, one-sided: the new side more often.
    public var pValue: Double
    /// So much more often the new side may differ, in shares of the pairs, with `level`: what the counts do not rule out.
    public var excessAtMost: Double
    /// Pairs of the new side with a change that the old side never makes by itself; nil: that is not asked, as it never
    /// differs from itself, or differently each time.
    public var unknown: Int?
    /// The probability that so many more such changes are on the new side than the old side itself has, adjusted as `adjusted`.
    public var unknownAdjusted: Double
    /// Pairs of the new side with a value that the old side never has; nil as for `unknown`.
    public var novel: Int?
    /// The probability that so many more such values are on the new side than on the old one once more, adjusted as `adjusted`.
    public var novelAdjusted = 1.0
    /// The same, adjusted for all fields that were tested (Benjamini and Hochberg).
    public var adjusted: Double
    /// What is to be thought of it.
    public var verdict: Verdict

    /// The share of false alarms among the fields that are called.
    public static let rate = 0.05
    /// The probability with which `excessAtMost` holds.
    public static let level = 0.95

    /// Whether only changes that the old side makes by itself are tolerated: there are others, and more than by chance.
    public var hasUnknown: Bool { verdict == .noise && unknown ?? 0 > 0 && unknownAdjusted <= NoiseFinding.rate }

    /// Whether values are not tolerated that the old side never has: there are more than by chance.
    public var hasNovel: Bool { verdict == .noise && novel ?? 0 > 0 && novelAdjusted <= NoiseFinding.rate }

    /// The changes of a field that are tolerated; nil: all are.
    private var onlyTolerated: Set<ValueChange>? {
        let changes = counts.changes
        if hasUnknown { return changes.known }
        return hasNovel ? Set(changes.seen.keys).subtracting(changes.toNovel) : nil
    }

    /// Pairs of the new side of which the difference is tolerated.
    public var tolerated: Int {
        guard verdict == .noise else { return 0 }
        return counts.onlyNew + counts.both - (hasUnknown ? unknown ?? 0 : hasNovel ? novel ?? 0 : 0)
    }

    /// Changes of the new side that are tolerated, the most frequent first.
    public var toleratedChanges: [(change: ValueChange, seen: NoiseChanges.Seen)] {
        guard verdict == .noise else { return [] }
        let only = onlyTolerated
        return counts.changes.sorted.filter { only?.contains($0.change) ?? true }
    }

    /// Tests all fields of all kinds.
    public static func all(_ tally: NoiseTally) -> [NoiseFinding] {
        var findings: [NoiseFinding] = []
        // All tests together: of fields, and of changes that the old side never makes.
        var tests: [(finding: Int, of: WritableKeyPath<NoiseFinding, Double>, pValue: Double)] = []
        for kind in tally.fields.indices {
            for field in tally.fields[kind].indices where tally.fields[kind][field].compared > 0 {
                let counts = tally.fields[kind][field]
                let test = SignFlipTest(counts.balance)
                var finding = NoiseFinding(
                    kind: kind, field: field, counts: counts, pValue: test.pValue,
                    excessAtMost: test.excessAtMost(of: counts.compared), unknown: nil, unknownAdjusted: 1, adjusted: 1,
                    verdict: .steady)
                if counts.onlyNew + counts.onlyAgain > 0 { tests.append((findings.count, \.adjusted, finding.pValue)) }
                if finding.isNatural, !counts.changes.isOpen {
                    finding.unknown = counts.changes.unknown
                    if counts.changes.unknown > 0 {
                        let test = SignFlipTest(counts.changes.balanceOfUnknown)
                        tests.append((findings.count, \.unknownAdjusted, test.pValue))
                    }
                    finding.novel = counts.changes.count(of: counts.changes.toNovel)
                    if finding.novel ?? 0 > 0 {
                        let test = SignFlipTest(counts.changes.balanceOfNovel)
                        tests.append((findings.count, \.novelAdjusted, test.pValue))
                    }
                }
                findings.append(finding)
            }
        }
        let adjusted = FalseDiscovery.adjusted(tests.map(\.pValue))
        for (test, value) in zip(tests, adjusted) {
            findings[test.finding][keyPath: test.of] = value
        }
        for index in findings.indices {
            let counts = findings[index].counts
            if counts.onlyNew + counts.onlyAgain + counts.both == 0 { continue }
            // Without a single difference of the old side from itself nothing is known to differ by nature.
            findings[index].verdict = findings[index].isNatural && findings[index].adjusted > rate ? .noise : .migration
        }
        return findings
    }

    /// Of fewer events the range from 0.5 % to 99.5 % is not known: of 299 one in a hundred is seen with 95 %.
    private static let leastTimes = 299
    /// So many events show whether a kind has shifted.
    private static let shiftLimit = 4_000

    /// Whether events of a kind are later or earlier on the new side by more than on the old side once more, which would be so by
    /// chance in `rate` of all comparisons, of so many kinds (Bonferroni).
    private static func hasShifted(_ pairs: [LegSample.Pair], of kinds: Int) -> Bool {
        let own = pairs.prefix(shiftLimit).sorted { ($0.placed, $0.order) < ($1.placed, $1.order) }
        let excess = own.map { Double($0.old) - Double($0.new) }
        guard let shift = SignedRankShift.interval(excess, level: 1 - rate / Double(max(kinds, 1))) else {
            return false
        }
        return shift.lower > 0 || shift.upper < 0
    }

    /// Whether the old side differs from itself at all.
    public var isNatural: Bool { counts.onlyAgain + counts.both > 0 }

    /// What the comparison tolerates because of it.
    /// - Returns: fields that are noise, and by kind the differences of time, earlier and later, that nearly all events of the old
    ///   side have from themselves. Of a kind that is shown to have shifted none is tolerated: each may be nothing that the old side
    ///   does not do as well, and all of them together are something.
    public static func model(_ tally: NoiseTally, _ findings: [NoiseFinding]) -> NoiseModel {
        var model = NoiseModel(kinds: tally.fields.count)
        for finding in findings where finding.verdict == .noise {
            model.fields[finding.kind] |= 1 << UInt16(finding.field)
            if let only = finding.onlyTolerated {
                model.tolerateOnly(only, kind: finding.kind, field: finding.field)
            }
        }
        for kind in tally.times.indices {
            let pairs = tally.times[kind].pairs
            let usual = pairs.map(\.new).sorted()
            // From a few events nothing is learnt.
            guard usual.count >= leastTimes else { continue }
            model.shifted[kind] = hasShifted(pairs, of: tally.times.count)
            guard !model.shifted[kind] else { continue }
            let least = usual[QuantileEstimate.nearestRank(0.005, of: usual.count) - 1]
            let most = usual[QuantileEstimate.nearestRank(0.995, of: usual.count) - 1]
            model.times[kind] = least...most
        }
        return model
    }
}

extension SignFlipTest {
    /// The largest excess that the counts do not rule out, in shares of the pairs; never below what none in so many would leave.
    func excessAtMost(of pairs: Int) -> Double {
        let none = RateBound.atMost(0, of: pairs, level: NoiseFinding.level) ?? 1
        return min(max(atMost(level: NoiseFinding.level) / Double(max(pairs, 1)), none), 1)
    }
}
