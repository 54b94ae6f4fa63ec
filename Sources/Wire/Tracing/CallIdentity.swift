internal import HTTPTypes
internal import Kernel

/// Which call of which order of which run: whatever names a request to a partner is drawn from this, so that the same
/// run names its requests the same, and other runs do not.
public struct CallIdentity: Sendable, Hashable {
    /// The run's seed.
    public var seed: UInt64
    /// Tells runs of one seed apart ("2026-11-27T09:00:00Z"): without it a partner that remembers idempotency keys
    /// would answer a second run with the results of the first.
    public var run: String
    /// The order's number in the schedule.
    public var order: UInt64
    /// The edge of the landscape that is called over.
    public var edge: UInt64
    /// Which time this order calls over that edge, from 0.
    public var occurrence: UInt64

    /// An identity.
    public init(seed: UInt64, run: String, order: UInt64, edge: UInt64, occurrence: UInt64 = 0) {
        self.seed = seed
        self.run = run
        self.order = order
        self.edge = edge
        self.occurrence = occurrence
    }

    /// `traceparent` of one attempt: one trace an order, one span an attempt.
    /// - Parameter attempt: from 0.
    public func traceParent(attempt: UInt64) -> TraceParent {
        let trace = RandomKey(seed: seed, path: "trace.\(run)").child(order)
        var generator = trace.generator
        let span = RandomKey(seed: seed, path: "span.\(run)").child(order).child(edge).child(occurrence).child(attempt)
        return TraceParent(high: generator.next(), low: generator.next(), span: span.value)
    }

    /// `Idempotency-Key`, the same on each attempt.
    public var idempotencyKey: IdempotencyKey {
        var generator = RandomKey(seed: seed, path: "idempotency.\(run)").child(order).child(edge).child(occurrence)
            .generator
        return IdempotencyKey(high: generator.next(), low: generator.next())
    }

    /// Adds the header fields that name a request: `traceparent`, `X-Correlation-ID`, `User-Agent`, and
    /// `Idempotency-Key` where the link asks for it. What the request says already stays.
    /// - Parameters:
    ///   - attempt: from 0.
    ///   - correlation: names the order; its reference.
    public func name(
        _ request: inout WireRequest, attempt: UInt64, correlation: String, isIdempotent: Bool, agent: String
    ) {
        // Appended, not set: setting looks through all fields to take older ones out.
        func add(_ name: HTTPField.Name, _ value: @autoclosure () -> String) {
            guard !request.fields.contains(name) else { return }
            request.fields.append(HTTPField(name: name, value: value()))
        }
        add(.traceParent, traceParent(attempt: attempt).description)
        add(.correlationID, CorrelationID.fieldValue(correlation))
        add(.userAgent, agent)
        if isIdempotent { add(.idempotencyKey, idempotencyKey.fieldValue) }
    }
}
