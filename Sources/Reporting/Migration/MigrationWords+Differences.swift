import Analysis
import Kernel
import Reconciliation

extension MigrationWords {
    /// A kind of event, one or several of it: `invoice`, `invoices`, `tracking events`.
    func noun(_ kind: Int, _ count: Int) -> String {
        let name = self.kind(kind)
        guard let last = name.last, last.isLetter, !name.hasSuffix("ing"), !name.hasSuffix("s") else {
            return name + (count == 1 ? " event" : " events")
        }
        if count == 1 { return name }
        if last == "y", let before = name.dropLast().last, !"aeiou".contains(before) {
            return name.dropLast() + "ies"
        }
        return name + (["ch", "sh", "x", "z"].contains { name.hasSuffix($0) } ? "es" : "s")
    }

    /// Units of a class, in words that can be the subject of a sentence: `17 duplicate invoices`.
    /// - Parameter partner: whose; nil: all.
    func difference(_ verdict: VerdictClass, kind: Int, partner: Int? = nil) -> String {
        let sum = sum(kind: kind, partner: partner)
        let units = sum[verdict].units
        let noun = noun(kind, units)
        let amount = Figures.count(units)
        switch verdict {
        case .duplicate:
            let old = sum.oldDuplicates
            let whose = old == 0 ? "" : old == units ? " on the old side" : ", \(Figures.count(old)) on the old side"
            return "\(amount) duplicate \(noun)\(whose)"
        case .missing: return "\(amount) missing \(noun)"
        case .unexpected: return "\(amount) unexpected \(noun)"
        case .orphan: return "\(amount) orphan \(noun)"
        case .late: return "\(amount) late \(noun)"
        case .outOfOrder: return "\(amount) \(noun) out of order"
        case .splitMismatch:
            // Many that became one were not split.
            let (verb, others) = (sum.wrongMerges == units, sum.wrongMerges > 0)
            return
                "\(amount) \(noun) \(verb ? "merged" : others ? "split or merged" : "split") into what does not come to the same"
        case .conservation:
            let factors = findings.agreement.fields.indices.compactMap { field -> String? in
                guard let pattern = pattern(kind: kind, field: field), pattern.count == pattern.of,
                    pattern.of * 10 >= units * 9,
                    case .times(let factor) = pattern.rule
                else { return nil }
                return "\(self.field(field)) is \(Self.times(factor))"
                    + (pattern.of == units ? "" : " in \(Figures.count(pattern.of))")
            }
            let splits = sum.unbalancedSplits
            let parts =
                splits == 0
                ? []
                : [
                    splits == units
                        ? "split into what does not come to the same"
                        : "\(Figures.count(splits)) \(splits == 1 ? "is" : "are") split into what does not come to the same"
                ]
            let reasons = factors + parts
            let why = reasons.isEmpty ? "" : " (\(Self.list(reasons)))"
            return "\(amount) \(noun) that \(units == 1 ? "does" : "do") not balance\(why)"
        case .state, .value, .masterDataDrift:
            return "\(amount) \(noun) \(changed(verdict, kind: kind, sum: sum, units: units, partner: partner))"
        case .match, .tolerated, .timingOnly, .pending: return "\(amount) \(noun) \(verdict.name)"
        }
    }

    /// What changed: `whose quantity is 12 times the old one`, `with another status`.
    private func changed(_ verdict: VerdictClass, kind: Int, sum: CellSum, units: Int, partner: Int?) -> String {
        let differing = findings.agreement.fields.indices.filter { place in
            Self.verdict(findings.agreement.fields[place].meaning) == verdict && sum.fields[place].differing > 0
        }.sorted { (sum.fields[$0].differing, $1) > (sum.fields[$1].differing, $0) }
        guard let worst = differing.first else {
            return verdict == .state ? "in another state" : "with other values"
        }
        if differing.count == 1, let pattern = pattern(kind: kind, field: worst),
            // What is known of all of them holds for each partner; what is known of most does not.
            pattern.count == pattern.of || partner == nil
        {
            // A rule is known of all partners together: a partner's own count is what differs of it.
            let count = partner == nil ? pattern.count : sum.fields[worst].differing
            let whole = count == units
            let amount = whole ? "" : "\(Figures.count(count)) of them "
            switch pattern.rule {
            case .times(let factor):
                return
                    "whose \(field(worst)) \(amount.isEmpty ? "" : "in \(amount)")is \(Self.times(factor))"
            case .became(let old, let new):
                return "in which \(field(worst)) \(old) became \(new)\(whole ? "" : ", in \(amount)".trimmedEnd)"
            case .lost: return "without \(field(worst)) on the new side"
            }
        }
        return "with another " + Self.list(differing.map(field), most: 3)
    }

    /// The class of a pair that differs in a field of a meaning.
    static func verdict(_ meaning: EventField.Meaning) -> VerdictClass {
        switch meaning {
        case .master, .partner: .masterDataDrift
        case .status: .state
        case .value, .quantity, .net, .tax, .total: .value
        }
    }

    /// `12 times the old one`, `a 12th of the old one`.
    static func times(_ factor: Int64) -> String {
        factor > 0
            ? "\(Figures.count(factor)) times the old one"
            : factor == -2 ? "half the old one" : "the old one divided by \(Figures.count(-factor))"
    }

    /// When units of a class happened; nil where they happened nearly all the time.
    func stretch(_ verdict: VerdictClass, kind: Int, partner: Int? = nil) -> String? {
        guard let span = sum(kind: kind, partner: partner).spans[Int(verdict.rawValue)],
            let all = findings.span
        else { return nil }
        let length = Double(MigrationClock.distance(span.lowerBound, span.upperBound))
        let whole = Double(MigrationClock.distance(all.lowerBound, all.upperBound))
        guard length * 2 <= whole else { return nil }
        return clock.stretch(span)
    }

    /// The one partner that all or nearly all units of a class belong to, with how many: `all of DC-LIEGE`.
    func concentration(_ verdict: VerdictClass, kind: Int) -> String? {
        guard partners.count > 1 else { return nil }
        let counts = partners.map {
            (partner: $0, units: findings.tally.cell(partner: $0, kind: kind)?[verdict].units ?? 0)
        }
        let sum = counts.reduce(0) { $0 + $1.units }
        guard sum > 1, let most = counts.max(by: { ($0.units, $1.partner) < ($1.units, $0.partner) }),
            most.units * 10 >= sum * 9
        else { return nil }
        return most.units == sum
            ? "all of \(partner(most.partner))" : "\(Figures.count(most.units)) of them of \(partner(most.partner))"
    }
}

extension String {
    /// Without blanks at its end.
    fileprivate var trimmedEnd: String {
        var text = self
        while text.last == " " { text.removeLast() }
        return text
    }
}
