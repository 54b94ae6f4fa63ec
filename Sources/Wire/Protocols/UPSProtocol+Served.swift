internal import Kernel

internal import HTTPTypes

extension UPSProtocol {
    /// What a request asks a served UPS for.
    public func recognise(_ request: WireRequest, in book: inout ServedBook) -> Recognition {
        let path = String(request.path.prefix { $0 != "?" })
        let parts = path.split(separator: "/").map(String.init)
        if path == "/security/v1/oauth/token" { return .immediate(token(request)) }
        if options.demandsCredentials, request.fields[.authorization] == nil {
            return .immediate(Self.refusal(401, "250002", "Invalid Authentication Information."))
        }
        let body = (try? JSON(reading: request.body)) ?? .null
        switch (request.method, parts.first, parts.dropFirst().first, parts.last) {
        case (.post, "api", "shipments", "ship"): return shipping(body["ShipmentRequest"], "label")
        case (.post, "api", "rating", _): return shipping(body["RateRequest"], "rate")
        case (.get, "api", "track", let number?):
            guard let record = book.record(number) else {
                return .immediate(Self.refusal(404, "TW0001", "Tracking Information Not Found"))
            }
            return .operation(ServedCall("track", reference: record.reference, details: ["number": .string(number)]))
        case (.delete, "api", "shipments", let number?):
            guard let record = book.record(number) else {
                return .immediate(Self.refusal(400, "190102", "No shipment found within the allowed void period"))
            }
            if ServedParcels.isVoided(number, record) {
                return .immediate(Self.refusal(400, "190117", "The shipment has already been voided."))
            }
            return .operation(ServedCall("void", reference: record.reference, details: ["number": .string(number)]))
        default: return .immediate(Self.refusal(404, "10404", "The requested resource was not found."))
        }
    }

    private func shipping(_ request: JSON?, _ operation: String) -> Recognition {
        guard let request, let shipment = request["Shipment"] else {
            return .immediate(Self.refusal(400, "9120001", "The request is not well formed."))
        }
        for (name, code) in [("Shipper", "120100"), ("ShipTo", "120200")]
        where shipment[name]?["Address"]?["CountryCode"]?.text == nil {
            return .immediate(Self.refusal(400, code, "Missing or invalid \(name) country code"))
        }
        let reference =
            shipment["ReferenceNumber"].flatMap { $0[0] ?? $0 }?["Value"]?.text
            ?? request["Request"]?["TransactionReference"]?["CustomerContext"]?.text
        let parcels = shipment["Package"].map { $0.array ?? [$0] } ?? []
        let grams = parcels.reduce(0) { sum, parcel in
            let weight = parcel["PackageWeight"]
            return sum &+ (CarrierTalk.grams(weight?["Weight"], weight?["UnitOfMeasurement"]?["Code"]?.text) ?? 0)
        }
        return .operation(
            ServedCall(
                operation, reference: reference, units: max(1, parcels.count), grams: grams,
                details: [
                    "service": shipment["Service"]?["Code"] ?? "11",
                    "context": request["Request"]?["TransactionReference"]?["CustomerContext"] ?? "",
                    "account": shipment["Shipper"]?["ShipperNumber"] ?? .string(options.account),
                ]))
    }

    /// The answer of a served UPS.
    public func answer(_ call: ServedCall, _ verdict: ServedVerdict, in book: inout ServedBook) -> WireResponse {
        switch verdict.outcome {
        case .ok: break
        case .rateLimited: return Self.refusal(429, "10429", "Too Many Requests")
        case .businessError:
            return call.operation == "label"
                ? Self.refusal(400, "120802", "Address Validation Error on ShipTo address")
                : Self.refusal(400, "110002", "No packages in shipment")
        case .shed, .breakerOpen: return Self.refusal(503, "10503", "The service is temporarily unavailable.")
        case .timeout: return Self.refusal(504, "10504", "The service did not answer in time.")
        case .connection, .serverError: return Self.refusal(500, "10500", "Internal Server Error")
        }
        let number = call.details["number"]?.text ?? ""
        switch call.operation {
        case "label": return label(call, &book)
        case "rate": return rate(call)
        case "void":
            if let record = book.record(number) { ServedParcels.void(number, record, in: &book) }
            return .json(
                200,
                [
                    "VoidShipmentResponse": [
                        "Response": ["ResponseStatus": Self.success],
                        "SummaryResult": ["Status": ["Code": "1", "Description": "Voided"]],
                    ]
                ])
        default: return track(number, verdict, book)
        }
    }

    private static let success: JSON = ["Code": "1", "Description": "Success"]

