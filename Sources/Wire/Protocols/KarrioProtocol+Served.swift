internal import Kernel

internal import HTTPTypes

extension KarrioProtocol {
    /// What a request asks a served karrio for. Making a draft and looking things up is karrio's own and quick; buying is the
    /// carrier's work and the model's operation "label".
    public func recognise(_ request: WireRequest, in book: inout ServedBook) -> Recognition {
        let parts = request.path.prefix { $0 != "?" }.split(separator: "/").map(String.init)
        let body = request.body.isEmpty ? [:] : try? JSON(reading: request.body)
        guard let body else { return .immediate(Self.refusal(400, "parse_error", "JSON parse error")) }
        if parts == ["api", "token"] { return .immediate(token(body)) }
        if let refused = access(request) { return .immediate(refused) }
        guard parts.first == "v1", parts.count >= 2 else {
            return .immediate(Self.refusal(404, "not_found", "Not Found"))
        }
        switch (request.method, parts[1], parts.count) {
        case (.get, "connections", 2): return .immediate(.json(200, Self.list([connection])))
        case (.get, "shipments", 2): return .immediate(list(request.path, book))
        case (.get, "shipments", 3):
            guard let record = book.record(parts[2]) else { return .immediate(Self.missing) }
            return .immediate(.json(200, shipment(record)))
        case (.post, "shipments", 2): return create(body, &book)
        case (.post, "shipments", 4):
            guard let record = book.record(parts[2]) else { return .immediate(Self.missing) }
            return act(parts[3], record)
        case (.post, "proxy", 3) where parts[2] == "rates":
            if let refused = Self.invalid(body) { return .immediate(refused) }
            return .operation(
                ServedCall("rate", reference: body["reference"]?.text, units: 1, grams: Self.grams(body)))
        case (.post, "trackers", 2):
            guard let number = body["tracking_number"]?.text, let record = book.record(number) else {
                return .immediate(
                    Self.refusal(
                        404, "not_found", "No active carrier connection found to process the request", "warning"))
            }
            return .operation(ServedCall("track", reference: record.reference, details: ["number": .string(number)]))
        default: return .immediate(Self.refusal(404, "not_found", "Not Found"))
        }
    }

    private func access(_ request: WireRequest) -> WireResponse? {
        guard case .key(let key) = options.access else { return nil }
        let isKnown = ([key] + options.others).contains { request.fields[.authorization] == "Token \($0.revealed)" }
        guard !key.revealed.isEmpty, !isKnown else { return nil }
        return Self.refusal(401, "invalid_token", "Given token not valid for any token type")
    }

    private func token(_ body: JSON) -> WireResponse {
        if case .user(let mail, let password) = options.access,
            body["email"]?.text != mail
                || !([password] + options.others).contains(where: { body["password"]?.text == $0.revealed })
        {
            return Self.refusal(401, "authentication_failed", "No active account found with the given credentials")
        }
        return .json(201, ["refresh": "rehearse-karrio-refresh", "access": "rehearse-karrio-access"])
    }

    private var connectionName: String { options.connection ?? options.carrier }

    private var connection: JSON {
        [
            "id": "car_00000000000000000000000000000001", "object_type": "carrier-connection",
            "carrier_name": .string(options.carrier), "display_name": .string(connectionName),
            "carrier_id": .string(connectionName), "capabilities": ["shipping", "rating"], "config": [:],
            "metadata": [:],
            "is_system": false, "active": true, "test_mode": false,
        ]
    }

    private static func list(_ rows: [JSON]) -> JSON {
        ["count": .integer(rows.count), "next": .null, "previous": .null, "results": .array(rows)]
    }

