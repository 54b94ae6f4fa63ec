import Kernel
import Testing

@testable import Wire

@Suite("Auth: tokens")
struct TokenKeeperTests {
    private func keeper(_ change: (inout TokenKeeper.Policy) -> Void = { _ in }) -> TokenKeeper {
        var policy = TokenKeeper.Policy()
        change(&policy)
        return TokenKeeper(client("one"), policy: policy, key: RandomKey(1))
    }

    private func client(_ id: String) -> OAuthClient {
        OAuthClient(path: "/token", id: id, secret: Secret("canary"), style: .form)
    }

    private func token(_ text: String, _ lifetime: Double? = 3600) -> TokenAnswer {
        .token(Secret(text), lifetime: lifetime)
    }

    private func fetches(_ actions: [TokenKeeper.Action]) -> [UInt64] {
        actions.compactMap { if case .fetch(let number, _) = $0 { number } else { nil } }
    }

    private func uses(_ actions: [TokenKeeper.Action]) -> [UInt64: String] {
        actions.reduce(into: [:]) { if case .use(let request, let token) = $1 { $0[request] = token.secret.revealed } }
    }

    private func refused(_ actions: [TokenKeeper.Action]) -> [UInt64] {
        actions.compactMap { if case .refuse(let request, _, _) = $0 { request } else { nil } }
    }

