internal import Kernel

internal import HTTPTypes

/// A UPS-shaped carrier: shipping, rating and void v2409, tracking v1, as UPS publishes them
/// (github.com/UPS-API/api-documentation: Shipping.yaml, Rating.yaml, Tracking.yaml, OAuthClientCredentials.yaml).
/// All numbers are texts; errors are `{"response":{"errors":[{"code","message"}]}}`; 429 is code 10429 without any header that
/// says when to come back. The access token is the matter of whoever sends.
public struct UPSProtocol: WireProtocol {
    /// The name in scenarios.
    public static let name = "ups"

    private static let version = "v2409"
    private static let kind = "ups shipment"

    /// The account.
    public var options: CarrierOptions

    /// A protocol for one account; service codes: "01" next day air, "03" ground, "11" standard, "65" saver.
    public init(_ options: CarrierOptions = CarrierOptions(account: "999AA1", service: "11")) { self.options = options }

    /// What can be done.
    public let operations = ["label", "rate", "track", "void"]

    /// Nothing.
    public func opening() -> (any Conversation)? { nil }

    /// One operation for one order.
    public func conversation(_ operation: String, for order: BusinessOrder, session: Facts) -> (any Conversation)? {
        switch operation {
        case "label":
            let request = WireRequest.post(
                "/api/shipments/\(Self.version)/ship",
                json: [
                    "ShipmentRequest": [
                        "Request": [
                            "RequestOption": "nonvalidate",
                            "TransactionReference": ["CustomerContext": .string(order.reference)],
                        ], "Shipment": shipment(order, isRating: false),
                        "LabelSpecification": [
                            "LabelImageFormat": ["Code": "PNG"], "LabelStockSize": ["Height": "6", "Width": "4"],
                        ],
                    ]
                ], fields: fields(order.reference))
            return ScriptedConversation(
                CarrierScript(request: request) { reply, line in
                    let results = reply.json["ShipmentResponse"]?["ShipmentResults"]
                    // One parcel is an object, several are a list.
                    let parcel = results?["PackageResults"].flatMap { $0[0] ?? $0 }
                    guard reply.isGood, let tracking = parcel?["TrackingNumber"]?.text else {
                        return Self.failure(reply, "label", "ShipmentResults with a TrackingNumber")
                    }
                    let id = results?["ShipmentIdentificationNumber"]?.text ?? tracking
                    CarrierTalk.keep(tracking, id, kind: Self.kind, for: order, &line)
                    return .done
                })
        case "rate":
            let request = WireRequest.post(
                "/api/rating/\(Self.version)/Rate",
                json: [
                    "RateRequest": [
                        "Request": ["TransactionReference": ["CustomerContext": .string(order.reference)]],
                        "Shipment": shipment(order, isRating: true),
                    ]
                ], fields: fields(order.reference))
            return ScriptedConversation(
                CarrierScript(request: request) { reply, line in
                    let rated = reply.json["RateResponse"]?["RatedShipment"].flatMap { $0[0] ?? $0 }
                    guard reply.isGood, let total = rated?["TotalCharges"]?["MonetaryValue"]?.text else {
                        return Self.failure(reply, "rate", "RatedShipment with TotalCharges")
                    }
                    line.learnt["rate"] = .string(total)
                    return .done
                })
        case "track":
            let fields = fields(order.reference)
            return CarrierTalk.about(order.facts[FactName.tracking], "UPS", "track") { number in
                let request = WireRequest(
                    .get, "/api/track/v1/details/\(CarrierTalk.pathPart(number))?locale=en_US", fields: fields)
                return (
                    request,
                    { reply, line in
                        let parcel = reply.json["trackResponse"]?["shipment"]?[0]?["package"]?[0]
                        guard reply.isGood, let status = parcel?["currentStatus"] else {
                            return Self.failure(reply, "track", "a package with its currentStatus")
                        }
                        line.learnt[FactName.shipmentState] = status["description"] ?? status["code"] ?? ""
                        return .done
                    }
                )
            }
        case "void":
            return CarrierTalk.about(order.facts[FactName.shipment] ?? order.facts[FactName.tracking], "UPS", "void") {
                void($0, order.reference)
            }
        default: return nil
        }
    }

