internal import Kernel

internal import HTTPTypes

/// A FedEx-shaped carrier: ship, rate and track v1 (developer.fedex.com, API catalog; shapes as in karrio's connector tests).
/// Every body carries a `transactionId`; errors are a list `errors` of code and message; a tracking number that is not known is
/// reported inside of an HTTP 200. The access token is the matter of whoever sends.
public struct FedExProtocol: WireProtocol {
    /// The name in scenarios.
    public static let name = "fedex"

    private static let kind = "fedex shipment"

    /// The account.
    public var options: CarrierOptions

    /// A protocol for one account; service types: "FEDEX_GROUND", "PRIORITY_OVERNIGHT", "FEDEX_INTERNATIONAL_PRIORITY".
    public init(
        _ options: CarrierOptions = CarrierOptions(account: "740561073", service: "FEDEX_INTERNATIONAL_PRIORITY")
    ) {
        self.options = options
    }

    /// What can be done.
    public let operations = ["label", "rate", "track", "void"]

    /// Nothing.
    public func opening() -> (any Conversation)? { nil }

    /// One operation for one order.
    public func conversation(_ operation: String, for order: BusinessOrder, session: Facts) -> (any Conversation)? {
        switch operation {
        case "label":
            let request = WireRequest.post("/ship/v1/shipments", json: label(order), fields: fields(order.reference))
            return ScriptedConversation(
                CarrierScript(request: request) { reply, line in
                    let shipment = reply.json["output"]?["transactionShipments"]?[0]
                    let tracking =
                        shipment?["masterTrackingNumber"]?.text
                        ?? shipment?["pieceResponses"]?[0]?["trackingNumber"]?.text
                    guard reply.isGood, let tracking else {
                        return Self.failure(reply, "label", "transactionShipments with a masterTrackingNumber")
                    }
                    CarrierTalk.keep(tracking, tracking, kind: Self.kind, for: order, &line)
                    return .done
                })
        case "rate":
            let request = WireRequest.post("/rate/v1/rates/quotes", json: rate(order), fields: fields(order.reference))
            return ScriptedConversation(
                CarrierScript(request: request) { reply, line in
                    let rated = reply.json["output"]?["rateReplyDetails"]?[0]?["ratedShipmentDetails"]?[0]
                    guard reply.isGood, let total = rated?["totalNetCharge"], total.double != nil else {
                        return Self.failure(reply, "rate", "rateReplyDetails with a totalNetCharge")
                    }
                    line.learnt["rate"] = .string(total.written)
                    return .done
                })
        case "track":
            let fields = fields(order.reference)
            return CarrierTalk.about(order.facts[FactName.tracking], "FedEx", "track") { number in
                let body: JSON = [
                    "includeDetailedScans": false,
                    "trackingInfo": [["trackingNumberInfo": ["trackingNumber": .string(number)]]],
                ]
                return (
                    WireRequest.post("/track/v1/trackingnumbers", json: body, fields: fields),
                    { reply, line in
                        let result = Self.trackResult(reply.json)
                        guard reply.isGood, result?["error"] == nil, let status = result?["latestStatusDetail"] else {
                            return Self.failure(reply, "track", "trackResults with a latestStatusDetail")
                        }
                        line.learnt[FactName.shipmentState] = status["statusByLocale"] ?? status["code"] ?? ""
                        return .done
                    }
                )
            }
        case "void":
            return CarrierTalk.about(order.facts[FactName.shipment] ?? order.facts[FactName.tracking], "FedEx", "void")
            {
                void($0, order.reference)
            }
        default: return nil
        }
    }

    /// Cancels a shipment.
    public func undoing(_ record: CreatedRecord, session: Facts) -> (any Conversation)? {
        guard record.kind == Self.kind else { return nil }
        return CarrierTalk.about(.string(record.id), "FedEx", "void") { void($0, record.reference) }
    }

