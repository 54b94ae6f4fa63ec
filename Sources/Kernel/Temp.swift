import Glibc
enum Elementary { static func log(_ x: Double) -> Double { Glibc.log(x) } }
public struct Sampler: Sendable {
    let d: Distribution
    public init(_ d: Distribution, tables: [EmpiricalTable]) { self.d = d }
    public func sample(_ key: RandomKey) -> Nanoseconds {
        switch d {
        case .fixed(let n): n
        case .exponential(let mean): Int64(-Glibc.log(key.uniform) * Double(mean))
        case .uniform(let low, let high): low + Int64(Double(high - low) * key.uniform)
        default: 0
        }
    }
}
public struct EventQueue: ~Copyable {
    var heap: [(Instant, UInt64, UInt64)] = []
    var seq: UInt64 = 0
    public init() {}
    public var nextTime: Instant? { mutating get { heap.first?.0 } }
    public mutating func schedule(_ p: UInt64, at t: Instant) {
        seq += 1
        var lo = 0, hi = heap.count
        while lo < hi { let m = (lo + hi) / 2; if heap[m].0 <= t { lo = m + 1 } else { hi = m } }
        heap.insert((t, seq, p), at: lo)
    }
    public mutating func pop() -> (time: Instant, payload: UInt64)? {
        guard !heap.isEmpty else { return nil }
        let x = heap.removeFirst()
        return (x.0, x.2)
    }
}
struct ProductPicker { init(count: Int, exponent: Double) {}; func product(order: RandomKey, line: Int) -> Int { 0 } }
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
