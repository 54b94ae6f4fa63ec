/// What columns are called, in the English, German, French and Dutch of logistics systems, EDI, SAP and Odoo.
enum ColumnLexicon {
    /// How much a name says that a column has a role: 1 it is the usual name, 0 nothing.
    static func score(_ role: ColumnRole, _ name: String) -> Double {
        let words = NameWords.ofColumn(name)
        guard let last = words.last, let names = names[role] else { return 0 }
        let whole = words.joined()
        let blocked = role == .order && words.contains { blockers.contains($0) } ? 0.3 : 1.0
        if names.contains(whole) { return blocked }
        if words.count > 2, names.contains(words.suffix(2).joined()) { return 0.9 * blocked }
        if names.contains(last) { return 0.75 * blocked }
        if words.contains(where: { names.contains($0) }) { return 0.5 * blocked }
        if let stems = stems[role], stems.contains(where: { whole.contains($0) }) { return 0.6 * blocked }
        return 0
    }

    /// The role that a name says most about, of some.
    static func best(_ name: String, of roles: [ColumnRole]) -> (role: ColumnRole, score: Double)? {
        let scored = roles.map { (role: $0, score: score($0, name)) }
        return scored.max { $0.score < $1.score }.flatMap { $0.score > 0 ? $0 : nil }
    }

    /// Whether a name says that a partner is who carries, and not who buys.
    static func namesCarrier(_ name: String) -> Bool {
        NameWords.ofColumn(name).contains { word in carriers.contains { word.hasPrefix($0) } }
    }

    private static let carriers = set("carrier sped frachtf traeger trager transporteur vervoerder shipper")

    /// Whether a column holds codes that are master data, by its name; articles, places and currencies have roles of their own.
    static func namesCode(_ name: String) -> Bool { NameWords.ofColumn(name).contains(where: codes.contains) }

    private static let codes = set("country countrycode land landcode pays codepays incoterm incoterms")

    /// Words that say that a column tells something about an order, not which one it is.
    private static let blockers: Set<String> = [
        "date", "time", "at", "status", "state", "type", "total", "amount", "qty", "quantity", "line", "lines", "value",
        "count", "sum", "price", "currency", "zeile", "position", "pos", "datum", "partner", "customer",
    ]

    private static func set(_ words: String) -> Set<String> { Set(words.split(separator: " ").map(String.init)) }

