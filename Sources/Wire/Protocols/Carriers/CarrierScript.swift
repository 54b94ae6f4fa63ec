internal import Kernel

/// A conversation of one exchange with a carrier.
struct CarrierScript: Script {
    let request: WireRequest
    /// Reads the answer: what was learnt, created, and the end.
    let judge: @Sendable (CarrierReply, inout Line<CarrierReply>) -> Ending

    func read(_ response: WireResponse, number: Int) -> CarrierReply { CarrierReply(response) }

    func run(_ line: inout Line<CarrierReply>) throws(Interruption) -> Ending {
        let request = request
        let reply = try line.exchange(request)
        return judge(reply, &line)
    }
}

/// A conversation that has nothing to send.
struct SilentScript: Script {
    let ending: Ending

    func run(_ line: inout Line<WireResponse>) throws(Interruption) -> Ending { ending }
}

/// What conversations with carriers have in common.
enum CarrierTalk {
    /// A conversation about a parcel that needs its number.
    static func about(
        _ number: JSON?, _ carrier: String, _ operation: String,
        _ make: (String) -> (WireRequest, @Sendable (CarrierReply, inout Line<CarrierReply>) -> Ending)
    ) -> any Conversation {
        guard let number = number?.text, !number.isEmpty else {
            let words = "\(carrier), \(operation): the order has no label yet; \"label\" must come first"
            return ScriptedConversation(SilentScript(ending: Ending(.businessError, words)))
        }
        let (request, judge) = make(number)
        return ScriptedConversation(CarrierScript(request: request, judge: judge))
    }

    /// Keeps a label.
    static func keep(
        _ tracking: String, _ shipment: String, kind: String, for order: BusinessOrder, _ line: inout Line<CarrierReply>
    ) {
        line.learnt[FactName.tracking] = .string(tracking)
        line.learnt[FactName.shipment] = .string(shipment)
        line.created.append(CreatedRecord(kind: kind, id: shipment, reference: order.reference))
    }

    /// Bytes that stand for a label: the beginning of a PNG, in base 64.
    static let image = "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAQAAAC1HAwCAAAAC0lEQVR42mNk+A8AAQUBAScY42YAAAAASUVORK5CYII="

    /// Kilograms with one or more decimals, at least 0.1.
    static func kilograms(_ grams: Int) -> String {
        let tenths = max(1, (max(0, grams) + 50) / 100)
        return "\(tenths / 10).\(tenths % 10)"
    }

    /// Characters that may stand in a path as they are; others are left out.
    static func pathPart(_ text: String) -> String {
        String(text.filter { $0.isASCII && ($0.isLetter || $0.isNumber || $0 == "-" || $0 == "_") }.prefix(100))
    }

    /// Grams of a weight in a unit by its name; nil: no number.
    static func grams(_ weight: JSON?, _ unit: String?) -> Int? {
        guard let number = weight?.double ?? weight?.text.flatMap({ Double($0) }), number.isFinite, number >= 0,
            number < 1e9
        else { return nil }
        let isPounds = unit?.uppercased().hasPrefix("LB") == true || unit == "imperial"
        return Int((number * (isPounds ? 453.592_37 : 1_000)).rounded())
    }
}
