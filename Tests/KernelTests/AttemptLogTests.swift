import Foundation
import Testing

@testable import Kernel

/// Attempts kept one by one: what is kept, merged, written and refused.
@Suite("Attempts one by one")
struct AttemptLogTests {
    private static let plan: Plan = {
        var plan = Plan(title: "log", seed: 1, window: .hour, end: .hour)
        plan.systems = [SystemPlan(name: "ups", role: .carrier)]
        plan.operations = [OperationPlan(name: "label", system: 0, pool: nil, entry: 0)]
        return plan
    }()

    private static func entry(_ sent: Nanoseconds, _ took: Nanoseconds = 5, _ outcome: Outcome = .ok)
        -> AttemptLog.Entry
    {
        AttemptLog.Entry(
            operation: 0, sent: sent * .millisecond, took: took * .millisecond, outcome: outcome)
    }

    private static func recording(_ log: AttemptLog) -> Recording {
        var recording = Recording(plan: plan)
        var wire = WireFacts()
        var facts = WireFacts.System()
        facts.attempts = log
        wire.systems["ups"] = facts
        recording.wire = wire
        return recording
    }

    @Test("Times are whole microseconds, so that what is written is what is kept")
    func whole() {
        let entry = AttemptLog.Entry(operation: 0, sent: 1_234_567, took: 9_999, outcome: .timeout)
        #expect(entry.sent == 1_234_000 && entry.took == 9_000 && entry.ended == 1_243_000)
    }

    @Test("Written and read again it is the same, its numbers in one list")
    func written() throws {
        let log = AttemptLog([Self.entry(7, 3, .serverError), Self.entry(2)])
        let bytes = try JSONEncoder().encode(log)
        #expect(String(decoding: bytes, as: UTF8.self) == "[1,0,0,2000,5000,0,0,7000,3000,5]")
        #expect(try JSONDecoder().decode(AttemptLog.self, from: bytes) == log)
    }

    @Test(
        "What no run writes is not read",
        arguments: ["[]", "[1]", "[1,0,0,5]", "[1,0,0,-1,5,0]", "[1,0,0,1,-5,0]", "[1,0,0,1,5,8]", "[1,0,0,1,5,300]"])
    func unreadable(_ text: String) {
        #expect(throws: DecodingError.self) { try JSONDecoder().decode(AttemptLog.self, from: Data(text.utf8)) }
    }

    @Test("Counts that no run has are flaws")
    func flaws() throws {
        func flaw(_ text: String) throws -> String? {
            try JSONDecoder().decode(AttemptLog.self, from: Data(text.utf8)).firstFlaw(under: Self.plan)
        }
        #expect(try flaw("[1,0,0,1,5,0]") == nil)
        #expect(try flaw("[1,0,1,1,5,0]") == "an operation 1")
        #expect(try flaw("[0,0]") == "0 attempts left out of 0 parts")
        #expect(try flaw("[1,-3]") == "-3 attempts left out of 1 parts")
    }

    @Test("Beyond its limit attempts are counted and not kept")
    func limit() {
        var log = AttemptLog()
        for place in 0..<AttemptLog.limit + 5 { log.add(Self.entry(Nanoseconds(place))) }
        #expect(log.entries.count == AttemptLog.limit && log.left == 5)
    }

    @Test("Merging is associative and commutative, counts parts, and nothing changes nothing")
    func merged() throws {
        let a = Self.recording(AttemptLog([Self.entry(5), Self.entry(1)]))
        let b = Self.recording(AttemptLog([Self.entry(3), Self.entry(5)]))
        let c = Self.recording(AttemptLog([Self.entry(2, 9, .timeout)]))
        let left = try a.merged(with: b).merged(with: c)
        let right = try a.merged(with: b.merged(with: c))
        #expect(left == right)
        #expect(try b.merged(with: a).merged(with: c) == left)
        let log = try #require(left.wire?.systems["ups"]?.attempts)
        #expect(log.parts == 3 && log.entries.map { $0.sent / .millisecond } == [1, 2, 3, 5, 5])
        #expect(try a.merged(with: Recording(plan: Self.plan)) == a)
    }
}
