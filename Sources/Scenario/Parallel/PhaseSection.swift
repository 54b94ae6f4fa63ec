internal import Kernel

/// A phase of the onboarding, as a scenario writes it.
struct PhaseSection {
    var from: Located<WallTime>?
    var partners: [Located<String>]
    var share: Double

    static let shape = Shape<PhaseSection>.mapping("onboarding phase", "Who moves to the candidate, and when.") {
        fields in
        let from = fields.optional(
            "from", Shape<WallTime>.wallTime.located, "From when on; from the beginning if left out.")
        let partners = fields.optional(
            "partners", .oneOrMore(Shape<String>.text.located, of: "partners"), "Who moves; all if left out.", or: [])
        let share = fields.optional(
            "share", .share, "Share of their orders, chosen by a keyed hash; all if left out.", or: 1)
        return fields.isIncomplete ? nil : PhaseSection(from: from, partners: partners, share: share)
    }
}
