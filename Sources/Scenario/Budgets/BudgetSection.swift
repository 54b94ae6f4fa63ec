internal import Kernel

/// A budget as the scenario writes it: a sentence, or a sentence with its severity.
struct BudgetSection {
    var sentence: Located<String>
    var severity: Budget.Severity
    /// Where it says that the run stops at a breach; nil: it does not.
    var aborting: Item?

    /// The sentence taken apart, or nil when a problem was reported.
    func parsed() -> BudgetSentence? {
        do {
            return try BudgetSentence.parse(sentence.value)
        } catch {
            switch error {
            case .refused(let reason): sentence.item.refuse(reason)
            case .unreadable: sentence.item.refuse(expected: BudgetSentence.expected)
            }
            return nil
        }
    }

    static let shape = Shape<BudgetSection>.either(
        "a budget such as label p99 < 2s during dispatch window",
        scalar: Shape<String>.text.located.map { BudgetSection(sentence: $0, severity: .critical, aborting: nil) },
        mapping: .mapping("budget", "Something that must hold.") { fields in
            let sentence = fields.required("budget", Shape<String>.text.located, "What must hold.")
            let severity = fields.optional(
                "severity", .choice(of: Budget.Severity.self), "What a breach means.", or: Budget.Severity.critical)
            let aborts = fields.optional("abort on breach", .yesNo, "Whether the run stops at a breach.", or: false)
            return sentence.map {
                BudgetSection(
                    sentence: $0, severity: severity, aborting: aborts ? fields.place(of: "abort on breach") : nil)
            }
        })
}
