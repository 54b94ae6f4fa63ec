import HTTPTypes
import Kernel
import Testing

@testable import Wire

/// Whatever comes back, a conversation ends with an outcome; whatever is asked, a served system answers.
@Suite struct MutantAnswerTests {
    /// SplitMix64, so that a failure can be repeated from its seed.
    struct Dice: RandomNumberGenerator {
        var state: UInt64
        mutating func next() -> UInt64 {
            state &+= 0x9e37_79b9_7f4a_7c15
            var mixed = state
            mixed = (mixed ^ (mixed >> 30)) &* 0xbf58_476d_1ce4_e5b9
            mixed = (mixed ^ (mixed >> 27)) &* 0x94d0_49bb_1331_11eb
            return mixed ^ (mixed >> 31)
        }
    }

    static let protocols: [any WireProtocol] =
        OdooVersion.allCases.flatMap { OdooJourneyTests.protocols($0, wizards: [.sms, .backorder]) }
        + CarrierJourneyTests.carriers + [WMSProtocol()]

    static let junk: [JSON] = [
        .null, true, false, 0, -1, .number("1e400"), .number("9223372036854775807"), .number("-9223372036854775808"),
        .number("0.5"), "", "x", [], [[]], [:], ["id": "a"], [["id": 1]], ["res_model": "stock.backorder.confirmation"],
        .string(String(repeating: "y", count: 5_000)), ["error": ["code": 200, "data": 7]],
    ]

    /// Puts junk in one place of a value, or takes a member away.
    static func mutate(_ json: JSON, _ dice: inout Dice) -> JSON {
        if Int.random(in: 0..<4, using: &dice) == 0 { return junk.randomElement(using: &dice) ?? .null }
        switch json {
        case .object(var members) where !members.isEmpty:
            let place = Int.random(in: members.indices, using: &dice)
            if Int.random(in: 0..<5, using: &dice) == 0 {
                members.remove(at: place)
            } else {
                members[place].value = mutate(members[place].value, &dice)
            }
            return .object(members)
        case .array(var elements) where !elements.isEmpty:
            let place = Int.random(in: elements.indices, using: &dice)
            elements[place] = mutate(elements[place], &dice)
            return .array(elements)
        default: return junk.randomElement(using: &dice) ?? .null
        }
    }

    static func mutate(_ bytes: [UInt8], _ dice: inout Dice) -> [UInt8] {
        switch Int.random(in: 0..<6, using: &dice) {
        case 0: return Array(bytes.prefix(Int.random(in: 0...bytes.count, using: &dice)))
        case 1:
            var bytes = bytes
            for _ in 0..<3 where !bytes.isEmpty {
                bytes[Int.random(in: bytes.indices, using: &dice)] = UInt8.random(in: 0...255, using: &dice)
            }
            return bytes
        case 2: return (0..<Int.random(in: 0..<60, using: &dice)).map { _ in UInt8.random(in: 0...255, using: &dice) }
        default: return (try? JSON(reading: bytes)).map { mutate($0, &dice).bytes } ?? bytes
        }
    }

    @Test("Mutated answers: no trap, always an outcome, words where it is none of the good ones", arguments: 0..<8)
    func answers(seed: Int) {
        var dice = Dice(state: UInt64(seed) &* 7_919)
        var ends = 0
        for partner in Self.protocols {
            for _ in 0..<12 {
                var counterpart = Counterpart(partner)
                var order = BusinessOrder.sample
                let opened = counterpart.hold(partner.opening())
                for operation in partner.operations {
                    guard var conversation = partner.conversation(operation, for: order, session: opened.session) else {
                        Issue.record("\(operation) is not known")
                        continue
                    }
                    var response: WireResponse?
                    var result: ConversationResult?
                    for _ in 0..<500 where result == nil {
                        switch conversation.next(response) {
                        case .end(let end): result = end
                        case .send(let request, _):
                            var answer = counterpart.answer(request)
                            if Int.random(in: 0..<3, using: &dice) == 0 {
                                answer.body = Self.mutate(answer.body, &dice)
                                if Int.random(in: 0..<3, using: &dice) == 0 {
                                    answer.status =
                                        [100, 204, 302, 400, 404, 418, 429, 500, 503, 999].randomElement(using: &dice)
                                        ?? 200
                                }
                            }
                            response = answer
                        }
                    }
                    guard let result else {
                        Issue.record("\(type(of: partner).name) \(operation) does not end")
                        continue
                    }
                    ends += 1
                    #expect(result.outcome == .ok || result.detail?.isEmpty == false)
                    #expect((result.detail?.count ?? 0) < 2_000)
                    #expect(result.detail?.contains(OdooJourneyTests.secret.revealed) != true)
                    order.facts.merge(result.learnt) { $1 }
                }
            }
        }
        #expect(ends > 300)
    }

    @Test("Mutated requests: a served system answers every one", arguments: 0..<8)
    func requests(seed: Int) throws {
        var dice = Dice(state: UInt64(seed) &* 104_729 &+ 1)
        for partner in Self.protocols {
            var journey = Journey(partner, partner)
            _ = journey.open()
            for operation in partner.operations { _ = journey.do(operation) }
            let requests = journey.partner.requests
            for _ in 0..<150 {
                var request = try #require(requests.randomElement(using: &dice))
                request.body = Self.mutate(request.body, &dice)
                if Int.random(in: 0..<4, using: &dice) == 0 {
                    let path = Self.mutate(Array(request.path.utf8), &dice)
                    request.path = "/" + String(decoding: path, as: UTF8.self)
                }
                if Int.random(in: 0..<6, using: &dice) == 0 { request.method = .delete }
                let outcome = Outcome.allCases.randomElement(using: &dice) ?? .ok
                let isNonsense = Int.random(in: 0..<2, using: &dice) == 0
                journey.partner.verdict = { _ in
                    ServedVerdict(
                        isNonsense ? outcome : .ok, retryAfter: isNonsense ? .infinity : 3, now: isNonsense ? .nan : 1e9
                    )
                }
                let response = journey.partner.answer(request)
                #expect((100...999).contains(response.status))
            }
        }
    }
}