    private func list(_ path: String, _ book: ServedBook) -> WireResponse {
        let query = path.split(separator: "?", maxSplits: 1).dropFirst().first?.split(separator: "&") ?? []
        func value(_ name: String) -> String? {
            query.first { $0.hasPrefix("\(name)=") }.map { String($0.dropFirst(name.count + 1)) }
        }
        let wanted = value("reference")
        guard let offset = value("offset").flatMap({ Int($0) }), offset >= 0 else {
            // Who asks for one order's shipments has it found by its key.
            let record = wanted.flatMap { book.record($0) }.flatMap { $0.facts["karrio"] == nil ? nil : $0 }
            return .json(200, Self.list(record.map { [shipment($0)] } ?? []))
        }
        // karrio's own filter: contained in whatever case, the latest first.
        let part = wanted?.lowercased() ?? ""
        let all = book.latest(book.count).filter { record in
            record.facts["karrio"] != nil
                && (part.isEmpty || record.facts["reference"]?.text?.lowercased().contains(part) == true)
        }
        let limit = min(max(value("limit").flatMap { Int($0) } ?? 20, 1), 1_000)
        let page = all.dropFirst(offset).prefix(limit)
        let next = "/v1/shipments?limit=\(limit)&offset=\(offset + page.count)&reference=\(wanted ?? "")"
        return .json(
            200,
            [
                "count": .integer(all.count), "next": offset + page.count < all.count ? .string(next) : .null,
                "previous": .null, "results": .array(page.map(shipment)),
            ])
    }

    private static func invalid(_ body: JSON) -> WireResponse? {
        var errors: [JSON] = []
        func complain(_ message: String) {
            errors.append(["code": "validation", "level": "error", "message": .string(message)])
        }
        for name in ["shipper", "recipient"] where body[name]?["country_code"]?.text == nil {
            complain("\(name).country_code: This field is required.")
        }
        if body["parcels"]?.array?.isEmpty != false {
            complain("parcels.non_field_errors: This list may not be empty.")
        }
        return errors.isEmpty ? nil : .json(400, ["errors": .array(errors)])
    }

    private static func grams(_ body: JSON) -> Int {
        (body["parcels"]?.array ?? []).reduce(0) {
            $0 &+ (CarrierTalk.grams($1["weight"], $1["weight_unit"]?.text) ?? 0)
        }
    }

    private func create(_ body: JSON, _ book: inout ServedBook) -> Recognition {
        if let refused = Self.invalid(body) { return .immediate(refused) }
        if let ids = body["carrier_ids"]?.array, !ids.isEmpty, !ids.contains(.string(connectionName)) {
            return .immediate(
                Self.refusal(404, "not_found", "No active carrier connection found to process the request", "warning"))
        }
        var reference = body["reference"]?.text ?? ""
        if reference.isEmpty || book.record(reference)?.facts["karrio"] != nil { reference += "#\(book.count + 1)" }
        let record = book.enter(reference)
        book.learn(
            reference,
            [
                "karrio": "draft", "grams": .integer(Self.grams(body)), "shipper": body["shipper"] ?? [:],
                "recipient": body["recipient"] ?? [:], "parcels": body["parcels"] ?? [],
                "reference": body["reference"] ?? "",
            ])
        book.alias(Self.id(record.serial), for: reference)
        // With a service the label is bought at once.
        if body["service"]?.text != nil {
            return .operation(
                ServedCall(
                    "label", reference: reference, units: 1, grams: Self.grams(body),
                    details: ["key": .string(reference), "status": 201]))
        }
        let entered = book.enter(reference)
        return .immediate(.json(201, shipment(entered)))
    }

    private func act(_ action: String, _ record: ServedBook.Record) -> Recognition {
        let state = record.facts["karrio"]?.text ?? ""
        let key: Facts = ["key": .string(record.reference), "status": 200]
        switch action {
        case "purchase":
            guard state == "draft" else {
                return .immediate(
                    Self.refusal(409, "state_error", "The shipment is '\(state)' and cannot be purchased again"))
            }
            let grams = record.facts["grams"]?.integer.flatMap { Int(exactly: $0) }
            return .operation(ServedCall("label", reference: record.reference, units: 1, grams: grams, details: key))
        case "cancel":
            // Cancelling again is accepted.
            if state == "cancelled" { return .immediate(.json(202, shipment(record))) }
            return .operation(ServedCall("void", reference: record.reference, details: key))
        default: return .immediate(Self.refusal(404, "not_found", "Not Found"))
        }
    }

