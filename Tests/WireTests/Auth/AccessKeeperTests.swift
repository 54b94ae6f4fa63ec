import Kernel
import Testing

@testable import Wire

@Suite("Auth: credentials that change, sessions that end")
struct AccessKeeperTests {
    private func keeper(_ secrets: [String], hasSession: Bool) -> AccessKeeper {
        AccessKeeper(secrets.map { Secret($0) }, hasSession: hasSession)
    }

    private func unchanged() -> [Secret]? { nil }

    @Test("A credential that is refused gives way to the next; those sent with the old one go on with it")
    func next() {
        var keeper = keeper(["new", "old"], hasSession: false)
        #expect(keeper.refused(1, session: 1, times: 1, at: 0, readAnew: unchanged) == [.open])
        #expect(keeper.credential?.revealed == "old")
        #expect(keeper.opened() == [.goOn(1)])
        #expect(keeper.number == 2)
        keeper.accepted(2)
        // It was on its way with "new" all the while.
        #expect(keeper.refused(2, session: 1, times: 1, at: 1, readAnew: unchanged) == [.goOn(2)])
        #expect(keeper.renewals == 1)
        // "old" is revoked, "new" is good by now.
        #expect(keeper.refused(3, session: 2, times: 1, at: 2, readAnew: unchanged) == [.open])
        #expect(keeper.credential?.revealed == "new")
    }

    @Test(
        "Where all are refused the refusal stands, and what was good before is used again; after a pause it is tried anew"
    )
    func exhausted() {
        var keeper = keeper(["new", "old"], hasSession: false)
        _ = keeper.refused(1, session: 1, times: 1, at: 0, readAnew: unchanged)
        _ = keeper.opened()
        #expect(keeper.refused(1, session: 2, times: 2, at: 0, readAnew: unchanged) == [.stand(1)])
        #expect(keeper.credential?.revealed == "new")
        #expect(keeper.refused(2, session: 2, times: 1, at: .second - 1, readAnew: unchanged) == [.stand(2)])
        #expect(keeper.refused(3, session: 2, times: 1, at: .second, readAnew: unchanged) == [.open])
        _ = keeper.opened()
        #expect(keeper.refused(3, session: 3, times: 2, at: .second, readAnew: unchanged) == [.stand(3)])
        // The pause is twice as long now.
        #expect(keeper.refused(4, session: 3, times: 1, at: 3 * .second - 1, readAnew: unchanged) == [.stand(4)])
        #expect(keeper.refused(5, session: 3, times: 1, at: 3 * .second, readAnew: unchanged) == [.open])
    }

    @Test("One credential in a file is read once more, and by one only; the same again and the refusal stands")
    func file() {
        var keeper = keeper(["a"], hasSession: false)
        #expect(keeper.refused(1, session: 1, times: 1, at: 0) { [Secret("b")] } == [.open])
        var reads = 0
        for request in 2...50 as ClosedRange<UInt64> {
            let actions = keeper.refused(request, session: 1, times: 1, at: 0) {
                reads += 1
                return nil
            }
            #expect(actions.isEmpty)
        }
        #expect(reads == 0)
        #expect(keeper.credential?.revealed == "b")
        #expect(keeper.opened() == (1...50).map { .goOn($0) })
        #expect(keeper.refused(1, session: 2, times: 2, at: 0, readAnew: unchanged) == [.stand(1)])
        #expect(keeper.refused(2, session: 2, times: 1, at: 0, readAnew: unchanged) == [.stand(2)])
    }

    @Test("A session that is over is opened once, however many find it over; whoever is refused again is told so")
    func session() {
        var keeper = keeper(["a"], hasSession: true)
        #expect(keeper.mustWait(9) == false)
        #expect(keeper.refused(1, session: 1, times: 1, at: 0, readAnew: unchanged) == [.open])
        #expect(keeper.refused(2, session: 1, times: 1, at: 0, readAnew: unchanged) == [])
        #expect(keeper.mustWait(3) == true)
        keeper.abandon(2)
        #expect(keeper.opened() == [.goOn(1), .goOn(3)])
        #expect(keeper.refused(1, session: 2, times: 2, at: 1, readAnew: unchanged) == [.stand(1)])
        // Nobody was let in since: opening it once more would be of no use.
        #expect(keeper.refused(4, session: 2, times: 1, at: 1, readAnew: unchanged) == [.stand(4)])
        keeper.accepted(2)
        #expect(keeper.refused(5, session: 2, times: 1, at: 2, readAnew: unchanged) == [.open])
    }

    @Test("A log-in that is refused tries the next password; one that fails is told as what it is, for a while")
    func failing() {
        var keeper = keeper(["new", "old"], hasSession: true)
        #expect(keeper.refused(1, session: 1, times: 1, at: 0, readAnew: unchanged) == [.open])
        #expect(keeper.credential?.revealed == "new")
        #expect(keeper.failed(.businessError, "denied", isDenied: true, at: 0) == [.open])
        #expect(keeper.credential?.revealed == "old")
        #expect(
            keeper.failed(.serverError, "status 500", isDenied: false, at: 0) == [
                .refuse(1, .serverError, "status 500")
            ])
        #expect(
            keeper.refused(2, session: 1, times: 1, at: 1, readAnew: unchanged)
                == [.refuse(2, .serverError, "status 500")])
        #expect(keeper.refused(3, session: 1, times: 1, at: .second, readAnew: unchanged) == [.open])
        #expect(keeper.opened() == [.goOn(3)])
    }

    @Test("A session without a credential of its own is opened anew once, and again when it was good")
    func bare() {
        var keeper = keeper([], hasSession: true)
        #expect(keeper.refused(1, session: 1, times: 1, at: 0, readAnew: unchanged) == [.open])
        _ = keeper.opened()
        #expect(keeper.refused(2, session: 2, times: 1, at: 0, readAnew: unchanged) == [.stand(2)])
        keeper.accepted(2)
        #expect(keeper.refused(3, session: 2, times: 1, at: 0, readAnew: unchanged) == [.open])
    }

    @Test("Nothing shows a secret")
    func silent() {
        let keeper = keeper(["canary", "canary-2"], hasSession: true)
        var dumped = ""
        dump(keeper, to: &dumped)
        #expect(!"\(keeper)\(dumped)".contains("canary"))
    }

    @Test("A ring keeps what is in use when it is read anew, and begins with the first when that is gone")
    func ring() {
        var ring = CredentialRing(Secret("a"), others: [Secret("b"), Secret("c")])
        #expect(ring.moveOn(from: [Secret("a")]) == true)
        #expect(ring.inUse.revealed == "b")
        ring.replace([Secret("x"), Secret("b")])
        #expect(ring.inUse.revealed == "b")
        ring.replace([Secret("y"), Secret("z")])
        #expect(ring.inUse.revealed == "y")
        ring.replace([])
        #expect(ring.inUse.revealed == "y")
        #expect(ring.moveOn(from: [Secret("z"), Secret("y")]) == false)
        #expect(ring.inUse.revealed == "z")
        #expect(CredentialRing([]) == nil)
    }
}
