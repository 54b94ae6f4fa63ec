import Analysis
import Kernel
import Reconciliation

extension MigrationWords {
    /// In which kinds of events a field is compared, or why it is not.
    func coverage(_ field: Int) -> String {
        switch findings.coverage(field) {
        case .compared(let kinds): "in " + Self.list(kinds.map(kind), most: 8)
        case .oldOnly: "told by \(findings.names.old) only, not compared"
        case .newOnly: "told by \(findings.names.new) only, not compared"
        case .apart: "told by both sides, but for no kind of event by both: not compared"
        case .neither: "told by neither side"
        }
    }

    /// Fields that are not compared though somebody tells them, and what helps.
    var uncompared: [String] {
        guard !findings.isEmpty else { return [] }
        func fields(_ coverage: FieldCoverage) -> [String] {
            findings.uncomparedFields.filter { findings.coverage($0) == coverage }.map(field)
        }
        let (old, new) = (findings.names.old, findings.names.new)
        var told: [String] = []
        for (names, one, other) in [(fields(.oldOnly), old, new), (fields(.newOnly), new, old)] where !names.isEmpty {
            let isOne = names.count == 1
            told.append(
                "\(Self.list(names, most: 12)) \(isOne ? "is" : "are") told by \(one) only and \(isOne ? "was" : "were") not compared: name \(isOne ? "its column" : "their columns") for \(other) in the mapping, or nothing is known of differences in \(isOne ? "it" : "them")."
            )
        }
        let apart = fields(.apart)
        if !apart.isEmpty {
            told.append(
                "\(Self.list(apart, most: 12)) \(apart.count == 1 ? "is" : "are") told by both sides, but for no kind of event by both: not compared, so that nothing is known of differences in \(apart.count == 1 ? "it" : "them")."
            )
        }
        return told
    }

    /// Why a class could not have been found.
    func blindness(_ spot: BlindSpot) -> String {
        let why =
            switch spot.reason {
            case .field(let oneSided):
                oneSided.isEmpty
                    ? "no field of that meaning is told by both sides"
                    : oneSided.map { "\(field($0)) is \(coverage($0))" }.joined(separator: ", ")
            case .agreedLateness: "no \"late after\" was agreed for any kind of event"
            case .clocks: "the clocks of both sides do not show the same, so that what is late seems to be early"
            case .amounts:
                "no amounts that have to add up (ordered and shipped quantities; net, tax and total; stock) are told by both sides"
            case .sequence: "no two kinds of events follow each other"
            case .reference: "no kind of event refers to another"
            }
        return "Nothing is known of \(spot.verdict.name): \(why)."
    }
}
