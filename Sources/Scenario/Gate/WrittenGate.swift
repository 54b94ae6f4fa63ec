internal import Reconciliation

/// A gate, and where the names in it are written: whether there is what they name is known only beside what is compared.
struct WrittenGate {
    /// A name and its place.
    struct Mention {
        var name: String
        var item: Item
        /// Whether it stands as a key.
        var isKey = false
    }

    var plan: GatePlan
    /// Kinds of events that it speaks of.
    var kinds: [Mention] = []
    /// Partners likewise.
    var partners: [Mention] = []

    /// Reports names that lead nowhere, each where it is written.
    /// - Parameters:
    ///   - kinds: kinds of events that are compared.
    ///   - partners: all partners that there can be; nil: that is not known before the events are read.
    func check(kinds known: [String], partners all: [String]?) {
        for kind in kinds where !known.contains(kind.name) {
            WrittenGate.refuse(kind, "no kind of event \(quoted(kind.name)) is compared", known)
        }
        guard let all else { return }
        for partner in partners where !all.contains(partner.name) {
            WrittenGate.refuse(partner, "there is no partner \(quoted(partner.name))", all)
        }
    }

    private static func refuse(_ mention: Mention, _ message: String, _ known: [String]) {
        if mention.isKey {
            mention.item.refuseKey(message + Name.hint(for: mention.name, among: known))
        } else {
            mention.item.refuse(name: mention.name, message, among: known, isPartial: false)
        }
    }
}
