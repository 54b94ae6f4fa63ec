internal import Kernel

extension Instant {
    /// This instant and a span, cut at the ends of time rather than trapping.
    func later(by span: Nanoseconds) -> Instant {
        let (sum, overflow) = addingReportingOverflow(span)
        return overflow ? (span > 0 ? .max : .min) : sum
    }
}

extension RandomKey {
    /// A uniform part of a span; nothing of a negative one.
    func share(of span: Nanoseconds) -> Nanoseconds {
        Nanoseconds(min(uniform * Double(max(0, span)), 9.2e18))
    }
}
