internal import Kernel

internal import HTTPTypes

/// A warehouse management system behind a REST contract of our own, which Scenarios/wms-rest.md describes: orders are released
/// under their reference, asked for, cancelled; stock is read. Errors are problem details by RFC 9457.
public struct WMSProtocol: WireProtocol {
    /// The name in scenarios.
    public static let name = "wms"

    static let kind = "wms order"
    static let base = "/wms/v1"

    /// A protocol.
    public init() {}

    /// What can be done.
    public let operations = ["release", "status", "cancel", "stock"]

    /// Nothing.
    public func opening() -> (any Conversation)? { nil }

    /// One operation for one order.
    public func conversation(_ operation: String, for order: BusinessOrder, session: Facts) -> (any Conversation)? {
        let key = CarrierTalk.pathPart(order.reference)
        switch operation {
        case "release":
            let request = WireRequest.post("\(Self.base)/orders", json: Self.body(order, key))
            return conversation(request) { reply, line in
                guard reply.isGood, reply.json["reference"]?.text == key, let status = reply.json["status"] else {
                    return Self.failure(reply, "release", "the order with its reference and status")
                }
                if status == "cancelled" {
                    return Ending(.businessError, "WMS, release: the order \(key) is cancelled; use a new reference")
                }
                line.learnt[FactName.warehouseState] = status
                line.created.append(CreatedRecord(kind: Self.kind, id: key, reference: order.reference))
                return .done
            }
        case "status":
            return conversation(WireRequest(.get, "\(Self.base)/orders/\(key)")) { reply, line in
                guard reply.isGood, let status = reply.json["status"], status.text != nil else {
                    return Self.failure(reply, "status", "the order with its status")
                }
                line.learnt[FactName.warehouseState] = status
                return .done
            }
        case "cancel": return cancel(key)
        case "stock":
            let query = order.lines.prefix(50).map { "sku=\(CarrierTalk.pathPart($0.sku))" }.joined(separator: "&")
            return conversation(WireRequest(.get, "\(Self.base)/stock?\(query)")) { reply, _ in
                guard reply.isGood, let items = reply.json["items"]?.array,
                    items.allSatisfy({ $0["available"]?.integer != nil })
                else { return Self.failure(reply, "stock", "items with what is available") }
                return .done
            }
        default: return nil
        }
    }

    /// Cancels an order that was released.
    public func undoing(_ record: CreatedRecord, session: Facts) -> (any Conversation)? {
        record.kind == Self.kind ? cancel(CarrierTalk.pathPart(record.id)) : nil
    }

    private func conversation(
        _ request: WireRequest, _ judge: @escaping @Sendable (CarrierReply, inout Line<CarrierReply>) -> Ending
    ) -> any Conversation { ScriptedConversation(CarrierScript(request: request, judge: judge)) }

    private func cancel(_ key: String) -> any Conversation {
        conversation(.post("\(Self.base)/orders/\(key)/cancel", json: [:])) { reply, line in
            guard reply.isGood, reply.json["status"]?.text == "cancelled" else {
                return Self.failure(reply, "cancel", "the cancelled order")
            }
            line.learnt[FactName.warehouseState] = "cancelled"
            return .done
        }
    }

    static func body(_ order: BusinessOrder, _ key: String) -> JSON {
        let lines = order.lines.map { line -> JSON in
            ["sku": .string(line.sku), "quantity": .integer(line.quantity)]
        }
        return [
            "reference": .string(key), "warehouse": .string(order.warehouse), "service": .string(order.service),
            "orderedAt": .string(CivilTime(seconds: order.ordered).iso), "lines": .array(lines),
        ]
    }

    private static func failure(_ reply: CarrierReply, _ operation: String, _ expected: String) -> Ending {
        let json = reply.json
        let errors =
            reply.isGood
            ? [] : (json["title"]?.text).map { [(code: $0, message: json["detail"]?.text ?? "")] } ?? []
        return reply.failure("WMS", operation, expected: expected, errors: errors) { status, _ in
            switch status {
            case 401, 403: "Check the credentials of this system."
            case 404: "Check the reference, and that the URL ends before \(base)."
            default: nil
            }
        }
    }
}
