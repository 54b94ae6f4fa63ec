internal import Kernel

extension RandomKey {
    /// A uniform part of a span; nothing of a negative one.
    func share(of span: Nanoseconds) -> Nanoseconds {
        Nanoseconds(min(uniform * Double(max(0, span)), 9.2e18))
    }
}
