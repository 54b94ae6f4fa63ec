import Analysis
import Kernel
import Reconciliation

/// An event that shows what a class means.
struct MigrationExample {
    var verdict: VerdictClass
    var kind: Int
    var exemplar: Exemplar

    /// A few of each class and kind, the worst first.
    /// - Parameter most: of a class and kind.
    static func all(_ words: MigrationWords, most: Int) -> [MigrationExample] {
        VerdictClass.allCases.filter { $0 > .match }
            .sorted { ($1.isDefect ? 1 : 0, $1) < ($0.isDefect ? 1 : 0, $0) }
            .flatMap { verdict in
                words.kinds.flatMap { kind in
                    words.sums[kind].exemplars[Int(verdict.rawValue)].prefix(most).map {
                        MigrationExample(verdict: verdict, kind: kind, exemplar: $0)
                    }
                }
            }
    }

    /// Rows of a side; nil: not known.
    func rows(_ side: Side, _ words: MigrationWords) -> [MigrationRows.Row?] {
        (side == .old ? exemplar.old : exemplar.new).map { words.rows[side, $0] }
    }

    /// The business key; its hash where no row says it.
    func order(_ words: MigrationWords) -> String {
        (rows(.old, words) + rows(.new, words)).lazy.compactMap { $0?.order }.first
            ?? "with the hash " + String(exemplar.order, radix: 16)
    }

    /// What else there is to say.
    func remark(_ words: MigrationWords) -> String? {
        let names = words.findings.names
        if let told = exemplar.remark.words(exemplar.oldCount, exemplar.newCount, names) { return told }
        let fields = words.fields(exemplar.differing)
        if !fields.isEmpty { return "differs in " + MigrationWords.list(fields, most: 12) }
        if exemplar.new.isEmpty { return "only on \(names.old)" }
        return exemplar.old.isEmpty ? "only on \(names.new)" : nil
    }
}