    @Test("One fetch however many wait; all are released with its token, in order")
    func single() {
        var keeper = keeper()
        #expect(fetches(keeper.want(1, at: 0)) == [1])
        for request in 2...100 as ClosedRange<UInt64> { #expect(keeper.want(request, at: 1).isEmpty) }
        keeper.abandon(50)
        let released = keeper.answered(1, token("a"), at: .second)
        #expect(released.count == 99)
        #expect(Array(uses(released).keys.sorted()) == Array(1...49) + Array(51...100))
        #expect(uses(keeper.want(101, at: 2 * .second)) == [101: "a"])
        #expect(keeper.fetches == 1)
        #expect(keeper.answered(1, token("b"), at: 3 * .second).isEmpty)
    }

    @Test(
        "Renewal begins a minute before expiry while the old token is still used; short lives renew in their last quarter"
    )
    func renewal() {
        var keeper = keeper()
        _ = keeper.want(1, at: 0)
        _ = keeper.answered(1, token("a"), at: .second)
        // 3600 s from the asking, less a minute.
        #expect(keeper.nextDue == 3540 * .second)
        #expect(fetches(keeper.due(at: 3540 * .second)) == [2])
        #expect(uses(keeper.want(2, at: 3541 * .second)) == [2: "a"])
        #expect(keeper.fetches == 2)
        #expect(keeper.answered(2, token("b", 60), at: 3542 * .second).isEmpty)
        #expect(uses(keeper.want(3, at: 3543 * .second)) == [3: "b"])
        #expect(keeper.nextDue == (3540 + 45) * .second)
    }

    @Test(
        "A token that nobody uses is not renewed by the clock, but by the next who wants one; an expired one is not used"
    )
    func idle() {
        var keeper = keeper()
        _ = keeper.want(1, at: 0)
        keeper.abandon(1)
        _ = keeper.answered(1, token("a"), at: 0)
        #expect(keeper.due(at: 3540 * .second).isEmpty)
        #expect(keeper.nextDue == nil)
        let late = keeper.want(2, at: 3550 * .second)
        #expect(uses(late) == [2: "a"])
        #expect(fetches(late) == [2])
        #expect(uses(keeper.want(3, at: 3600 * .second)).isEmpty)
        #expect(uses(keeper.answered(2, token("b"), at: 3601 * .second)) == [3: "b"])
    }

    @Test("Failures back off and double, those waiting stay, and after five they are sent away")
    func backoff() throws {
        var keeper = keeper()
        _ = keeper.want(1, at: 0)
        var now: Instant = 0
        var waits: [Instant] = []
        for number in 1...5 as ClosedRange<UInt64> {
            let actions = keeper.answered(number, .unavailable("status 503"), at: now)
            guard number < 5 else {
                #expect(refused(actions) == [1])
                break
            }
            #expect(actions.isEmpty)
            let due = try #require(keeper.nextDue)
            #expect(keeper.due(at: due - 1).isEmpty)
            waits.append(due - now)
            now = due
            #expect(fetches(keeper.due(at: now)) == [number + 1])
        }
        for (wait, base) in zip(waits, [1, 2, 4, 8] as [Int64]) {
            #expect((base * .second...base * 1_250_000_000).contains(wait))
        }
        #expect(keeper.nextDue == nil)
    }

    @Test("Wrong credentials send all away at once with the reason, and the next not before the wait is over")
    func denied() throws {
        var keeper = keeper()
        _ = keeper.want(1, at: 0)
        _ = keeper.want(2, at: 0)
        let actions = keeper.answered(1, .denied("status 401 invalid_client"), at: 0)
        #expect(refused(actions) == [1, 2])
        #expect("\(actions)".contains("invalid_client"))
        #expect(refused(keeper.want(3, at: 1)) == [3])
        #expect(fetches(keeper.want(4, at: 2 * .second)) == [2])
        #expect(uses(keeper.answered(2, token("a"), at: 3 * .second)) == [4: "a"])
    }

    @Test("A storm of 401s brings about one fetch; late ones get the new token without another")
    func storm() {
        var keeper = keeper()
        _ = keeper.want(0, at: 0)
        _ = keeper.answered(1, token("a"), at: 0)
        var fetched: [UInt64] = []
        for request in 1...200 as ClosedRange<UInt64> {
            fetched += fetches(keeper.rejected(request, token: 1, at: .second))
        }
        #expect(fetched == [2])
        #expect(keeper.forcedFetches == 1)
        #expect(uses(keeper.answered(2, token("b"), at: 2 * .second)).count == 200)
        #expect(uses(keeper.rejected(300, token: 1, at: 3 * .second)) == [300: "b"])
        // A request that is refused again with the new token is given up, as is another one soon after.
        #expect(refused(keeper.rejected(5, token: 2, at: 3 * .second)) == [5])
        #expect(refused(keeper.rejected(301, token: 2, at: 4 * .second)) == [301])
        #expect(keeper.fetches == 2)
        // Later a 401 is believed again.
        #expect(fetches(keeper.rejected(302, token: 2, at: 40 * .second)) == [3])
    }

    @Test(
        "A secret that is refused gives way to the next, which is kept; where all are refused the first is in use again"
    )
    func others() {
        var keeper = TokenKeeper(client("one"), others: [Secret("old")], key: RandomKey(1))
        func asked(_ actions: [TokenKeeper.Action]) -> [String] {
            actions.compactMap {
                if case .fetch(_, let request) = $0 { String(decoding: request.body, as: UTF8.self) } else { nil }
            }
        }
        #expect(asked(keeper.want(1, at: 0))[0].hasSuffix("client_secret=canary"))
        #expect(asked(keeper.answered(1, .denied("status 401"), at: 0))[0].hasSuffix("client_secret=old"))
        #expect(uses(keeper.answered(2, token("a"), at: 0)) == [1: "a"])
        // Later the old one is refused: the first may be good by now.
        #expect(asked(keeper.rejected(2, token: 1, at: .minute))[0].hasSuffix("client_secret=old"))
        #expect(asked(keeper.answered(3, .denied("status 401"), at: .minute))[0].hasSuffix("client_secret=canary"))
        #expect(refused(keeper.answered(4, .denied("status 401"), at: .minute)) == [2])
        #expect(asked(keeper.want(3, at: 2 * .minute))[0].hasSuffix("client_secret=old"))
        #expect(keeper.fetches == 5)
    }

    @Test("A secret in a file is read once more when it is refused")
    func file() {
        var keeper = keeper()
        _ = keeper.want(1, at: 0)
        let actions = keeper.answered(1, .denied("status 401"), at: 0) { [Secret("other")] }
        guard case .fetch(2, let request)? = actions.first else {
            Issue.record("\(actions)")
            return
        }
        #expect(String(decoding: request.body, as: UTF8.self).hasSuffix("client_secret=other"))
        #expect(uses(keeper.answered(2, token("a"), at: 0)) == [1: "a"])
    }

    @Test("Too many waiting are sent away, and nothing shows a secret")
    func bounded() {
        var keeper = keeper { $0.capacity = 2 }
        let actions = (1...3 as ClosedRange<UInt64>).flatMap { keeper.want($0, at: 0) }
        #expect(refused(actions) == [3])
        _ = keeper.answered(1, token("canary-token"), at: 0)
        var dumped = ""
        dump(keeper, to: &dumped)
        #expect(!"\(keeper)\(dumped)".contains("canary"))
    }
}
