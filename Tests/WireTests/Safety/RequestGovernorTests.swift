import Kernel
import Testing

@testable import Wire

/// The caps on a host: how much goes out when far more is wanted.
@Suite("Caps on hosts")
struct RequestGovernorTests {
    /// Rates a second, how many may go out in one second, and how many in 20 s when more is wanted all the time: the rate
    /// times 20, and one second's worth at the beginning at most.
    private static let rates: [(rate: Double, inOneSecond: Int, inTwenty: ClosedRange<Int>)] = [
        (1, 1, 20...21), (10, 10, 200...210), (2.5, 3, 50...53), (100 / 60, 2, 33...35), (0.25, 1, 5...6),
        (90, 90, 1_800...1_890),
    ]

    @Test("In no second go out more than the rate, and over long not less than it", arguments: rates)
    func flood(rate: Double, inOneSecond: Int, inTwenty: ClosedRange<Int>) {
        var governor = RequestGovernor(TargetPlan(host: "h", perSecond: rate, total: 1_000_000))
        // One is wanted every millisecond from some instant on.
        let times = (0..<20_000).map { 5_000 + Double($0) / 1_000 }
        let sent = times.filter { governor.allow(at: $0) }
        #expect(inTwenty.contains(sent.count), "\(sent.count)")
        #expect(governor.refused == 20_000 - sent.count)
        for (place, time) in sent.enumerated() {
            let within = sent[place...].prefix { $0 < time + 1 - 1e-6 }.count
            #expect(within <= inOneSecond, "\(within) in the second from \(time)")
        }
    }

    @Test("After the total nothing goes out, ever")
    func total() {
        var governor = RequestGovernor(TargetPlan(host: "h", perSecond: 1_000, total: 5))
        let sent = (0..<12).filter { governor.allow(at: Double($0)) }
        #expect(sent == [0, 1, 2, 3, 4])
        #expect(governor.refused == 7)
        #expect(governor.wait(at: 1e9) == nil)
    }

    @Test("Whoever waits as long as it says may go")
    func waiting() throws {
        var governor = RequestGovernor(TargetPlan(host: "h", perSecond: 3, total: 100))
        // Instants of a machine that has been on for a fortnight: what doubles round off must not matter.
        var now = 1_209_600.123456789
        var sent: [Double] = []
        for _ in 0..<30 {
            now += try #require(governor.wait(at: now))
            let isAllowed = governor.allow(at: now)
            #expect(isAllowed)
            sent.append(now)
        }
        // Three in each second: the thirtieth nine seconds after the first, within what is rounded.
        #expect(abs(sent[29] - sent[0] - 9) < 0.67)
        #expect(zip(sent, sent.dropFirst(3)).allSatisfy { $1 - $0 >= 1 - 1e-6 })
    }

    @Test("Whoever sends to a host, in whatever letters it is written, its caps are the same")
    func shared() throws {
        var governors = HostGovernors()
        let caps = TargetPlan(host: "h", perSecond: 100, total: 3)
        let first = governors.place(of: "shop.example", caps: caps)
        let second = governors.place(of: "SHOP.example", caps: caps)
        let other = governors.place(of: "other.example", caps: caps)
        #expect(governors.place(of: "127.0.0.1", caps: nil) == nil)
        #expect(first == second && first != other)
        // A total of three, whoever asks; the other host has its own.
        let allowed = [first, second, first, second, other, nil].enumerated().map { place, governor in
            governors.allow(governor, at: Instant(place) * .second)
        }
        #expect(allowed == [true, true, true, false, true, true])
        #expect(governors.nextTime(first, at: 0) == nil && governors.nextTime(nil, at: 7) == 7)
    }
}