    private static let names: [ColumnRole: Set<String>] = [
        .event: set(
            "event eventtype eventname eventcode type typ doctype documenttype msgtype messagetype kind transaction "
                + "transactiontype transactionset txtype txset idoctype idoctyp mestyp basictype belegart belegtyp "
                + "nachrichtentyp nachrichtenart vorgang vorgangsart vgart vorgangstyp pickingtypecode ereignis ereignistyp ereignisart evenement "
                + "typeevenement typedocument typemessage gebeurtenis berichttype documentsoort soort art model "
                + "resmodel action activity operation recordtype satzart st01"),
        .order: set(
            "order orderid orderno ordernr ordernumber ordernum orderref orderreference ordercode ordername "
                + "clientorderref customerorder customerorderref customerorderno customerreference custorder salesorder "
                + "salesorderid salesorderno salesordernumber so sono sonumber origin reference ref po pono ponumber ponr "
                + "ponum purchaseorder purchaseorderno purchaseordernumber custpo customerpo bestellung bestellnr "
                + "bestellnummer bestellung auftrag auftragsnr auftragsnummer auftragnr kundenauftrag bstnk bstkd "
                + "commande nocommande numcommande numerocommande refcommande referencecommande bestelling bestelnr "
                + "bestelnummer ordernummer opdracht opdrachtnr vgbel aufnr ebeln businesskey subject correlationid "
                + "externalid externalorderid merchantorderid shoporder weborder webordernr invoiceorigin saleid "
                + "saleorder saleorderid marketplaceorder origorder"),
        .time: set(
            "time timestamp ts at date datetime when eventtime eventdate eventat occurredat occurred occurredon createdat "
                + "created creationdate createdate createtime datedone dateorder invoicedate orderdate documentdate "
                + "docdate zeit zeitpunkt zeitstempel datum uhrzeit erstelltam angelegtam belegdatum dateheure horodatage "
                + "datecreation tijd tijdstip aangemaakt processedat sentat receivedat messagedate loggedat postedat "
                + "datumzeit datetijd heure"),
        .partner: set(
            "partner partnerid partnername partnercode tradingpartner tp tpid carrier carrierid carriername carriercode "
                + "spediteur spedition sped frachtf trager traeger frachtfuhrer frachtfuehrer transporteur vervoerder customer customerid customername "
                + "customerno client clientid kunde kundennr kundennummer kdname kdnr kundenname klant klantnr supplier vendor lieferant "
                + "fournisseur leverancier sender receiver empfanger empfaenger account merchant channel shop mandant gln "
                + "buyer shipper"),
        .document: set(
            "doc document documentid documentno documentnr documentnumber docid docno docnr docnum docnumber belegnr "
                + "belegnummer beleg nodocument numdocument messageid msgid eventid uuid guid transactionid controlnumber "
                + "interchangeref idocnr invoiceno invoicenumber rechnungsnr shipmentid shipmentno deliveryno "
                + "lieferscheinnr lieferscheinnummer lieferschein vbeln messageref nachrichtennr documentnummer"),
        .line: set(
            "line lineno linenr lineid linenumber linenum orderline orderlineno position pos posnr posnummer itemno "
                + "itemnumber zeile zeilennr ligne noligne numligne regel regelnr lin posnum"),
        .parcel: set(
            "parcel parcelid parcelno package packageid packageno tracking trackingno trackingnumber trackingref "
                + "trackingid carriertrackingref sscc colis pakket paket paketnr sendungsnr sendungsnummer colli collo awb "
                + "waybill key box carton lpn nve"),
        .quantity: set(
            "quantity qty menge mg quantite qte aantal hoeveelheid pieces pcs units stuck stueck stuckzahl stueckzahl "
                + "qtydone productuomqty qtydelivered qtyordered orderedqty shippedqty cases kwmeng lfimg qtyinvoiced"),
        .net: set(
            "net netamount nettotal amountnet amountuntaxed untaxed subtotal netto nettobetrag nettowert netwr ht montantht "
                + "totalht netvalue nettobedrag"),
        .tax: set(
            "tax taxamount amounttax vat vatamount mwst mwstbetrag ust steuer steuerbetrag tva montanttva btw btwbedrag "
                + "salestax"),
        .total: set(
            "total totalamount amounttotal amount grandtotal gross grossamount brutto bruttobetrag betrag gesamt "
                + "gesamtbetrag summe ttc montant montantttc totalttc bedrag totaal totaalbedrag invoicetotal"),
        .status: set("status stat state statuscode zustand statut etat toestand orderstatus docstatus phase stage"),
        .article: set(
            "article articleno articleid sku product productid productcode itemcode item material matnr materialnr "
                + "artikel artikelnr artikelnummer articlecode gtin ean upc defaultcode produit codearticle"),
        .location: set(
            "location warehouse warehouseid site plant werks werk lager lagerort lagerplatz lgort lgpl lgpla depot entrepot magazijn locatie "
                + "standort place store filiale facility dc locationid whs wh warehousecode locationcode"),
        .currency: set("currency currencyid currencycode waehrung wahrung whg devise valuta waers cur curr ccy"),
        .unit: set(
            "unit uom unitofmeasure einheit mengeneinheit me unite eenheid meins vrkme qtyuom productuom unitcode"),
        .price: set("price unitprice preis einzelpreis prix prijs priceunit prixunitaire stuckpreis"),
        .weight: set("weight gewicht poids grossweight netweight kg gewichtkg weightkg"),
    ]

    private static let stems: [ColumnRole: [String]] = [
        .order: ["bestell", "auftrag", "commande", "orderref", "ordernum", "ordernr", "orderid"],
        .time: ["timestamp", "datetime", "datum", "occurred", "zeitpunkt"],
        .event: ["eventtype", "messagetype", "nachrichten", "belegart"],
        .partner: ["partner", "carrier", "spedit", "customer"],
        .document: ["belegnr", "document"],
        .quantity: ["quantity", "menge"],
    ]
}