    /// Voids a shipment.
    public func undoing(_ record: CreatedRecord, session: Facts) -> (any Conversation)? {
        guard record.kind == Self.kind else { return nil }
        return CarrierTalk.about(.string(record.id), "UPS", "void") { void($0, record.reference) }
    }

    private func void(
        _ shipment: String, _ reference: String
    ) -> (WireRequest, @Sendable (CarrierReply, inout Line<CarrierReply>) -> Ending) {
        let request = WireRequest(
            .delete, "/api/shipments/\(Self.version)/void/cancel/\(CarrierTalk.pathPart(shipment))",
            fields: fields(reference))
        return (
            request,
            { reply, line in
                // Voided before: as wanted.
                let isAgain = Self.errors(reply.json).contains { $0.message.contains("already been voided") }
                let code = reply.json["VoidShipmentResponse"]?["SummaryResult"]?["Status"]?["Code"]?.text
                guard (reply.isGood && code == "1") || isAgain else {
                    return Self.failure(reply, "void", "a SummaryResult with status code 1")
                }
                line.learnt[FactName.shipmentState] = "voided"
                return .done
            }
        )
    }

    private func fields(_ reference: String) -> HTTPFields {
        var fields = HTTPFields()
        if let name = HTTPField.Name("transId") { fields[name] = String(reference.suffix(32)) }
        if let name = HTTPField.Name("transactionSrc") { fields[name] = "rehearse" }
        return fields
    }

    private func shipment(_ order: BusinessOrder, isRating: Bool) -> JSON {
        let to = options.recipient(of: order)
        let package: JSON = [
            isRating ? "PackagingType" : "Packaging": ["Code": "02"],
            "Dimensions": ["UnitOfMeasurement": ["Code": "CM"], "Length": "40", "Width": "30", "Height": "20"],
            "PackageWeight": [
                "UnitOfMeasurement": ["Code": "KGS"], "Weight": .string(CarrierTalk.kilograms(order.grams)),
            ],
        ]
        let shipper: JSON = [
            "Name": .string(options.shipper.name), "ShipperNumber": .string(options.account),
            "Phone": ["Number": .string(options.shipper.phone)], "Address": Self.address(options.shipper),
        ]
        return [
            "Description": "Goods", "Shipper": shipper,
            "ShipTo": [
                "Name": .string(to.name), "Phone": ["Number": .string(to.phone)], "Address": Self.address(to),
            ],
            "ShipFrom": ["Name": .string(options.shipper.name), "Address": Self.address(options.shipper)],
            "PaymentInformation": [
                "ShipmentCharge": [
                    "Type": "01", "BillShipper": ["AccountNumber": .string(options.account)],
                ]
            ],
            "ReferenceNumber": ["Value": .string(String(order.reference.suffix(35)))],
            "Service": ["Code": .string(options.service(of: order))], "Package": [package],
        ]
    }

    private static func address(_ address: PostalAddress) -> JSON {
        [
            "AddressLine": [.string(address.street)], "City": .string(address.city),
            "StateProvinceCode": .string(address.state), "PostalCode": .string(address.postalCode),
            "CountryCode": .string(address.country),
        ]
    }

    static func errors(_ json: JSON) -> [(code: String, message: String)] {
        (json["response"]?["errors"]?.array ?? []).map { ($0["code"]?.text ?? "", $0["message"]?.text ?? "") }
    }

    private static func failure(_ reply: CarrierReply, _ operation: String, _ expected: String) -> Ending {
        reply.failure("UPS", operation, expected: expected, errors: errors(reply.json)) { status, code in
            switch (status, code) {
            case (_, "10429"): "UPS does not say when to come back; lower the rate or ask UPS for a higher quota."
            case (401, _): "The token is missing, wrong or expired: check client id and secret of this system."
            case (403, _): "The account is blocked or may not use this service: ask UPS."
            case (404, _): "Check the number, and that the URL ends before /api."
            default: nil
            }
        }
    }
}
