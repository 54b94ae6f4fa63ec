internal import HTTPTypes
internal import Kernel

/// Conversations with karrio.
struct KarrioTask: Script {
    /// What is to be done.
    enum Work: Sendable {
        case open
        case label(BusinessOrder)
        case rate(BusinessOrder)
        case track(BusinessOrder)
        case cancel(String)
        case search(String)
    }

    let work: Work
    let options: KarrioOptions
    let session: Facts

    static let kind = "karrio shipment"
    /// Shipments in one answer of a search.
    static let page = 100

    func read(_ response: WireResponse, number: Int) -> CarrierReply { CarrierReply(response) }

    func run(_ line: inout Line<CarrierReply>) throws(Interruption) -> Ending {
        switch work {
        case .open: return try open(&line)
        case .label(let order): return try label(order, &line)
        case .rate(let order): return try rate(order, &line)
        case .track(let order): return try track(order, &line)
        case .cancel(let id): return try cancel(id, &line)
        case .search(let prefix): return try search(prefix, &line)
        }
    }

    private func open(_ line: inout Line<CarrierReply>) throws(Interruption) -> Ending {
        if case .user(let mail, let password) = options.access {
            let reply = try line.exchange(
                .post("/api/token", json: ["email": .string(mail), "password": .string(password.revealed)]))
            guard reply.isGood, let access = reply.json["access"]?.text else {
                throw .end(failure(reply, "token", "an access token"))
            }
            line.session[KarrioOptions.token] = .string(access)
        }
        let fields = fields(line.session)
        let reply = try line.exchange(WireRequest(.get, "/v1/connections?limit=100", fields: fields))
        guard reply.isGood, let connections = reply.json["results"]?.array else {
            throw .end(failure(reply, "connections", "a list of connections"))
        }
        let active = connections.filter { $0["active"]?.bool != false }
        let wanted = options.connection
        guard active.contains(where: { wanted == nil || $0["carrier_id"]?.text == wanted }) else {
            let known = active.compactMap { $0["carrier_id"]?.text }.prefix(5).map { "\"\($0.trimmed)\"" }
            let words =
                "karrio, connections: no active connection\(wanted.map { " \"\($0)\"" } ?? ""); there is "
                + (known.isEmpty ? "none" : known.joined(separator: ", ")) + ". Check the carrier connection's name."
            return Ending(.businessError, words)
        }
        return .done
    }

    /// Searches the reference first; a draft that an earlier attempt left is bought, not made again.
    private func label(_ order: BusinessOrder, _ line: inout Line<CarrierReply>) throws(Interruption) -> Ending {
        let fields = fields(session)
        let reference = CarrierTalk.pathPart(order.reference)
        let found = try line.exchange(WireRequest(.get, "/v1/shipments?reference=\(reference)", fields: fields))
        guard found.isGood, let list = found.json["results"]?.array else {
            throw .end(failure(found, "label", "a list of shipments"))
        }
        var shipment =
            list.first { $0["reference"]?.text == reference && $0["status"]?.text != "cancelled" } ?? .null
        if shipment == .null {
            let made = try line.exchange(.post("/v1/shipments", json: draft(order), fields: fields))
            guard made.isGood, made.json["id"]?.text != nil else { throw .end(failure(made, "label", "a shipment")) }
            shipment = made.json
        }
        guard let id = shipment["id"]?.text else { throw .end(failure(found, "label", "a shipment's id")) }
        line.created.append(CreatedRecord(kind: Self.kind, id: id, reference: order.reference))
        line.learnt[FactName.shipment] = .string(id)
        if shipment["status"]?.text == "draft" {
            guard let rate = rate(in: shipment, for: order) else {
                return Ending(.businessError, "karrio, label: the shipment has no rate to buy" + complaints(shipment))
            }
            let body: JSON = ["selected_rate_id": .string(rate), "label_type": "PDF", "payment": ["paid_by": "sender"]]
            let path = "/v1/shipments/\(CarrierTalk.pathPart(id))/purchase"
            let bought = try line.exchange(.post(path, json: body, fields: fields))
            guard bought.isGood else { throw .end(failure(bought, "label", "a bought shipment")) }
            shipment = bought.json
        }
        // A shipment that could not be bought is answered as a draft with messages.
        guard let tracking = shipment["tracking_number"]?.text, !tracking.isEmpty, shipment["status"]?.text != "draft"
        else {
            let state = shipment["status"]?.text?.trimmed ?? "without a status"
            return Ending(
                .businessError,
                "karrio, label: the shipment is \"\(state)\" and has no tracking number" + complaints(shipment))
        }
        line.learnt[FactName.tracking] = .string(tracking)
        line.learnt[FactName.shipmentState] = shipment["status"] ?? ""
        return .done
    }

    private func complaints(_ shipment: JSON) -> String {
        let messages = (shipment["messages"]?.array ?? []).compactMap { $0["message"]?.text?.trimmed }
        return messages.isEmpty ? "" : ": " + messages.prefix(2).joined(separator: "; ")
    }

    /// Id of the rate with the wanted service, or of the cheapest.
    private func rate(in shipment: JSON, for order: BusinessOrder) -> String? {
        let rates = shipment["rates"]?.array ?? []
        let wanted = options.services[order.service] ?? options.service
        if let wanted { return rates.first { $0["service"]?.text == wanted }?["id"]?.text }
        let cheapest = rates.min {
            ($0["total_charge"]?.double ?? .infinity) < ($1["total_charge"]?.double ?? .infinity)
        }
        return cheapest?["id"]?.text
    }

    private func rate(_ order: BusinessOrder, _ line: inout Line<CarrierReply>) throws(Interruption) -> Ending {
        let reply = try line.exchange(.post("/v1/proxy/rates", json: draft(order), fields: fields(session)))
        guard reply.isGood, let charge = reply.json["rates"]?[0]?["total_charge"], charge.double != nil else {
            throw .end(failure(reply, "rate", "rates with a total_charge"))
        }
        line.learnt["rate"] = .string(charge.written)
        return .done
    }

    private func track(_ order: BusinessOrder, _ line: inout Line<CarrierReply>) throws(Interruption) -> Ending {
        guard let tracking = order.facts[FactName.tracking]?.text else {
            return Ending(.businessError, "karrio, track: the order has no label yet; \"label\" must come first")
        }
        let body: JSON = ["tracking_number": .string(tracking), "carrier_name": .string(options.carrier)]
        let reply = try line.exchange(.post("/v1/trackers", json: body, fields: fields(session)))
        if reply.status == 404, let id = order.facts[FactName.shipment]?.text {
            // A carrier that cannot be tracked: karrio's own state of the shipment is all there is.
            let path = "/v1/shipments/\(CarrierTalk.pathPart(id))"
            let own = try line.exchange(WireRequest(.get, path, fields: fields(session)))
            if own.isGood, let status = own.json["status"], status.text != nil {
                line.learnt[FactName.shipmentState] = status
                return Ending(.ok, "karrio, track: the carrier cannot be tracked; this is the shipment's own state")
            }
        }
        guard reply.isGood, let status = reply.json["status"]?.text else {
            throw .end(failure(reply, "track", "a tracker with its status"))
        }
        line.learnt[FactName.shipmentState] = .string(status)
        return .done
    }

    private func cancel(_ id: String, _ line: inout Line<CarrierReply>) throws(Interruption) -> Ending {
        let path = "/v1/shipments/\(CarrierTalk.pathPart(id))/cancel"
        let reply = try line.exchange(.post(path, json: [:], fields: fields(session)))
        guard reply.isGood, reply.json["status"]?.text == "cancelled" else {
            throw .end(failure(reply, "void", "a cancelled shipment"))
        }
        line.learnt[FactName.shipmentState] = "cancelled"
        return .done
    }

    /// karrio finds references that contain a text, in pages; those that begin with it are ours.
    private func search(_ prefix: String, _ line: inout Line<CarrierReply>) throws(Interruption) -> Ending {
        let prefix = CarrierTalk.pathPart(prefix)
        var offset = 0
        while true {
            let path = "/v1/shipments?reference=\(prefix)&limit=\(Self.page)&offset=\(offset)"
            let reply = try line.exchange(WireRequest(.get, path, fields: fields(session)))
            guard reply.isGood, let list = reply.json["results"]?.array else {
                throw .end(failure(reply, "search", "a list of shipments"))
            }
            for shipment in list {
                guard let id = shipment["id"]?.text, let reference = shipment["reference"]?.text,
                    reference.hasPrefix(prefix)
                else { continue }
                line.created.append(CreatedRecord(kind: Self.kind, id: id, reference: reference))
            }
            offset += list.count
            guard !list.isEmpty, reply.json["next"]?.text != nil else { return .done }
        }
    }

    private func fields(_ session: Facts) -> HTTPFields {
        var fields = HTTPFields()
        switch options.access {
        case .key(let key): fields[.authorization] = "Token \(key.revealed)"
        case .outside: break
        case .user: fields[.authorization] = session[KarrioOptions.token]?.text.map { "Bearer \($0)" }
        }
        return fields
    }

    private func draft(_ order: BusinessOrder) -> JSON {
        [
            "shipper": Self.address(options.shipper),
            "recipient": Self.address(options.recipients[order.destination] ?? options.recipient),
            "parcels": [
                [
                    "weight": .number(CarrierTalk.kilograms(order.grams)), "weight_unit": "KG", "length": 40,
                    "width": 30,
                    "height": 20, "dimension_unit": "CM",
                ]
            ], "options": [:], "reference": .string(CarrierTalk.pathPart(order.reference)),
            "carrier_ids": .array(options.connection.map { [.string($0)] } ?? []),
        ]
    }

    private static func address(_ address: PostalAddress) -> JSON {
        [
            "person_name": .string(address.name), "address_line1": .string(address.street),
            "city": .string(address.city), "postal_code": .string(address.postalCode),
            "state_code": address.state.isEmpty ? .null : .string(address.state),
            "country_code": .string(address.country), "phone_number": .string(address.phone),
        ]
    }

    private func failure(_ reply: CarrierReply, _ operation: String, _ expected: String) -> Ending {
        let errors = ((reply.json["errors"] ?? reply.json["messages"])?.array ?? []).map {
            (code: $0["code"]?.text ?? "", message: $0["message"]?.text ?? "")
        }
        return reply.failure("karrio", operation, expected: expected, errors: errors) { status, code in
            switch (status, code) {
            case (401, _), (403, _):
                "Check the API key, or the mail address and password; the token of a user ends after a time, a key does not."
            case (404, "not_found"): "The carrier connection must be there, active and able to do this."
            case (404, _): "Check that the URL is the one of the karrio server, without a path."
            case (429, _):
                "karrio's own limits: 60 a minute for strangers, 600 for users, 300 for calls of carriers by default."
            default: nil
            }
        }
    }
}
