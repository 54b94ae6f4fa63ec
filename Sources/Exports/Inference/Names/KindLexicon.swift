internal import Reconciliation

/// What events are called: words of people, EDIFACT messages, X12 transaction sets, SAP IDocs, Odoo models.
enum KindLexicon {
    /// What an event is in the life of an order, by its name; nil: the name does not tell.
    static func role(_ name: String) -> EventRole? {
        let words = NameWords.of(name)
        let whole = words.joined()
        if let code = codes[whole] ?? codes[withoutVersion(whole)] { return code }
        // A message's own name says more than words around it; "order" and "invoice" stand in the names of others.
        for word in words where word.count > 4 || words.count < 3 && word.allSatisfy(\.isNumber) {
            if let code = codes[word] ?? codes[withoutVersion(word)],
                code != .order && code != .invoice || word.hasSuffix("0")
            {
                return code
            }
        }
        for (role, stems) in stems {
            for stem in stems where stem.count < 5 ? words.contains(stem) : whole.contains(stem) { return role }
        }
        return nil
    }

    /// Whether it says that a message arrived, not that anything happened to an order.
    static func isReceipt(_ name: String) -> Bool {
        ["997", "contrl", "aperak", "999", "ta1", "mdn", "funack", "functionalack"]
            .contains(NameWords.of(name).joined())
    }

    /// Whether it says that goods come in: back from a customer, or from a supplier.
    static func isIncoming(_ name: String) -> Bool { NameWords.of(name).contains("incoming") }

    /// Whether a time under this name is a plan or a promise, not something that happened.
    static func isPlan(_ name: String) -> Bool {
        let plans: Set<String> = [
            "promised", "requested", "expected", "estimated", "planned", "due", "eta", "etd", "cutoff", "scheduled",
            "deadline", "until", "wunsch", "wunschtermin", "geplant", "soll", "termin", "prevu", "gepland", "updated",
            "modified", "write", "exported", "valid",
        ]
        return NameWords.of(name).contains { plans.contains($0) }
    }

    /// `orders05` is `orders`: IDoc types carry a version.
    private static func withoutVersion(_ word: String) -> String {
        let digits = word.reversed().prefix { $0.isNumber }.count
        return digits < word.count && digits <= 2 ? String(word.dropLast(digits)) : word
    }

    private static let codes: [String: EventRole] = [
        "orders": .order, "850": .order, "875": .order, "saleorder": .order, "order": .order, "salesorder": .order,
        "purchaseorder": .order, "sale": .order,
        "ordrsp": .confirmation, "855": .confirmation, "ack": .confirmation, "poa": .confirmation,
        "940": .pick, "whsord": .pick, "stockpickingbatch": .pick,
        "internal": .pick, "outgoing": .shipment, "incoming": .goodsReturn,
        "desadv": .shipment, "856": .shipment, "945": .shipment, "delvry": .shipment, "shpmnt": .shipment,
        "stockpicking": .shipment, "asn": .shipment, "whscon": .shipment, "857": .shipment,
        "iftmin": .label, "204": .label,
        "iftsta": .tracking, "214": .tracking,
        "invoic": .invoice, "810": .invoice, "880": .invoice, "accountmove": .invoice, "invoice": .invoice,
        "812": .creditNote, "coacsu": .creditNote, "crenot": .creditNote,
        "180": .goodsReturn, "retann": .goodsReturn,
        "invrpt": .stockLevel, "846": .stockLevel, "stockquant": .stockLevel,
        "stockmove": .inventoryMove, "mbgmcr": .inventoryMove, "wmmbxy": .inventoryMove, "943": .inventoryMove,
        "944": .inventoryMove, "947": .inventoryMove,
    ]

    /// Looked for in this order: "order_cancelled" is a cancellation, not an order.
    private static let stems: [(EventRole, [String])] = [
        // Odoo calls whatever moves through a warehouse a picking, and says beside it which way.
        (.goodsReturn, ["pickingincoming", "incomingpicking"]), (.shipment, ["pickingoutgoing", "outgoingpicking"]),
        (
            .creditNote,
            ["outrefund", "creditnote", "creditmemo", "refund", "gutschrift", "avoir", "creditnota", "creditinvoice"]
        ),
        (.backOrder, ["backorder", "rueckstand", "ruckstand", "reliquat", "nalever"]),
        (.cancellation, ["cancel", "storno", "annul", "abgebrochen", "geannuleerd"]),
        (.goodsReturn, ["return", "rma", "retour", "ruecksend", "rucksend"]),
        (.invoice, ["invoic", "rechnung", "facture", "factuur", "faktur", "billed", "billing", "bill"]),
        (
            .stockLevel,
            ["stocklevel", "inventorylevel", "onhand", "stockcount", "inventur", "bestand", "inventorycount"]
        ),
        (
            .inventoryMove,
            [
                "inventorymove", "stockmove", "goodsmovement", "movement", "umlagerung", "warenbewegung", "mouvement",
                "adjustment",
            ]
        ),
        (.label, ["label", "etikett", "etiquette"]),
        (
            .tracking,
            [
                "track", "scan", "scanned", "transit", "delivered", "zugestellt", "livre", "afgeleverd",
                "outfordelivery",
                "arrived",
                "departed",
            ]
        ),
        (.pick, ["picked", "picking", "pick", "kommission", "prelev", "packed", "gepickt", "verzameld"]),
        (
            .shipment,
            [
                "ship", "shipped", "shipment", "despatch", "dispatch", "deliver", "goodsissue", "liefer", "versand",
                "versend", "expedi", "verzend", "verzonden", "livraison", "warenausgang", "shipping", "shipconfirm",
            ]
        ),
        (
            .confirmation,
            ["confirm", "acknowledg", "ack", "bestatig", "bestaetig", "accepted", "bevestig", "approved"]
        ),
        (
            .order,
            ["order", "bestell", "auftrag", "commande", "opdracht", "placed", "sale", "purchase", "created", "eingang"]
        ),
    ]
}
