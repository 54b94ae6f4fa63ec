internal import Reconciliation

extension MigrationFindings {
    /// Which side tells a field.
    public func coverage(_ field: Int) -> FieldCoverage {
        let bit: UInt16 = 1 << UInt16(field)
        let both = compared.indices.filter { compared[$0] & bit != 0 }
        if !both.isEmpty { return .compared(kinds: both) }
        return switch (told.old.contains { $0 & bit != 0 }, told.new.contains { $0 & bit != 0 }) {
        case (true, true): .apart
        case (true, false): .oldOnly
        case (false, true): .newOnly
        case (false, false): .neither
        }
    }

    /// Fields that one side alone tells, or both of them for different kinds of events: they are in no comparison.
    public var uncomparedFields: [Int] {
        agreement.fields.indices.filter {
            switch coverage($0) {
            case .oldOnly, .newOnly, .apart: true
            case .compared, .neither: false
            }
        }
    }

    /// Classes of differences that could not have been found.
    public var blindSpots: [BlindSpot] {
        VerdictClass.allCases.compactMap { verdict in
            wanting(verdict).map { BlindSpot(verdict: verdict, reason: $0) }
        }
    }

    /// What it would have taken to find a class; nil: it could have been found.
    private func wanting(_ verdict: VerdictClass) -> BlindSpot.Reason? {
        switch verdict {
        case .masterDataDrift: wanting([.master, .partner])
        case .state: wanting([.status])
        case .value: wanting([.value, .quantity, .net, .tax, .total])
        case .late where clocks.contains { $0.offset < 0 }: .clocks
        case .late: presentKinds.contains { agreement.kinds[$0].lateAfter != nil } ? nil : .agreedLateness
        case .conservation: hasBooks ? nil : .amounts
        case .outOfOrder: hasRelation(\.follows) ? nil : .sequence
        case .orphan: hasRelation(\.refersTo) ? nil : .reference
        case .match, .tolerated, .timingOnly, .pending, .splitMismatch, .duplicate, .unexpected, .missing: nil
        }
    }

    private func wanting(_ meanings: Set<EventField.Meaning>) -> BlindSpot.Reason? {
        let fields = agreement.fields.indices.filter { meanings.contains(agreement.fields[$0].meaning) }
        let canDiffer = fields.contains { field in
            guard !agreement.fields[field].isNoise, case .compared = coverage(field) else { return false }
            return true
        }
        return canDiffer ? nil : .field(oneSided: fields.filter(uncomparedFields.contains))
    }

    /// Kinds that have an event.
    private var presentKinds: [Int] {
        agreement.kinds.indices.filter { kind in
            partners.indices.contains { tally.cell(partner: $0, kind: kind) != nil }
        }
    }

    private func hasRelation(_ relation: KeyPath<EventRole, [EventRole]>) -> Bool {
        let present = presentKinds.map { agreement.kinds[$0].role }
        return present.contains { role in role[keyPath: relation].contains(where: present.contains) }
    }

    /// Whether there are amounts on both sides that have to add up.
    private var hasBooks: Bool {
        func kinds(_ roles: Set<EventRole>, _ meanings: [EventField.Meaning]) -> Bool {
            let fields = meanings.compactMap(agreement.field)
            guard fields.count == meanings.count else { return false }
            return presentKinds.contains { kind in
                roles.contains(agreement.kinds[kind].role)
                    && fields.allSatisfy { told.old[kind] & told.new[kind] & 1 << UInt16($0) != 0 }
            }
        }
        return kinds([.order], [.quantity]) && kinds([.shipment, .backOrder, .cancellation], [.quantity])
            || kinds([.invoice, .creditNote], [.net, .tax, .total])
            || kinds([.stockLevel], [.quantity])
    }

    /// Kinds of documents of several orders that one side seems to tell under one of these only.
    public var oneSidedDocuments: [OneSidedDocuments] {
        agreement.kinds.indices.filter { agreement.kinds[$0].spansOrders }.compactMap { kind in
            let sum = ClassTotals(partners.indices.compactMap { tally.cell(partner: $0, kind: kind) })
            let amounts = agreement.fields.indices.filter {
                switch agreement.fields[$0].meaning {
                case .quantity, .net, .tax, .total: true
                case .value, .status, .master, .partner: false
                }
            }
            let ofAmount = amounts.map { field in
                partners.indices.reduce(0) { $0 + (tally.cell(partner: $1, kind: kind)?.fields[field].differing ?? 0) }
            }
            let differing = (ofAmount.max() ?? 0) + sum[.splitMismatch].units
            let (missing, unexpected) = (sum[.missing].units, sum[.unexpected].units)
            // Where some came to the same in sum, the sides do tell which orders a document is of.
            let merged = partners.indices.contains { tally.cell(partner: $0, kind: kind)?.merges ?? 0 > 0 }
            let side: Side = missing >= unexpected ? .new : .old
            guard differing > 0, max(missing, unexpected) > 0, !merged,
                !sharedDocumentTellers[kind].contains(side)
            else { return nil }
            return OneSidedDocuments(
                kind: kind, alone: max(missing, unexpected), differing: differing, side: side)
        }
    }
}