    private func label(_ call: ServedCall, _ book: inout ServedBook) -> WireResponse {
        let reference = call.reference ?? "ups \(book.count + 1)"
        let (_, number) = ServedParcels.newLabel(reference, in: &book)
        let tracking = CheckDigits.ups(
            account: call.details["account"]?.text ?? options.account, service: call.details["service"]?.text ?? "11",
            number: number)
        ServedParcels.keep(tracking, for: reference, in: &book)
        let charge: JSON = ["CurrencyCode": "EUR", "MonetaryValue": .string(price(call))]
        let parcel: JSON = [
            "TrackingNumber": .string(tracking),
            "ServiceOptionsCharges": ["CurrencyCode": "EUR", "MonetaryValue": "0.00"],
            "ShippingLabel": [
                "ImageFormat": ["Code": "PNG", "Description": "PNG"], "GraphicImage": .string(CarrierTalk.image),
            ],
        ]
        return .json(
            200,
            [
                "ShipmentResponse": [
                    "Response": [
                        "ResponseStatus": Self.success,
                        "TransactionReference": ["CustomerContext": call.details["context"] ?? ""],
                    ],
                    "ShipmentResults": [
                        "ShipmentCharges": ["TotalCharges": charge], "BillingWeight": weight(call),
                        "ShipmentIdentificationNumber": .string(tracking), "PackageResults": parcel,
                    ],
                ]
            ])
    }

    private func weight(_ call: ServedCall) -> JSON {
        [
            "UnitOfMeasurement": ["Code": "KGS", "Description": "Kilograms"],
            "Weight": .string(CarrierTalk.kilograms(call.grams ?? 0)),
        ]
    }

    /// An invented price: 5.00 and 1.20 a kilogram.
    private func price(_ call: ServedCall) -> String {
        Cents.decimal(500 + Int64(min(max(call.grams ?? 0, 0), 1_000_000)) * 120 / 1_000)
    }

    private func rate(_ call: ServedCall) -> WireResponse {
        let charge: JSON = ["CurrencyCode": "EUR", "MonetaryValue": .string(price(call))]
        let none: JSON = ["CurrencyCode": "EUR", "MonetaryValue": "0.00"]
        return .json(
            200,
            [
                "RateResponse": [
                    "Response": ["ResponseStatus": Self.success],
                    "RatedShipment": [
                        [
                            "Service": ["Code": call.details["service"] ?? "11"], "BillingWeight": weight(call),
                            "TransportationCharges": charge, "ServiceOptionsCharges": none, "TotalCharges": charge,
                            "RatedPackage": [
                                ["TotalCharges": charge, "Weight": .string(CarrierTalk.kilograms(call.grams ?? 0))]
                            ],
                        ]
                    ],
                ]
            ])
    }

    private func track(_ number: String, _ verdict: ServedVerdict, _ book: ServedBook) -> WireResponse {
        let record = book.record(number)
        let isVoided = record.map { ServedParcels.isVoided(number, $0) } ?? false
        let told = record?.facts[FactName.shipmentState]?.text ?? ""
        // Type, two-letter code and number by UPS's own Track Alert document; a parcel that nobody scanned is a manifest.
        let (type, code, status, words) =
            isVoided
            ? ("MV", "VP", "007", "Shipment Voided")
            : told == "delivered"
                ? ("D", "FS", "011", "Delivered")
                : told == "in transit"
                    ? ("I", "DP", "005", "In Transit")
                    : ("M", "MP", "003", "Shipper created a label, UPS has not received the package yet.")
        let time = CivilTime(seconds: verdict.now)
        let activity: JSON = [
            "location": ["address": ["countryCode": .string(options.shipper.country)]],
            "status": [
                "type": .string(type), "description": .string(words), "code": .string(code),
                "statusCode": .string(status),
            ], "date": .string(time.compactDate), "time": .string(time.compactTime),
        ]
        let parcel: JSON = [
            "trackingNumber": .string(number), "activity": [activity],
            "currentStatus": ["description": .string(words), "code": .string(status)], "packageCount": 1,
        ]
        return .json(200, ["trackResponse": ["shipment": [["inquiryNumber": .string(number), "package": [parcel]]]]])
    }

    private func token(_ request: WireRequest) -> WireResponse {
        guard request.method == .post, request.fields[.authorization]?.lowercased().hasPrefix("basic ") == true else {
            return Self.refusal(401, "10401", "ClientId is Invalid")
        }
        return .json(
            200,
            [
                "token_type": "Bearer", "client_id": "rehearse", "access_token": "rehearse-ups-token", "scope": "",
                "expires_in": "14399", "refresh_count": "0", "status": "approved",
            ])
    }

    private static func refusal(_ status: Int, _ code: String, _ message: String) -> WireResponse {
        .json(status, ["response": ["errors": [["code": .string(code), "message": .string(message)]]]])
    }
}
