internal import Kernel

internal import HTTPTypes

extension FedExProtocol {
    /// What a request asks a served FedEx for.
    public func recognise(_ request: WireRequest, in book: inout ServedBook) -> Recognition {
        let path = String(request.path.prefix { $0 != "?" })
        if path == "/oauth/token" {
            return .immediate(
                .json(
                    200,
                    [
                        "access_token": "rehearse-fedex-token", "token_type": "bearer", "expires_in": 3_599,
                        "scope": "CXS",
                    ]))
        }
        if options.demandsCredentials, request.fields[.authorization] == nil {
            return .immediate(
                Self.refusal(
                    401, "NOT.AUTHORIZED.ERROR", "Access token expired. Please modify your request and try again."))
        }
        guard let body = try? JSON(reading: request.body) else {
            return .immediate(Self.refusal(400, "BAD.REQUEST.ERROR", "The request is not well formed."))
        }
        switch (request.method, path) {
        case (.post, "/ship/v1/shipments"): return shipping(body, "label")
        case (.post, "/rate/v1/rates/quotes"): return shipping(body, "rate")
        case (.post, "/track/v1/trackingnumbers"):
            let number = body["trackingInfo"]?[0]?["trackingNumberInfo"]?["trackingNumber"]?.text ?? ""
            guard let record = book.record(number) else { return .immediate(Self.unknown(number)) }
            return .operation(ServedCall("track", reference: record.reference, details: ["number": .string(number)]))
        case (.put, "/ship/v1/shipments/cancel"):
            let number = body["trackingNumber"]?.text ?? ""
            guard let record = book.record(number) else {
                return .immediate(
                    Self.refusal(
                        400, "TRACKINGNUMBER.ENTERED.INVALID", "Invalid tracking number. Please check and try again."))
            }
            if ServedParcels.isVoided(number, record) {
                return .immediate(
                    Self.refusal(400, "SHIPMENT.ALREADY.CANCELLED", "The shipment has already been cancelled."))
            }
            return .operation(ServedCall("void", reference: record.reference, details: ["number": .string(number)]))
        default:
            return .immediate(
                Self.refusal(404, "NOT.FOUND.ERROR", "The resource you requested is no longer available."))
        }
    }

    private func shipping(_ body: JSON, _ operation: String) -> Recognition {
        guard let shipment = body["requestedShipment"] else {
            return .immediate(Self.refusal(400, "REQUESTEDSHIPMENT.REQUIRED", "requestedShipment is required."))
        }
        guard body["accountNumber"]?["value"]?.text?.isEmpty == false else {
            return .immediate(Self.refusal(400, "ACCOUNT.NUMBER.INVALID", "Account number is invalid."))
        }
        let recipient = shipment["recipients"]?[0] ?? shipment["recipient"]
        guard recipient?["address"]?["countryCode"]?.text != nil else {
            return .immediate(Self.refusal(400, "COUNTRY.CODE.INVALID", "Recipient country code is invalid."))
        }
        let parcels = shipment["requestedPackageLineItems"]?.array ?? []
        let grams = parcels.reduce(0) {
            $0 &+ (CarrierTalk.grams($1["weight"]?["value"], $1["weight"]?["units"]?.text) ?? 0)
        }
        let reference = parcels.first?["customerReferences"]?[0]?["value"]?.text ?? body["customerTransactionId"]?.text
        return .operation(
            ServedCall(
                operation, reference: reference, units: max(1, parcels.count), grams: grams,
                details: ["service": shipment["serviceType"] ?? .string(options.service)]))
    }

