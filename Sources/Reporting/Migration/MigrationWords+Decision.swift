import Analysis
import Kernel
import Reconciliation

extension MigrationWords {
    /// The decision as a word: `HOLD`.
    var word: String { findings.isEmpty ? "NOTHING COMPARED" : findings.decision.rawValue.uppercased() }

    /// What follows the word: for whom it is, and in a second sentence what becomes of the others.
    var sentence: String {
        guard !findings.isEmpty else { return ": " + nothing }
        let lines = findings.lines.filter(isPartner)
        let own = lines.filter { $0.decision == findings.decision }.map { name($0.subject) }
        let rest = others(lines.filter { $0.decision != findings.decision })
        guard !lines.isEmpty else { return " for all \(Figures.count(Int64(compared()), of: "order")) compared." }
        let absent = findings.lines.compactMap { line -> String? in
            if case .absent(let name) = line.subject { name } else { nil }
        }
        let lacking =
            absent.isEmpty
            ? ""
            : " \(Self.list(absent)) must take part, and neither side has an event of \(absent.count == 1 ? "it" : "them")."
        guard !own.isEmpty else {
            // A partner by itself may have too few of what everything together has too many of.
            return absent.isEmpty
                ? " for everything, though for no partner by itself: what speaks against it is not any one partner's."
                    + rest
                : " for everything." + lacking + rest
        }
        let whom =
            own.count == lines.count
            ? lines.count == 1 ? "the only partner" : "all \(Figures.count(lines.count)) partners"
            : "\(Figures.count(own.count)) of \(Figures.count(lines.count)) partners"
        return " for \(whom)" + (own.count > 4 ? "." : ": \(Self.list(own)).") + lacking + rest
    }

    /// Why nothing could be compared.
    private var nothing: String {
        let lacking = [Side.old, .new].filter { !findings.hasEvents($0) }
        let names = lacking.map { $0 == .old ? findings.names.old : findings.names.new }
        let whole =
            lacking.count == 2
            ? "neither side has an event that could be compared" : "\(names.first ?? "one side") has no event"
        let why = lacking.compactMap { side -> String? in
            let place = Int(side.rawValue)
            guard findings.reads.indices.contains(place) else { return nil }
            let read = findings.reads[place]
            guard read.rows > 0 else { return "\(read.place) has no row" }
            let first = read.badRows.first.map { " (\($0))" } ?? ""
            let unknown = read.unknown.values.reduce(0, +)
            let parts = [
                (read.bad, "that cannot be read\(first)"), (unknown, "of kinds that the mapping does not name"),
                (read.ignored, "left out by the mapping"), (read.later, "after the time of --as-of"),
                (read.notYet, "without a time"),
            ].filter { $0.0 > 0 }.map { "\(Figures.count($0.0)) \($0.1)" }
            return parts.isEmpty
                ? nil : "of its \(Figures.count(Int64(read.rows), of: "row")): \(Self.list(parts, most: 5))"
        }
        return whole + (why.isEmpty ? "" : ": " + why.joined(separator: "; ")) + "."
    }

    /// What the decision rests on, with counts; nil: nothing could be compared.
    var basis: String? {
        guard !findings.isEmpty else { return nil }
        let said =
            switch findings.decision {
            case .hold, .rollBack: against
            case .ramp: ramp
            case .cutOver: cutOver
            }
        let slower = slower(.all)
        return said.prefix(1).uppercased() + said.dropFirst() + "."
            + (slower.isEmpty ? "" : " As a whole \(Self.list(slower, most: 3)).")
    }

