struct ExemplarCollector {
    func exemplars(traces: borrowing TraceBook) -> Exemplars { Exemplars() }
    func wantsLatest(_ n: Nanoseconds) -> Bool { false }
    func wantsSlowest(_ n: Nanoseconds) -> Bool { false }
    func wantsParked(_ n: Nanoseconds) -> Bool { false }
    var wantsFailed: Bool { false }
    func wantsSample(_ key: RandomKey) -> Bool { false }
    mutating func addLatest(_ f: OrderFacts) {}
    mutating func addSlowest(_ f: OrderFacts) {}
    mutating func addParked(_ f: OrderFacts, parkedFor: Nanoseconds) {}
    mutating func addFailed(_ f: OrderFacts) {}
    mutating func addSample(_ f: OrderFacts, _ k: RandomKey) {}
}
struct TraceBook {
    var begun: Int64 = 0
    mutating func begin(_ number: UInt64) -> Int { 0 }
    mutating func append(_ slot: Int, _ span: OrderTrace.Span) {}
    mutating func finish(_ slot: Int, _ facts: OrderFacts, _ key: RandomKey) {}
}