    /// The answer of a served karrio.
    public func answer(_ call: ServedCall, _ verdict: ServedVerdict, in book: inout ServedBook) -> WireResponse {
        switch verdict.outcome {
        case .ok: break
        case .rateLimited:
            var response = Self.refusal(429, "throttled", "Request was throttled.")
            if let seconds = verdict.retryAfter, seconds.isFinite, seconds >= 0, seconds < 1e9 {
                response.fields[.retryAfter] = String(Int(seconds.rounded(.up)))
            }
            return response
        case .businessError:
            return Self.refusal(424, "SHIPPING_SDK_SHIPMENT_ERROR", "The carrier refused the shipment.")
        case .shed, .breakerOpen: return Self.refusal(503, "unavailable", "Service Unavailable")
        case .timeout: return Self.refusal(504, "timeout", "Gateway Timeout")
        case .connection, .serverError: return Self.refusal(500, "error", "Internal Server Error")
        }
        let key = call.details["key"]?.text ?? ""
        switch call.operation {
        case "label":
            let tracking = String(Self.hexadecimal(book.enter(key).serial &* 2_654_435_761, 12))
            book.learn(key, ["karrio": "created", FactName.tracking: .string(tracking)])
            book.alias(tracking, for: key)
            return .json(Int(call.details["status"]?.integer ?? 200), shipment(book.enter(key)))
        case "void":
            book.learn(key, ["karrio": "cancelled"])
            return .json(200, shipment(book.enter(key)))
        case "rate":
            return .json(200, ["messages": [], "rates": [rate(1, call.grams ?? 0)]])
        default:
            let number = call.details["number"] ?? ""
            return .json(
                201,
                [
                    "id": "trk_00000000000000000000000000000001", "object_type": "tracker", "tracking_number": number,
                    "carrier_name": .string(options.carrier), "carrier_id": .string(connectionName),
                    "status": book.record(number.text ?? "")?.facts[FactName.shipmentState] ?? "pending",
                    "delivered": false,
                    "events": [], "test_mode": false,
                ])
        }
    }

    private func rate(_ serial: Int, _ grams: Int) -> JSON {
        let price = Cents.decimal(480 + Int64(min(max(grams, 0), 1_000_000)) * 100 / 1_000)
        return [
            "id": .string("rat_" + Self.hexadecimal(serial, 32)), "object_type": "rate",
            "carrier_name": .string(options.carrier), "carrier_id": .string(connectionName), "currency": "EUR",
            "service": .string(options.service ?? "standard_service"), "total_charge": .number(price),
            "transit_days": 1,
            "extra_charges": [], "estimated_delivery": .null, "meta": [:], "test_mode": false,
        ]
    }

    private func shipment(_ record: ServedBook.Record) -> JSON {
        let id = Self.id(record.serial)
        let rate = rate(record.serial, Int(clamping: record.facts["grams"]?.integer ?? 0))
        let tracking = record.facts[FactName.tracking] ?? .null
        let isBought = tracking != .null
        let url = "/v1/trackers/\(options.carrier)/\(tracking.text ?? "")"
        return [
            "id": .string(id), "object_type": "shipment", "tracking_url": isBought ? .string(url) : .null,
            "shipper": record.facts["shipper"] ?? [:], "recipient": record.facts["recipient"] ?? [:],
            "parcels": record.facts["parcels"] ?? [], "services": [], "options": [:], "rates": [rate],
            "reference": record.facts["reference"] ?? "", "label_type": "PDF",
            "carrier_ids": [.string(connectionName)], "metadata": [:], "messages": [],
            "status": record.facts["karrio"] ?? "draft",
            "carrier_name": isBought ? .string(options.carrier) : .null,
            "carrier_id": isBought ? .string(connectionName) : .null, "tracking_number": tracking,
            "shipment_identifier": tracking, "selected_rate": isBought ? rate : .null, "test_mode": false,
            "label_url": isBought ? .string("/v1/shipments/\(id)/label.pdf") : .null,
        ]
    }

    private static func id(_ serial: Int) -> String { "shp_" + hexadecimal(serial, 32) }

    private static func hexadecimal(_ number: Int, _ width: Int) -> String {
        let digits = String(String(number.magnitude, radix: 16).suffix(width))
        return String(repeating: "0", count: width - digits.count) + digits
    }

    private static let missing = refusal(404, "not_found", "No Shipment matches the given query.")

    private static func refusal(
        _ status: Int, _ code: String, _ message: String, _ level: String = "error"
    ) -> WireResponse {
        .json(
            status,
            ["errors": [["code": .string(code), "level": .string(level), "message": .string(message)]]])
    }
}