    /// What speaks against it.
    private var against: String {
        let states: [GateCheck.State] = findings.decision == .rollBack ? [.harm] : [.failed, .harm]
        func failed(_ line: GateLine) -> [(check: GateCheck, words: String)] {
            ranked(line.checks.filter { states.contains($0.state) }, line.subject)
                .map { ($0, phrase($0, line.subject, inFull: false)) }
        }
        let all = findings.lines.filter { $0.subject == .all }.flatMap(failed)
        // What fails for a partner alone, and not for everything, is among the reasons as well.
        let common = Set(all.map(\.check.subject))
        let own = findings.lines.filter { $0.decision == findings.decision }.flatMap { line -> [(GateCheck, String)] in
            guard case .partner(let partner) = line.subject else { return [] }
            return failed(line).filter { !common.contains($0.check.subject) }
                .map {
                    (
                        $0.check,
                        $0.words + (all.isEmpty ? " of " : " for ") + self.partner(partner)
                            + (all.isEmpty ? "" : " alone")
                    )
                }
        }
        var phrases = told(all.isEmpty ? own : all, alone: all.isEmpty ? [] : own)
        for line in findings.lines.reversed() {
            if case .absent(let name) = line.subject { phrases.insert("the absence of \(name)", at: 0) }
        }
        let isOne = phrases.count == 1 && (phrases[0].hasPrefix("1 ") || phrases[0].first?.isNumber == false)
        let verb =
            findings.decision == .rollBack
            ? isOne ? "does harm beyond what was agreed" : "do harm beyond what was agreed"
            : isOne ? "speaks against it" : "speak against it"
        return Self.list(phrases, most: .max) + " " + verb
    }

    /// Reasons in words: the first of all, the first of those of single partners, and what the others come to, counted as what is
    /// named is: by differences.
    private func told(_ all: [(check: GateCheck, words: String)], alone: [(check: GateCheck, words: String)])
        -> [String]
    {
        func first(_ reasons: [(check: GateCheck, words: String)], _ most: Int) -> Int {
            reasons.count > most ? most - 1 : reasons.count
        }
        let (named, own) = (first(all, 3), first(alone, 2))
        let left = all[named...] + alone[own...]
        var phrases = (all[..<named] + alone[..<own]).map(\.words)
        let seen = left.compactMap { reason -> Int? in
            if case .share(let bound, _) = reason.check.evidence { bound.seen } else { nil }
        }
        let sum = seen.reduce(0, +)
        if !seen.isEmpty {
            phrases.append(
                "\(Figures.count(Int64(sum), of: "difference")) of \(Figures.count(Int64(seen.count), of: "other kind"))"
            )
        }
        if left.count > seen.count {
            phrases.append(
                Figures.count(Int64(left.count - seen.count), of: seen.isEmpty ? "other reason" : "reason more"))
        }
        return phrases
    }

    private var ramp: String {
        let line = findings.line(.all)
        var open = (line?.checks ?? []).filter { $0.state == .open }.map { phrase($0, .all, inFull: true) }
        if open.isEmpty {
            let lines = findings.lines.filter { $0.decision == .ramp && isPartner($0) }
            func wanting(_ line: GateLine) -> [GateCheck] {
                line.checks.filter { check in
                    switch check.subject {
                    case .orders, .absence: false
                    default: check.state == .open
                    }
                }
            }
            let few = lines.filter { wanting($0).isEmpty }.map { name($0.subject) }
            open = few.isEmpty ? [] : ["more orders of \(Self.list(few))"]
            // A partner may have orders enough, and something else that is open.
            open += lines.flatMap { line in
                wanting(line).map { "\(phrase($0, line.subject, inFull: true)) of \(name(line.subject))" }
            }
        }
        return "nothing speaks against it, and it is not shown yet: wanted are \(Self.list(open, most: 3))"
    }

    private var cutOver: String {
        let line = findings.line(.all)
        let signed = signatures(line)
        let rare = Self.share(findings.gate.bound)
        let basis =
            "nothing speaks against it in \(Figures.count(compared())) orders; what was not seen is rarer than \(rare) at \(level)"
        let unknown = findings.uncomparedFields.map(field)
        let kinds = findings.lines.compactMap { line -> String? in
            guard case .kind(let kind) = line.subject, line.decision == .ramp else { return nil }
            return self.kind(kind)
        }
        let less =
            kinds.isEmpty
            ? ""
            : "; of \(Self.list(kinds)) by \(kinds.count == 1 ? "itself" : "themselves") less is known, which does not decide"
        return basis + less + (signed.isEmpty ? "" : "; \(Self.list(signed, most: 3))")
            + (unknown.isEmpty
                ? "" : "; \(Self.list(unknown)) \(unknown.count == 1 ? "was" : "were") not compared")
    }

