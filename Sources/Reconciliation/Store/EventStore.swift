public import Kernel

/// The events of all sides, ready to be compared.
public struct EventStore: Sendable {
    /// What was agreed.
    public let agreement: Agreement
    /// The old side, the new, and the old once more if there is one.
    public let sides: [SideStore]
    /// Partners of all sides, sorted by name; the last is for events of which none is known.
    public let partners: [String]
    /// For each side: numbers in `partners`, by the side's own.
    let partnerNumbers: [[Int]]

    /// The name of events without a partner.
    public static let noPartner = "no partner"

    /// Puts sides together.
    /// - Parameter sides: old and new, and perhaps the old once more, in this order.
    public init(_ agreement: Agreement, _ sides: [SideStore]) {
        precondition(sides.count >= 2 && sides.map(\.side) == Array(Side.allCases.prefix(sides.count)))
        self.agreement = agreement
        self.sides = sides
        var names = Set(sides.flatMap(\.partners.names))
        names.remove(EventStore.noPartner)
        let sorted = names.sorted()
        partners = sorted + [EventStore.noPartner]
        var numbers: [String: Int] = [:]
        for (number, name) in partners.enumerated() { numbers[name] = number }
        partnerNumbers = sides.map { side in side.partners.names.map { numbers[$0] ?? sorted.count } }
    }

    /// Other events of the sides of a store, with its partners.
    init(of whole: EventStore, _ sides: [SideStore]) {
        agreement = whole.agreement
        self.sides = sides
        partners = whole.partners
        partnerNumbers = Array(whole.partnerNumbers.prefix(sides.count))
    }

    /// From the first event of either side to the last.
    public var span: ClosedRange<Instant>? {
        let spans = sides.prefix(2).compactMap(\.span)
        guard let first = spans.map(\.lowerBound).min(), let last = spans.map(\.upperBound).max() else { return nil }
        return first...last
    }

    /// Events of one part, by order.
    func part(_ part: Int) -> EventPart {
        EventPart(self, part)
    }
}
