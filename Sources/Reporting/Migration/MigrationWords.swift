import Analysis
import Kernel
import Reconciliation

/// What was found, in words: names, figures with their units, counts of a class.
struct MigrationWords: Sendable {
    let findings: MigrationFindings
    let rows: MigrationRows
    let clock: MigrationClock
    /// Partners that have an event, as indices.
    let partners: [Int]
    /// By kind: all partners together.
    let sums: [CellSum]
    /// Criteria of the gate.
    let criteria: GateWords

    init(_ findings: MigrationFindings, _ rows: MigrationRows) {
        self.findings = findings
        self.rows = rows
        clock = MigrationClock(findings.span)
        criteria = GateWords(findings)
        let kinds = findings.agreement.kinds.indices
        partners = findings.partners.indices.filter { partner in
            kinds.contains { findings.tally.cell(partner: partner, kind: $0) != nil }
        }
        sums = kinds.map { kind in
            CellSum(
                findings.partners.indices.compactMap { findings.tally.cell(partner: $0, kind: kind) },
                fields: findings.agreement.fields.count)
        }
    }

    /// Kinds of events, as indices.
    var kinds: Range<Int> { findings.agreement.kinds.indices }

    /// The name of a kind.
    func kind(_ kind: Int) -> String { findings.agreement.kinds[kind].name }

    /// The name of a field.
    func field(_ field: Int) -> String { findings.agreement.fields[field].name }

    /// The name of a partner.
    func partner(_ partner: Int) -> String { findings.partners[partner] }

    /// Names of the fields that are set as bits.
    func fields(_ bits: UInt16) -> [String] {
        findings.agreement.fields.indices.filter { bits & 1 << UInt16($0) != 0 }.map(field)
    }

    /// A kind of one partner, or of all of them.
    func sum(kind: Int, partner: Int? = nil) -> CellSum {
        guard let partner else { return sums[kind] }
        return CellSum(
            [findings.tally.cell(partner: partner, kind: kind)].compactMap(\.self),
            fields: findings.agreement.fields.count)
    }

    /// Kinds that have an event, as indices.
    var present: [Int] { kinds.filter { sums[$0].total.units > 0 } }

    /// The probability with which bounds hold: `95 %`.
    var level: String { Self.share(findings.level) }

    /// A share with as many decimals as it needs to be told from nothing and from all: `0.027 %`, `99.98 %`.
    static func share(_ share: Double) -> String {
        guard share > 0, share < 1 else { return Figures.trimmed(share * 100, 0) + " %" }
        let value = share * 100
        var digits = value >= 10 ? 0 : value >= 1 ? 1 : value >= 0.01 ? 3 : 5
        while digits < 9, Figures.trimmed(value, digits) == "100" { digits += 1 }
        return Figures.trimmed(value, digits) == "0" || digits == 9
            ? Figures.percent(share, digits: digits) : Figures.trimmed(value, digits) + " %"
    }

    /// A difference of time: `+310 ms`, `-4.1 s`, `0 s`.
    static func shift(_ nanoseconds: Double) -> String {
        let whole = Nanoseconds(min(max(nanoseconds.isFinite ? nanoseconds : 0, -9e18), 9e18))
        return (whole > 0 ? "+" : "") + Figures.duration(whole)
    }

    /// A difference of time: `310 ms later`, `4.1 s earlier`, `no later`.
    static func later(_ nanoseconds: Double) -> String {
        guard nanoseconds != 0 else { return "no later" }
        return shift(nanoseconds.magnitude).dropFirst() + (nanoseconds > 0 ? " later" : " earlier")
    }

    /// Names in a sentence: `dpd, gls and ups`; with more than `most`, how many more there are.
    static func list(_ names: [String], most: Int = 4, last: String = "and", others: String = "more") -> String {
        guard let end = names.last else { return "" }
        if names.count == 1 { return end }
        if names.count > most {
            return names.prefix(most - 1).joined(separator: ", ") + " \(last) \(names.count - most + 1) \(others)"
        }
        return names.dropLast().joined(separator: ", ") + " \(last) " + end
    }

    /// Orders by class of a partner, or of all of them.
    func orders(_ partner: Int? = nil) -> [Int] {
        partner.map { findings.tally.orders[$0] } ?? findings.tally.allOrders
    }

    /// Orders that were compared: those of the old side that are not pending.
    func compared(_ partner: Int? = nil) -> Int {
        partner.map(findings.tally.comparedOrders)
            ?? findings.partners.indices.reduce(0) { $0 + findings.tally.comparedOrders($1) }
    }

    /// Of these, orders with something that somebody has to answer for.
    func differing(_ partner: Int? = nil) -> Int {
        partner.map(findings.tally.differingOrders)
            ?? findings.partners.indices.reduce(0) { $0 + findings.tally.differingOrders($1) }
    }

    /// Orders that only the new side has, and that are not pending.
    func strangers(_ partner: Int? = nil) -> Int {
        (partner.map { [$0] } ?? Array(findings.partners.indices)).reduce(0) {
            $0 + defects(findings.tally.strangers[$1])
        }
    }

    private func defects(_ orders: [Int]) -> Int {
        VerdictClass.allCases.filter(\.isDefect).reduce(0) { $0 + orders[Int($1.rawValue)] }
    }

    /// Events that are compared: all kinds together.
    var total: ClassTotals { findings.tally.total }

    /// `from 2 s earlier to 5 s later`: times that differ by nature; nil: none beyond what is the same anyway.
    func usualTimes(_ kind: Int) -> String? {
        guard let range = findings.noiseModel.times[kind] else { return nil }
        let same = findings.agreement.kinds[kind].sameWithin
        guard range.upperBound > same || range.lowerBound < -same else { return nil }
        func told(_ time: Int64) -> String {
            time == 0 ? "0" : "\(Figures.duration(Int64(clamping: time.magnitude))) \(time < 0 ? "earlier" : "later")"
        }
        return "from \(told(range.lowerBound)) to \(told(range.upperBound))"
    }
}