    /// Who signed for what, in the order in which they are named: `J. Maes signed for 150 late trackings`.
    private func signatures(_ line: GateLine?) -> [String] {
        var byName: [(names: [String], phrases: [String])] = []
        for check in line?.checks ?? [] where check.state == .signed {
            guard case .share(_, let bearable) = check.evidence else { continue }
            var names: [String] = []
            for signature in bearable.signatures {
                guard case .signed = signature.outcome, !names.contains(signature.exception.signedBy) else { continue }
                names.append(signature.exception.signedBy)
            }
            let said = phrase(check, .all, inFull: false)
            if let place = byName.firstIndex(where: { $0.names == names }) {
                byName[place].phrases.append(said)
            } else {
                byName.append((names, [said]))
            }
        }
        return byName.map {
            "\(Self.list($0.names, most: 4)) signed for \(Self.list($0.phrases, most: 3))"
        }
    }

    /// What becomes of partners of whom something else is decided, the worst first.
    private func others(_ lines: [GateLine]) -> String {
        let parts = [Decision.rollBack, .hold, .ramp, .cutOver].compactMap { decision -> String? in
            let names = lines.filter { $0.decision == decision }.map { name($0.subject) }
            guard !names.isEmpty else { return nil }
            let who = names.count > 4 ? Figures.count(Int64(names.count), of: "other partner") : Self.list(names)
            switch decision {
            case .rollBack: return who + " would have to be rolled back"
            case .hold: return who + " would have to wait"
            case .ramp: return who + " could be ramped"
            case .cutOver: return who + " could be cut over"
            }
        }
        return parts.isEmpty ? "" : " " + parts.joined(separator: ", ") + "."
    }

    private func isPartner(_ line: GateLine) -> Bool {
        if case .partner(let partner) = line.subject { partner != findings.partners.count - 1 } else { false }
    }

    /// What was compared: `100,000 orders; 300,412 events of edi hub, 300,398 of odoo-19`.
    var scope: String {
        let total = total.total
        guard !findings.isEmpty else {
            return
                "nothing compared; \(Figures.count(Int64(total.old), of: "event")) of \(findings.names.old), \(Figures.count(total.new)) of \(findings.names.new)"
        }
        let orders = orders()
        let pending = orders[Int(VerdictClass.pending.rawValue)]
        let compared =
            Figures.count(Int64(self.compared()), of: "order") + " compared"
            + (pending > 0 ? ", \(Figures.count(pending)) pending" : "")
            + (strangers() > 0 ? ", \(Figures.count(strangers())) on \(findings.names.new) only" : "")
        return
            "\(compared); \(Figures.count(Int64(total.old), of: "event")) of \(findings.names.old), \(Figures.count(total.new)) of \(findings.names.new)"
    }

    /// Whether the old side was compared with itself, and what was learnt.
    var noise: String {
        let classes = findings.classNoise.filter(\.isTolerated).map { finding in
            "\(kind(finding.kind)) \(finding.verdict.name) (\(Figures.count(finding.counts.onlyNew + finding.counts.both)) tolerated, on the old side by itself \(Figures.count(finding.counts.onlyAgain + finding.counts.both)))"
        }
        let natural = classes.isEmpty ? "" : "; by nature as well: \(Self.list(classes, most: 4))"
        guard let most = findings.noise.map(\.counts.compared).max() else {
            return classes.isEmpty
                ? "not known: the old side was there once only, so nothing is known to differ by nature"
                : "the old side was there once only, so of fields and times nothing is known to differ by nature\(natural)"
        }
        let noisy = findings.noise.filter { $0.verdict == .noise }.map { finding in
            "\(kind(finding.kind)) \(field(finding.field)) (\(Figures.count(finding.tolerated)) tolerated)"
        }
        let times = present.compactMap { place in usualTimes(place).map { "\(kind(place)) \($0)" } }
        let told =
            switch (noisy.isEmpty, times.isEmpty) {
            case (true, true): "no field and no time is taken for noise"
            case (true, false): "no field is taken for noise; times are: \(Self.list(times, most: 4))"
            case (false, _):
                Self.list(noisy, most: 4) + (noisy.count > 1 ? " differ" : " differs") + " by nature; "
                    + (times.isEmpty ? "no time does" : "so do times: \(Self.list(times, most: 4))")
            }
        return
            "learnt from the old side beside itself (A/A), up to \(Figures.count(Int64(most), of: "event")) of a kind; \(told)\(natural)"
    }

