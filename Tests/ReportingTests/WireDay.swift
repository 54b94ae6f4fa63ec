import Kernel

/// The peak day as if it had gone over the wire: facts put in by hand.
enum WireDay {
    static let recording: Recording = made()

    /// The same with words that try to break out wherever words of others are told.
    static let nasty: Recording = {
        var recording = made(words: PeakDay.nasty)
        for k in recording.plan.systems.indices { recording.plan.systems[k].label = PeakDay.nasty }
        return recording
    }()

    private static func times(_ all: Nanoseconds...) -> CompactTimes {
        var times = CompactTimes()
        for time in all { times.add(time) }
        return times
    }

    private static func made(words: String? = nil) -> Recording {
        var recording = PeakDay.recording
        func say(_ text: String) -> String { words ?? text }
        var wire = WireFacts()
        var fedex = WireFacts.System()
        fedex.sent = 4_000
        fedex.statuses = [200: 3_880]
        fedex.failures = [say("connection refused"): 120]
        fedex.words = [say("connection refused"): say("POST http://localhost:81: connection refused: no; start it")]
        fedex.parts = ["name": times(1_000), "first byte": times(2_000_000, 4_000_000), "total": times(5_000_000)]
        fedex.reused = 3_000
        fedex.bytesUp = 1_234_567
        fedex.bytesDown = 870
        fedex.keptBack = 2
        fedex.tokens = 3
        fedex.refusedTokens = 1
        wire.systems["fedex"] = fedex
        var ups = WireFacts.System()
        ups.sent = 100
        ups.statuses = [200: 90, 401: 10]
        ups.details = ["businessError": say("status 401: expired key")]
        var limit = LimitFacts()
        limit.admitted = 90
        limit.refused = 12
        limit.documented = say("80/s")
        limit.announced = say("100/60 s")
        limit.practice = "40/s, burst 5"
        limit.sustained = 40
        limit.burst = 5
        limit.confidence = 0.99
        ups.limits = [say("label"): limit]
        wire.systems["ups"] = ups
        var wms = WireFacts.System()
        wms.received = 50
        wms.strangers = 4
        wms.immediate = 3
        var webhooks = WebhookFacts()
        webhooks.events = 10
        webhooks.sent = 13
        webhooks.retried = 3
        webhooks.delivered = 9
        webhooks.gaveUp = 1
        webhooks.failures = [say("status 500"): 4]
        webhooks.words = [say("status 500"): say("status 500: oops"), "ended": say("gone")]
        wms.webhooks = webhooks
        wire.systems["wms"] = wms
        var inbox = InboxFacts()
        inbox.received = 100
        inbox.kept = 90
        inbox.refused = [say("mismatch"): 6]
        inbox.words = [say("mismatch"): say("the signature is not ours")]
        inbox.met = 80
        inbox.neverArrived = 20
        inbox.late = 3
        inbox.orphan = 2
        inbox.waiting = times(2 * .second, 4 * .second)
        wire.inbox = inbox
        recording.wire = wire
        return recording
    }
}
