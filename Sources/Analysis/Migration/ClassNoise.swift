public import Reconciliation

/// Whether events of a kind are late, or out of order, because of the migration, or whether the old side has that by itself as often.
///
/// As for fields (`NoiseFinding`) only pairs speak in which one of both has it, and the new side must have it more often than chance
/// would. Late events of the new side stand beside those of the old side once more. What is out of order stands beside the old side's
/// own disorder: where nothing but chance decides, either side is as likely to have an order's events in the wrong sequence.
public struct ClassNoise: Sendable, Hashable {
    /// Index into `Agreement.kinds`.
    public var kind: Int
    /// The class.
    public var verdict: VerdictClass
    /// How often which side has it.
    public var counts: NoiseTally.Field
    /// The probability of so uneven a split by chance, one-sided: the new side more often.
    public var pValue: Double
    /// The same, adjusted for all kinds (Benjamini and Hochberg).
    public var adjusted: Double
    /// So much more often the new side may have it, in shares of the pairs, at `NoiseFinding.level`: what the counts do not rule out.
    public var excessAtMost: Double
    /// The share of false alarms among the kinds of a class that are called: of late events and of events out of order together it
    /// is that of fields.
    public static let rate = NoiseFinding.rate / 2
    /// Whether it is tolerated.
    public var isTolerated: Bool

    /// Kinds of which the new side has the class.
    /// - Parameter counts: by kind.
    public static func all(_ counts: [NoiseTally.Field], _ verdict: VerdictClass) -> [ClassNoise] {
        // Sequences hang together: a pick that comes early is one kind's event, a confirmation that comes late another's. What the old
        // side does with none of them is known to be no nature of its.
        let isNatural = counts.contains { $0.onlyAgain + $0.both > 0 }
        var findings: [ClassNoise] = []
        for (kind, own) in counts.enumerated() where own.onlyNew + own.both > 0 {
            let test = SignFlipTest(own.balance)
            findings.append(
                ClassNoise(
                    kind: kind, verdict: verdict, counts: own, pValue: test.pValue, adjusted: 1,
                    excessAtMost: test.excessAtMost(of: own.compared), isTolerated: false))
        }
        for (place, adjusted) in FalseDiscovery.adjusted(findings.map(\.pValue)).enumerated() {
            findings[place].adjusted = adjusted
            findings[place].isTolerated = isNatural && adjusted > rate
        }
        return findings
    }
}

extension NoiseModel {
    /// Tolerates the classes that are so by nature.
    public mutating func tolerate(_ findings: [ClassNoise]) {
        for finding in findings where finding.isTolerated {
            switch finding.verdict {
            case .late: lateness[finding.kind] = true
            case .outOfOrder: disorder[finding.kind] = true
            default: break
            }
        }
    }
}