    private func void(
        _ tracking: String, _ reference: String
    ) -> (WireRequest, @Sendable (CarrierReply, inout Line<CarrierReply>) -> Ending) {
        let body: JSON = [
            "accountNumber": ["value": .string(options.account)], "deletionControl": "DELETE_ALL_PACKAGES",
            "trackingNumber": .string(tracking),
        ]
        var request = WireRequest.post("/ship/v1/shipments/cancel", json: body, fields: fields(reference))
        request.method = .put
        return (
            request,
            { reply, line in
                let isAgain = Self.errors(reply.json).contains { $0.code.hasSuffix("ALREADY.CANCELLED") }
                guard (reply.isGood && reply.json["output"]?["cancelledShipment"]?.bool == true) || isAgain else {
                    return Self.failure(reply, "void", "cancelledShipment true")
                }
                line.learnt[FactName.shipmentState] = "voided"
                return .done
            }
        )
    }

    private func fields(_ reference: String) -> HTTPFields {
        var fields = HTTPFields()
        if let name = HTTPField.Name("x-customer-transaction-id") { fields[name] = reference }
        if let name = HTTPField.Name("X-locale") { fields[name] = "en_US" }
        return fields
    }

    private func label(_ order: BusinessOrder) -> JSON {
        let to = options.recipient(of: order)
        return [
            "labelResponseOptions": "LABEL", "accountNumber": ["value": .string(options.account)],
            "requestedShipment": [
                "shipper": Self.party(options.shipper), "recipients": [Self.party(to)],
                "serviceType": .string(options.service(of: order)), "packagingType": "YOUR_PACKAGING",
                "pickupType": "USE_SCHEDULED_PICKUP", "shippingChargesPayment": ["paymentType": "SENDER"],
                "labelSpecification": ["imageType": "PNG", "labelStockType": "PAPER_4X6"],
                "requestedPackageLineItems": [
                    [
                        "weight": Self.weight(order),
                        "customerReferences": [
                            ["customerReferenceType": "CUSTOMER_REFERENCE", "value": .string(order.reference)]
                        ],
                    ]
                ],
            ],
        ]
    }

    private func rate(_ order: BusinessOrder) -> JSON {
        [
            "accountNumber": ["value": .string(options.account)],
            "requestedShipment": [
                "shipper": ["address": Self.address(options.shipper)],
                "recipient": ["address": Self.address(options.recipient(of: order))],
                "serviceType": .string(options.service(of: order)), "pickupType": "USE_SCHEDULED_PICKUP",
                "rateRequestType": ["ACCOUNT"], "requestedPackageLineItems": [["weight": Self.weight(order)]],
            ],
        ]
    }

    private static func weight(_ order: BusinessOrder) -> JSON {
        ["units": "KG", "value": .number(CarrierTalk.kilograms(order.grams))]
    }

    private static func party(_ address: PostalAddress) -> JSON {
        [
            "contact": ["personName": .string(address.name), "phoneNumber": .string(address.phone)],
            "address": self.address(address),
        ]
    }

    private static func address(_ address: PostalAddress) -> JSON {
        [
            "streetLines": [.string(address.street)], "city": .string(address.city),
            "stateOrProvinceCode": .string(address.state), "postalCode": .string(address.postalCode),
            "countryCode": .string(address.country),
        ]
    }

    private static func trackResult(_ json: JSON) -> JSON? {
        json["output"]?["completeTrackResults"]?[0]?["trackResults"]?[0]
    }

    static func errors(_ json: JSON) -> [(code: String, message: String)] {
        let inside = trackResult(json)?["error"].map { [$0] } ?? []
        return ((json["errors"]?.array ?? []) + inside).map { ($0["code"]?.text ?? "", $0["message"]?.text ?? "") }
    }

    private static func failure(_ reply: CarrierReply, _ operation: String, _ expected: String) -> Ending {
        reply.failure("FedEx", operation, expected: expected, errors: errors(reply.json)) { status, _ in
            switch status {
            case 429:
                "FedEx throttles the project for the rest of its ten seconds, or until midnight GMT for the daily quota."
            case 401: "The token is missing, wrong or expired: check API key and secret key of this system."
            case 403: "The project may not use this API or account: check it in the FedEx developer portal."
            case 404: "Check that the URL is https://apis.fedex.com or its sandbox, without a path."
            default: nil
            }
        }
    }
}
