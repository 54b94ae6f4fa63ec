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
        guard !findings.isEmpty, !findings.isOneSided else { return [] }
        return findings.uncomparedFields.map { place in
            switch findings.coverage(place) {
            case .oldOnly, .newOnly:
                let isOld = findings.coverage(place) == .oldOnly
                let (one, other) =
                    isOld ? (findings.names.old, findings.names.new) : (findings.names.new, findings.names.old)
                return
                    "\(field(place)) is told by \(one) only and was not compared: name its column for \(other) in the mapping, or nothing is known of differences in it."
            default:
                return
                    "\(field(place)) is told by both sides, but for no kind of event by both: it was not compared, and nothing is known of differences in it."
            }
        }
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
            case .amounts:
                "no amounts that have to add up (ordered and shipped quantities; net, tax and total; stock) are told by both sides"
            case .sequence: "no two kinds of events follow each other"
            case .reference: "no kind of event refers to another"
            }
        return "Nothing is known of \(spot.verdict.name): \(why)."
    }
}
