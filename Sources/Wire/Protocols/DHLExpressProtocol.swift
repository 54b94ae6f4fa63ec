internal import Kernel

internal import HTTPTypes

/// A DHL-Express-shaped carrier: MyDHL API (developer.dhl.com/api-reference/dhl-express-mydhl-api; shapes as in karrio's
/// connector tests). Errors are one object `instance, detail, title, message, status`. There is no call to void a label: one that
/// is not handed over is not charged. Basic authentication is the matter of whoever sends.
public struct DHLExpressProtocol: WireProtocol {
    /// The name in scenarios.
    public static let name = "dhl-express"

    /// The account.
    public var options: CarrierOptions

    /// A protocol for one account; product codes: "P" worldwide, "U" within the European Union, "N" domestic, "K" before nine.
    public init(_ options: CarrierOptions = CarrierOptions(account: "123456789", service: "U")) {
        self.options = options
    }

    /// What can be done; "void" sends nothing.
    public let operations = ["label", "rate", "track", "void"]

    /// Nothing.
    public func opening() -> (any Conversation)? { nil }

    /// One operation for one order.
    public func conversation(_ operation: String, for order: BusinessOrder, session: Facts) -> (any Conversation)? {
        switch operation {
        case "label":
            let request = WireRequest.post("/mydhlapi/shipments", json: label(order), fields: fields(order.reference))
            return ScriptedConversation(
                CarrierScript(request: request) { reply, line in
                    guard reply.isGood, let tracking = reply.json["shipmentTrackingNumber"]?.text else {
                        return Self.failure(reply, "label", "a shipmentTrackingNumber")
                    }
                    line.learnt[FactName.tracking] = .string(tracking)
                    line.learnt[FactName.shipment] = .string(tracking)
                    return .done
                })
        case "rate":
            let request = WireRequest.post("/mydhlapi/rates", json: rate(order), fields: fields(order.reference))
            return ScriptedConversation(
                CarrierScript(request: request) { reply, line in
                    let price = reply.json["products"]?[0]?["totalPrice"]?[0]?["price"]
                    guard reply.isGood, let price, price.double != nil else {
                        return Self.failure(reply, "rate", "products with a totalPrice")
                    }
                    line.learnt["rate"] = .string(price.written)
                    return .done
                })
        case "track":
            let fields = fields(order.reference)
            return CarrierTalk.about(order.facts[FactName.tracking], "DHL Express", "track") { number in
                let path = "/mydhlapi/shipments/\(CarrierTalk.pathPart(number))/tracking?trackingView=last-checkpoint"
                return (
                    WireRequest(.get, path, fields: fields),
                    { reply, line in
                        guard reply.isGood, let shipment = reply.json["shipments"]?[0],
                            shipment["shipmentTrackingNumber"]?.text != nil
                        else { return Self.failure(reply, "track", "shipments") }
                        let event = shipment["events"]?.array?.last
                        line.learnt[FactName.shipmentState] = event?["description"] ?? shipment["status"] ?? ""
                        return .done
                    }
                )
            }
        case "void":
            let words = "DHL Express has no call to void a label; one that is not handed over is not charged"
            return ScriptedConversation(SilentScript(ending: Ending(.ok, words)))
        default: return nil
        }
    }

    /// Nothing: labels lapse by themselves.
    public func undoing(_ record: CreatedRecord, session: Facts) -> (any Conversation)? { nil }

    private func fields(_ reference: String) -> HTTPFields {
        var fields = HTTPFields()
        if let name = HTTPField.Name("Message-Reference") { fields[name] = reference }
        return fields
    }

    private func label(_ order: BusinessOrder) -> JSON {
        let time = CivilTime(seconds: order.ordered)
        let to = options.recipient(of: order)
        return [
            "plannedShippingDateAndTime": .string("\(time.date)T\(time.time) GMT+00:00"),
            "pickup": ["isRequested": false], "productCode": .string(options.service(of: order)),
            "accounts": [["typeCode": "shipper", "number": .string(options.account)]],
            "customerReferences": [["value": .string(String(order.reference.suffix(35))), "typeCode": "CU"]],
            "customerDetails": [
                "shipperDetails": Self.party(options.shipper), "receiverDetails": Self.party(to),
            ],
            "content": [
                "packages": [package(order)], "isCustomsDeclarable": false, "description": "Goods", "incoterm": "DAP",
                "unitOfMeasurement": "metric",
            ], "outputImageProperties": ["imageOptions": [["typeCode": "label", "isRequested": true]]],
        ]
    }

    private func rate(_ order: BusinessOrder) -> JSON {
        let time = CivilTime(seconds: order.ordered)
        return [
            "customerDetails": [
                "shipperDetails": Self.address(options.shipper),
                "receiverDetails": Self.address(options.recipient(of: order)),
            ], "accounts": [["typeCode": "shipper", "number": .string(options.account)]],
            "productCode": .string(options.service(of: order)),
            "plannedShippingDateAndTime": .string("\(time.date)T\(time.time) GMT+00:00"), "unitOfMeasurement": "metric",
            "isCustomsDeclarable": false, "packages": [package(order)],
        ]
    }

    private func package(_ order: BusinessOrder) -> JSON {
        [
            "weight": .number(CarrierTalk.kilograms(order.grams)),
            "dimensions": ["length": 40, "width": 30, "height": 20],
        ]
    }

    private static func party(_ address: PostalAddress) -> JSON {
        [
            "postalAddress": self.address(address),
            "contactInformation": [
                "phone": .string(address.phone), "companyName": .string(address.name),
                "fullName": .string(address.name),
            ],
        ]
    }

    private static func address(_ address: PostalAddress) -> JSON {
        [
            "postalCode": .string(address.postalCode), "cityName": .string(address.city),
            "countryCode": .string(address.country), "addressLine1": .string(address.street),
        ]
    }

    static func errors(_ json: JSON) -> [(code: String, message: String)] {
        guard let detail = json["detail"]?.text ?? json["message"]?.text else { return [] }
        let title = json["title"]?.text ?? ""
        let more = (json["additionalDetails"]?.array ?? []).compactMap(\.text).map { ("", $0) }
        return [(title, detail)] + more
    }

    private static func failure(_ reply: CarrierReply, _ operation: String, _ expected: String) -> Ending {
        // A good answer may carry "warnings" under the same names; only bad ones are read as errors.
        let errors = reply.isGood ? [] : errors(reply.json)
        return reply.failure("DHL Express", operation, expected: expected, errors: errors) { status, _ in
            switch status {
            case 429: "The quota is used up; a daily one is given back at midnight GMT."
            case 401: "User name or password of the MyDHL API are wrong: check the credentials of this system."
            case 403: "The account may not use this service: ask DHL to enable it."
            case 404: "Check the number, and that the URL ends before /mydhlapi."
            default: nil
            }
        }
    }
}
