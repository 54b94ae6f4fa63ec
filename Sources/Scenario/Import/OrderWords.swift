/// Recognises the fields of an order by what partners call them.
enum OrderWords {
    /// What stands for a member of this name in a template; nil: it is none of an order's fields.
    /// - Parameters:
    ///   - name: as the partner writes it: `orderId`, `order_id`.
    ///   - value: what it was.
    ///   - isText: whether it was a text and not a number.
    static func placeholder(_ name: String, _ value: String, isText: Bool) -> String? {
        switch folded(name) {
        case "orderreference", "orderref", "orderid", "ordernumber", "orderno", "ordername", "clientorderref",
            "clientreference", "externalorderid", "externalid", "externalreference", "externalref",
            "merchantreference", "merchantorderid", "customerreference", "customerref", "customerorderid",
            "customercontext", "reference", "referencenumber", "referenceid", "ref", "purchaseordernumber", "ponumber",
            "transactionreference", "orderkey", "idempotencykey":
            return isText ? "{order.reference}" : "{order.number}"
        case "currency", "currencycode", "currencyiso": return isText && value.count == 3 ? "{order.currency}" : nil
        case "grams", "weightgrams", "weightingrams", "weightg", "totalgrams": return "{order.grams}"
        case "kilograms", "weightkg", "weightinkg", "weightkilograms": return "{order.kilograms}"
        case "ordertotal", "totalamount", "grandtotal", "totalprice", "amounttotal", "ordervalue":
            return "{order.total}"
        case "totalquantity", "itemcount", "totalunits": return "{order.units}"
        case "orderdate", "orderedat", "orderdatetime", "dateorder", "ordertime", "placedat":
            guard isText, isDate(value) else { return nil }
            return value.utf8.count == 10 ? "{order.date}" : value.utf8.contains(0x54) ? "{order.time}" : nil
        default: return nil
        }
    }

    /// The same within a line of an order.
    static func linePlaceholder(_ name: String) -> String? {
        switch folded(name) {
        case "sku", "skucode", "skuid", "productcode", "productid", "productsku", "product", "itemcode", "itemnumber",
            "itemid", "itemsku", "articlenumber", "articleid", "articlecode", "variantid", "defaultcode", "partnumber":
            "{line.sku}"
        case "quantity", "qty", "units", "orderedquantity", "quantityordered", "productuomqty", "quantityunits":
            "{line.quantity}"
        case "price", "unitprice", "priceunit", "unitamount", "itemprice", "unitvalue": "{line.price}"
        case "linetotal", "subtotal", "lineamount", "linevalue": "{line.total}"
        case "linenumber", "lineno", "linenr", "position", "positionnumber": "{line.number}"
        default: nil
        }
    }

    /// Whether a list under this name holds an order's lines, as far as the name says.
    static func isLineList(_ name: String) -> Bool {
        [
            "lines", "items", "orderlines", "orderline", "lineitems", "orderitems", "products", "positions", "articles",
            "orderpositions", "commodities",
        ].contains(folded(name))
    }

    /// Whether a text begins with a date of ISO 8601.
    static func isDate(_ text: String) -> Bool {
        let bytes = Array(text.utf8.prefix(10))
        guard bytes.count == 10 else { return false }
        return bytes.enumerated().allSatisfy { k, byte in
            k == 4 || k == 7 ? byte == UInt8(ascii: "-") : (48...57).contains(byte)
        }
    }

    /// A name without case and without what joins its words.
    static func folded(_ name: String) -> String {
        String(name.unicodeScalars.filter { $0 != "_" && $0 != "-" && $0 != " " && $0 != "." }).lowercased()
    }
}