    /// How many orders moved to the new side; nil: all at once.
    var moved: String? {
        guard !findings.onboarding.isEmpty else { return nil }
        let all = findings.onboarding.reduce(0) { $0 + $1.orders }
        let stayed = findings.onboarding.reduce(0) { $0 + ($1.phase == nil ? $1.orders : 0) }
        return
            "\(Figures.count(all - stayed)) of \(Figures.count(Int64(all), of: "order")) moved to \(findings.names.new); \(Figures.count(stayed)) had not moved and are not compared"
    }

    /// What became of planted differences; nil: there are none.
    var planted: String? {
        guard !findings.planted.isEmpty else { return nil }
        let all = findings.planted.reduce(0) { $0 + $1.planted }
        let found = findings.planted.reduce(0) { $0 + $1.found }
        return found == all
            ? "all \(Figures.count(all)) planted differences were found as what they are"
            : "\(Figures.count(found)) of \(Figures.count(all)) planted differences were found as what they are"
    }

    /// Documents of several orders that one side seems to tell under one of these only, and what helps.
    private var oneSided: [String] {
        findings.oneSidedDocuments.map { told in
            let side = told.side == .new ? findings.names.new : findings.names.old
            return
                "\(Figures.count(told.alone)) \(noun(told.kind, told.alone)) of one side only, and \(Figures.count(told.differing)) with other amounts: if \(side) tells a document of several orders under one of them only, name a column with all of them in the mapping, as order: { column: ..., list: \",\" }."
        }
    }

    /// A side's clock that is off as a whole, and what helps.
    private var strangeClocks: [String] {
        guard !findings.clocks.isEmpty else { return [] }
        let zones = [(Side.old, findings.names.old), (.new, findings.names.new)].map { side, name in
            "\(Self.list(findings.zones[side] ?? [], most: 4)) for \(name)"
        }
        return [
            "\(findings.names.new) is \(Self.clocks(findings.clocks)) of \(Figures.count(Int64(findings.tally.clocks.pairs), of: "pair")) of events, whatever their kind: a wrong zone does that, and hides what is late. Times without an offset are read in the zone of the mapping (\(zones.joined(separator: ", "))): correct \"zone\"."
        ]
    }

    /// Sides that call no order the same, and what helps.
    private var strangeOrders: [String] {
        guard !findings.isEmpty, findings.tally.clocks.pairs == 0, strangers() > 0 else { return [] }
        return [
            "No event of \(findings.names.new) was found to be one of \(findings.names.old): as it seems, no order is called the same on both sides. Look at \"order\" in the mapping (its column, \"drop\", \"leading zeros\", \"any case\")."
        ]
    }

    /// What weakens the answer.
    var cautions: [String] {
        var cautions: [String] = []
        let total = total.total
        if !findings.isEmpty, total.old == 0 { cautions.append("\(findings.names.old) has no event at all.") }
        if !findings.isEmpty, total.new == 0 { cautions.append("\(findings.names.new) has no event at all.") }
        if findings.blur.step > 0 {
            let side = findings.blur.side == .old ? findings.names.old : findings.names.new
            let step = Figures.duration(findings.blur.step)
            cautions.append(
                "\(side) tells times in whole steps of \(step) only: by so much every time may be off, and intervals of latencies are that much wider; no shift below it can be shown."
            )
        }
        cautions += strangeClocks + strangeOrders
        for read in findings.reads {
            if read.bad > 0 {
                cautions.append(
                    "\(read.name): \(Figures.count(Int64(read.bad), of: "row")) cannot be read; any event may be in them."
                )
            }
            let unknown = read.unknown.values.reduce(0, +)
            if unknown > 0 {
                cautions.append(
                    "\(read.name): \(Figures.count(Int64(unknown), of: "row")) of kinds that the mapping does not name (\(Self.list(read.unknown.keys.sorted(), most: 4)))."
                )
            }
        }
        for (read, count) in zip(findings.reads, [total.old, total.new]) where read.events != count {
            cautions.append(
                "\(read.name): \(Figures.count(Int64(read.events), of: "event")) came of reading, \(Figures.count(count)) are in the classes."
            )
        }
        cautions += oneSided + uncompared
        let nobodys = findings.tally.total(partner: findings.partners.count - 1).total.units
        if nobodys > 0 {
            let isOne = nobodys == 1
            cautions.append(
                "\(Figures.count(Int64(nobodys), of: "unit")) \(isOne ? "belongs" : "belong") to no partner; \(isOne ? "it counts" : "they count") for the whole only."
            )
        }
        return cautions
    }
}
