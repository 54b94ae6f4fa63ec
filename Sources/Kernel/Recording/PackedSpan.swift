/// A span in 24 bytes instead of 64: twenty thousand traced orders are under way at once on a peak day.
///
/// Indices of a plan fit 24 bits by far. Attempts stay below 65,536 and calls nest at most 255 deep: the engine's own
/// frames count them so.
struct PackedSpan: BitwiseCopyable {
    private enum Code: UInt8 {
        case attempt, call, backoff, throttle, poolWait, work, contention, queueWait, consume, wait, calendar, await
        case event, document, fallback, parked, ended
    }

    let start: Instant
    /// `Instant.never` while it is open.
    var end: Instant
    private let attempt: UInt16
    private let code: Code
    var outcome: Outcome
    /// The lowest 24 bits are the kind's index (for a document its state stands above the lowest 16 of them; all ones: nil),
    /// the rest is the depth.
    private let bits: UInt32

    private static let none: UInt32 = 0xff_ffff

    init(_ span: OrderTrace.Span) {
        start = span.start
        end = span.end
        attempt = UInt16(clamping: span.attempt)
        outcome = span.outcome
        let (code, operand) = PackedSpan.packed(span.kind)
        self.code = code
        bits = operand & PackedSpan.none | UInt32(UInt8(clamping: span.depth)) << 24
    }

    /// The span as it was.
    var span: OrderTrace.Span {
        OrderTrace.Span(
            kind: kind, start: start, end: end, attempt: Int(attempt), outcome: outcome, depth: Int(bits >> 24))
    }

    private static func packed(_ kind: OrderTrace.Kind) -> (Code, UInt32) {
        switch kind {
        case .attempt(let index): (.attempt, UInt32(truncatingIfNeeded: index))
        case .call(let index): (.call, UInt32(truncatingIfNeeded: index))
        case .backoff(let index): (.backoff, UInt32(truncatingIfNeeded: index))
        case .throttle(let index): (.throttle, UInt32(truncatingIfNeeded: index))
        case .poolWait(let index): (.poolWait, UInt32(truncatingIfNeeded: index))
        case .work(let index): (.work, index.map { UInt32(truncatingIfNeeded: $0) } ?? none)
        case .contention(let index): (.contention, UInt32(truncatingIfNeeded: index))
        case .queueWait(let index): (.queueWait, UInt32(truncatingIfNeeded: index))
        case .consume(let index): (.consume, UInt32(truncatingIfNeeded: index))
        case .wait: (.wait, 0)
        case .calendar(let index): (.calendar, UInt32(truncatingIfNeeded: index))
        case .await(let index): (.await, UInt32(truncatingIfNeeded: index))
        case .event(let index): (.event, UInt32(truncatingIfNeeded: index))
        case .document(let document, let state):
            (.document, UInt32(UInt16(truncatingIfNeeded: document)) | UInt32(truncatingIfNeeded: state) << 16)
        case .fallback(let index): (.fallback, UInt32(truncatingIfNeeded: index))
        case .parked(let index): (.parked, UInt32(truncatingIfNeeded: index))
        case .ended(let ending): (.ended, UInt32(ending.rawValue))
        }
    }

    private var kind: OrderTrace.Kind {
        let operand = bits & PackedSpan.none
        let index = Int(operand)
        return switch code {
        case .attempt: .attempt(index)
        case .call: .call(index)
        case .backoff: .backoff(index)
        case .throttle: .throttle(index)
        case .poolWait: .poolWait(index)
        case .work: .work(operand == PackedSpan.none ? nil : index)
        case .contention: .contention(index)
        case .queueWait: .queueWait(index)
        case .consume: .consume(index)
        case .wait: .wait
        case .calendar: .calendar(index)
        case .await: .await(index)
        case .event: .event(index)
        case .document: .document(index & 0xffff, state: index >> 16)
        case .fallback: .fallback(index)
        case .parked: .parked(index)
        // Written from an ending, so it is one.
        case .ended: .ended(Ending(rawValue: UInt8(truncatingIfNeeded: operand)) ?? .failed)
        }
    }
}
