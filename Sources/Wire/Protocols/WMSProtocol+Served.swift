internal import Kernel

internal import HTTPTypes

extension WMSProtocol {
    /// What a request asks a served warehouse for.
    public func recognise(_ request: WireRequest, in book: inout ServedBook) -> Recognition {
        let parts = request.path.prefix { $0 != "?" }.split(separator: "/").map(String.init)
        guard parts.prefix(2) == ["wms", "v1"], parts.count > 2 else {
            return .immediate(Self.problem(404, "Not Found", "There is nothing at this path."))
        }
        switch (request.method, parts[2], parts.count) {
        case (.post, "orders", 3): return release(request, book)
        case (.get, "orders", 4), (.post, "orders", 5):
            guard let record = book.record(parts[3]), record.facts["wms.status"] != nil else {
                return .immediate(Self.problem(404, "Not Found", "There is no order \(parts[3].trimmed)."))
            }
            if request.method == .get {
                return .operation(ServedCall("status", reference: record.reference))
            }
            guard parts[4] == "cancel" else {
                return .immediate(Self.problem(404, "Not Found", "There is nothing at this path."))
            }
            let state = record.facts["wms.status"]?.text ?? ""
            if state == "packed" || state == "shipped" {
                return .immediate(
                    Self.problem(409, "Conflict", "The order is \(state) and can no longer be cancelled."))
            }
            return .operation(ServedCall("cancel", reference: record.reference))
        case (.get, "stock", 3):
            let query = request.path.split(separator: "?", maxSplits: 1).dropFirst().first?.split(separator: "&") ?? []
            let skus = query.filter { $0.hasPrefix("sku=") }.prefix(200).map { JSON.string(String($0.dropFirst(4))) }
            return .operation(ServedCall("stock", lines: skus.count, details: ["skus": .array(Array(skus))]))
        default: return .immediate(Self.problem(404, "Not Found", "There is nothing at this path."))
        }
    }

    private func release(_ request: WireRequest, _ book: ServedBook) -> Recognition {
        guard let body = try? JSON(reading: request.body) else {
            return .immediate(Self.problem(400, "Bad Request", "The body is not JSON."))
        }
        guard let reference = body["reference"]?.text, !reference.isEmpty, CarrierTalk.pathPart(reference) == reference
        else {
            return .immediate(
                Self.problem(
                    422, "Unprocessable Content", "reference: expected letters, digits, \"-\" and \"_\", at most 100."))
        }
        guard let lines = body["lines"]?.array, !lines.isEmpty,
            lines.allSatisfy({ $0["sku"]?.text?.isEmpty == false && ($0["quantity"]?.integer ?? 0) > 0 })
        else {
            return .immediate(
                Self.problem(422, "Unprocessable Content", "lines: expected at least one, each with sku and quantity."))
        }
        if let record = book.record(reference), let known = record.facts["wms.lines"] {
            // The same release again is the first one's answer; another one under the same reference is a conflict.
            guard known == .array(lines) else {
                return .immediate(
                    Self.problem(409, "Conflict", "The order \(reference) was released before with other lines."))
            }
            return .immediate(.json(200, Self.order(record)))
        }
        let units = lines.reduce(0) { $0 &+ Int(clamping: $1["quantity"]?.integer ?? 0) }
        return .operation(
            ServedCall(
                "release", reference: reference, lines: lines.count, units: units, details: ["lines": .array(lines)]))
    }

    /// The answer of a served warehouse.
    public func answer(_ call: ServedCall, _ verdict: ServedVerdict, in book: inout ServedBook) -> WireResponse {
        switch verdict.outcome {
        case .ok: break
        case .rateLimited: return Self.later(429, "Too Many Requests", "The limit of requests is used up.", verdict)
        case .businessError:
            return Self.problem(422, "Unprocessable Content", "The warehouse cannot do this for the order.")
        case .shed, .breakerOpen:
            return Self.later(503, "Service Unavailable", "The warehouse system is full.", verdict)
        case .timeout: return Self.problem(504, "Gateway Timeout", "The warehouse system did not answer in time.")
        case .connection, .serverError:
            return Self.problem(500, "Internal Server Error", "The warehouse system failed.")
        }
        let reference = call.reference ?? ""
        switch call.operation {
        case "release":
            book.learn(reference, ["wms.status": "released", "wms.lines": call.details["lines"] ?? []])
            return .json(201, Self.order(book.enter(reference)))
        case "cancel":
            book.learn(reference, ["wms.status": "cancelled"])
            return .json(200, Self.order(book.enter(reference)))
        case "stock":
            let time = CivilTime(seconds: verdict.now).iso
            let items = (call.details["skus"]?.array ?? []).map { sku -> JSON in
                ["sku": sku, "onHand": 1_000, "available": 1_000, "asOf": .string(time)]
            }
            return .json(200, ["items": .array(items)])
        default: return .json(200, Self.order(book.enter(reference)))
        }
    }

    private static func order(_ record: ServedBook.Record) -> JSON {
        [
            "id": .string("WO-\(record.serial)"), "reference": .string(record.reference),
            // What the model says of the work counts more than what the requests said.
            "status": record.facts[FactName.warehouseState] ?? record.facts["wms.status"] ?? "released",
            "lines": record.facts["wms.lines"] ?? [],
        ]
    }

    private static func problem(_ status: Int, _ title: String, _ detail: String) -> WireResponse {
        var response = WireResponse.json(
            status,
            [
                "type": "about:blank", "title": .string(title), "status": .integer(status), "detail": .string(detail),
            ])
        response.fields[.contentType] = "application/problem+json"
        return response
    }

    private static func later(
        _ status: Int, _ title: String, _ detail: String, _ verdict: ServedVerdict
    ) -> WireResponse {
        var response = problem(status, title, detail)
        if let seconds = verdict.retryAfter, seconds.isFinite, seconds >= 0, seconds < 1e9 {
            response.fields[.retryAfter] = String(Int(seconds.rounded(.up)))
        }
        return response
    }
}
