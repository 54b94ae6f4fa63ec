internal import Kernel

internal import HTTPTypes

extension DHLExpressProtocol {
    /// What a request asks a served DHL Express for.
    public func recognise(_ request: WireRequest, in book: inout ServedBook) -> Recognition {
        let parts = request.path.prefix { $0 != "?" }.split(separator: "/").map(String.init)
        let path = "/" + parts.joined(separator: "/")
        if options.demandsCredentials, request.fields[.authorization] == nil {
            return .immediate(Self.refusal(401, "Unauthorized", "Invalid Credentials", path))
        }
        guard parts.first == "mydhlapi", parts.count >= 2 else {
            return .immediate(Self.refusal(404, "Not Found", "Requested resource is not found", path))
        }
        switch (request.method, parts[1], parts.count) {
        case (.post, "shipments", 2), (.post, "rates", 2):
            return shipping(request, parts[1] == "rates" ? "rate" : "label", path)
        case (.get, "shipments", 4) where parts[3] == "tracking":
            guard let record = book.record(parts[2]) else {
                return .immediate(
                    Self.refusal(404, "Not Found", "No data found for the shipment \(parts[2].trimmed)", path))
            }
            return .operation(ServedCall("track", reference: record.reference, details: ["number": .string(parts[2])]))
        default: return .immediate(Self.refusal(404, "Not Found", "Requested resource is not found", path))
        }
    }

    private func shipping(_ request: WireRequest, _ operation: String, _ path: String) -> Recognition {
        guard let body = try? JSON(reading: request.body), body.members != nil else {
            return .immediate(Self.refusal(400, "Bad request", "The request is not well formed", path))
        }
        let receiver = body["customerDetails"]?["receiverDetails"]
        guard let address = receiver?["postalAddress"] ?? receiver, address["countryCode"]?.text != nil else {
            return .immediate(
                Self.refusal(
                    422, "Unprocessable entity",
                    "#/customerDetails/receiverDetails: required key [countryCode] not found", path))
        }
        let packages = (body["content"]?["packages"] ?? body["packages"])?.array ?? []
        let unit = (body["content"]?["unitOfMeasurement"] ?? body["unitOfMeasurement"])?.text
        let grams = packages.reduce(0) { $0 &+ (CarrierTalk.grams($1["weight"], unit) ?? 0) }
        return .operation(
            ServedCall(
                operation, reference: body["customerReferences"]?[0]?["value"]?.text, units: max(1, packages.count),
                grams: grams, details: ["product": body["productCode"] ?? .string(options.service)]))
    }

    /// The answer of a served DHL Express.
    public func answer(_ call: ServedCall, _ verdict: ServedVerdict, in book: inout ServedBook) -> WireResponse {
        let path = "/expressapi/" + (call.operation == "rate" ? "rates" : "shipments")
        switch verdict.outcome {
        case .ok: break
        case .rateLimited: return Self.refusal(429, "Too Many Requests", "Quota limit exceeded", path)
        case .businessError:
            return Self.refusal(
                400, "Bad request", "8009: The destination location is invalid. Please verify the data and resubmit.",
                path)
        case .shed, .breakerOpen:
            return Self.refusal(503, "Service Unavailable", "Service temporarily unavailable", path)
        case .timeout: return Self.refusal(504, "Gateway Timeout", "The service did not answer in time", path)
        case .connection, .serverError:
            return Self.refusal(500, "Internal Server Error", "Process failure occurred. Please try again later", path)
        }
        switch call.operation {
        case "label": return label(call, &book)
        case "rate":
            let amount = JSON.number(price(call))
            let total: JSON = ["currencyType": "BILLC", "priceCurrency": "EUR", "price": amount]
            return .json(
                200,
                [
                    "products": [
                        [
                            "productName": "EXPRESS", "productCode": call.details["product"] ?? "P",
                            "weight": [
                                "provided": .number(CarrierTalk.kilograms(call.grams ?? 0)),
                                "unitOfMeasurement": "metric",
                            ], "totalPrice": [total],
                        ]
                    ]
                ])
        default: return track(call.details["number"]?.text ?? "", verdict, book)
        }
    }

    private func label(_ call: ServedCall, _ book: inout ServedBook) -> WireResponse {
        let reference = call.reference ?? "dhl \(book.count + 1)"
        let (_, number) = ServedParcels.newLabel(reference, in: &book)
        let tracking = CheckDigits.dhl(900_000_000 + number % 99_999_999)
        ServedParcels.keep(tracking, for: reference, in: &book)
        let piece = "JD0146" + CheckDigits.dhl(number)
        return .json(
            201,
            [
                "shipmentTrackingNumber": .string(tracking),
                "trackingUrl": .string("https://express.api.dhl.com/mydhlapi/shipments/\(tracking)/tracking"),
                "packages": [["referenceNumber": 1, "trackingNumber": .string(piece)]],
                "documents": [["imageFormat": "PNG", "content": .string(CarrierTalk.image), "typeCode": "label"]],
            ])
    }

    /// An invented price: 7.00 and 1.50 a kilogram.
    private func price(_ call: ServedCall) -> String {
        Cents.decimal(700 + Int64(min(max(call.grams ?? 0, 0), 1_000_000)) * 150 / 1_000)
    }

    private func track(_ number: String, _ verdict: ServedVerdict, _ book: ServedBook) -> WireResponse {
        let told = book.record(number)?.facts[FactName.shipmentState]?.text ?? ""
        // Without a scan there are no events.
        let scan: (String, String)? =
            told == "delivered" ? ("OK", "Delivered") : told == "in transit" ? ("DF", "Departed Facility") : nil
        let time = CivilTime(seconds: verdict.now)
        let events = scan.map { code, words -> [JSON] in
            [
                [
                    "date": .string(time.date), "time": .string(time.time), "typeCode": .string(code),
                    "description": .string(words),
                ]
            ]
        }
        return .json(
            200,
            [
                "shipments": [
                    [
                        "shipmentTrackingNumber": .string(number), "status": "Success",
                        "description": "Goods", "events": .array(events ?? []),
                    ]
                ]
            ])
    }

    private static func refusal(_ status: Int, _ title: String, _ detail: String, _ path: String) -> WireResponse {
        .json(
            status,
            [
                "instance": .string(path.replacingPrefix("/mydhlapi", "/expressapi")), "detail": .string(detail),
                "title": .string(title), "message": .string(title), "status": .string(String(status)),
            ])
    }
}

extension String {
    fileprivate func replacingPrefix(_ prefix: String, _ other: String) -> String {
        hasPrefix(prefix) ? other + dropFirst(prefix.count) : self
    }
}