    /// The answer of a served FedEx.
    public func answer(_ call: ServedCall, _ verdict: ServedVerdict, in book: inout ServedBook) -> WireResponse {
        switch verdict.outcome {
        case .ok: break
        case .rateLimited:
            return Self.refusal(
                429, "TOO.MANY.REQUESTS",
                "We have received too many requests in a short duration. Please wait a while to try again.")
        case .businessError:
            return Self.refusal(
                422, "RECIPIENTS.ADDRESS.INVALID", "Recipient address is invalid. Please update and try again.")
        case .shed, .breakerOpen:
            return Self.refusal(
                503, "SERVICE.UNAVAILABLE.ERROR",
                "The service is currently unavailable and we are working to resolve the issue.")
        case .timeout: return Self.refusal(504, "GATEWAY.TIMEOUT", "The service did not answer in time.")
        case .connection, .serverError:
            return Self.refusal(
                500, "INTERNAL.SERVER.ERROR",
                "We encountered an unexpected error and are working to resolve the issue. We apologize for any inconvenience."
            )
        }
        let number = call.details["number"]?.text ?? ""
        switch call.operation {
        case "label": return label(call, verdict, &book)
        case "rate":
            let detail: JSON = [
                "rateType": "ACCOUNT", "totalNetCharge": .number(price(call)), "currency": "EUR",
            ]
            return Self.good([
                "rateReplyDetails": [
                    ["serviceType": call.details["service"] ?? "", "ratedShipmentDetails": [detail]]
                ]
            ])
        case "void":
            if let record = book.record(number) { ServedParcels.void(number, record, in: &book) }
            return Self.good(["cancelledShipment": true, "cancelledHistory": true, "successMessage": "Success"])
        default: return track(number, book)
        }
    }

    private func label(_ call: ServedCall, _ verdict: ServedVerdict, _ book: inout ServedBook) -> WireResponse {
        let reference = call.reference ?? "fedex \(book.count + 1)"
        let (_, number) = ServedParcels.newLabel(reference, in: &book)
        let tracking = CheckDigits.fedEx(79_400_000_000 + number % 100_000_000)
        ServedParcels.keep(tracking, for: reference, in: &book)
        let piece: JSON = [
            "masterTrackingNumber": .string(tracking), "trackingNumber": .string(tracking), "packageSequenceNumber": 1,
            "packageDocuments": [
                ["contentType": "LABEL", "docType": "PNG", "encodedLabel": .string(CarrierTalk.image)]
            ], "netChargeAmount": .number(price(call)), "currency": "EUR",
        ]
        return Self.good([
            "transactionShipments": [
                [
                    "serviceType": call.details["service"] ?? "",
                    "shipDatestamp": .string(CivilTime(seconds: verdict.now).date),
                    "masterTrackingNumber": .string(tracking), "pieceResponses": [piece],
                ]
            ]
        ])
    }

    /// An invented price: 5.50 and 1.10 a kilogram.
    private func price(_ call: ServedCall) -> String {
        Cents.decimal(550 + Int64(min(max(call.grams ?? 0, 0), 1_000_000)) * 110 / 1_000)
    }

    private func track(_ number: String, _ book: ServedBook) -> WireResponse {
        let record = book.record(number)
        let isVoided = record.map { ServedParcels.isVoided(number, $0) } ?? false
        let told = record?.facts[FactName.shipmentState]?.text ?? ""
        let (code, words) =
            isVoided
            ? ("CA", "Shipment cancelled by sender")
            : told == "delivered"
                ? ("DL", "Delivered")
                : told == "in transit" ? ("IT", "In transit") : ("OC", "Shipment information sent to FedEx")
        let status: JSON = [
            "code": .string(code), "derivedCode": .string(code), "statusByLocale": .string(words),
            "description": .string(words),
        ]
        return Self.good([
            "completeTrackResults": [
                [
                    "trackingNumber": .string(number),
                    "trackResults": [
                        [
                            "trackingNumberInfo": ["trackingNumber": .string(number), "carrierCode": "FDXE"],
                            "latestStatusDetail": status,
                        ]
                    ],
                ]
            ]
        ])
    }

    /// A number that is not known: HTTP 200 with the error inside.
    private static func unknown(_ number: String) -> WireResponse {
        let error: JSON = [
            "code": "TRACKING.TRACKINGNUMBER.NOTFOUND",
            "message":
                "Tracking number cannot be found. Please correct the tracking number and try again.",
        ]
        return good([
            "completeTrackResults": [
                [
                    "trackingNumber": .string(number),
                    "trackResults": [
                        ["trackingNumberInfo": ["trackingNumber": .string(number)], "error": error]
                    ],
                ]
            ]
        ])
    }

    private static let transaction: JSON = "624deea6-b709-470c-8c39-4b5511281492"

    private static func good(_ output: JSON) -> WireResponse {
        .json(200, ["transactionId": transaction, "output": output])
    }

    private static func refusal(_ status: Int, _ code: String, _ message: String) -> WireResponse {
        .json(
            status,
            ["transactionId": transaction, "errors": [["code": .string(code), "message": .string(message)]]])
    }
}
