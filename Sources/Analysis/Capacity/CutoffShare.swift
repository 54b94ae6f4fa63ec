/// Orders that had to make a cut-off, and those that did, on the seeds of a day together.
public struct CutoffShare: Sendable, Hashable {
    /// Orders that had to, on all seeds.
    public var judged: Int64
    /// Those that did.
    public var met: Int64
    /// Orders that had to, on one seed: the mean over those with any; nil: none has it.
    public var orders: Double?
    /// The share that did: of all seeds together, and how far it goes from one to the other; nil: nobody had to.
    public var share: SeedSpread?

    /// - Parameter counts: by seed.
    init(_ counts: [(judged: Int64, met: Int64)]) {
        judged = counts.reduce(0) { $0 &+ $1.judged }
        met = counts.reduce(0) { $0 &+ $1.met }
        orders = counts.isEmpty ? nil : Double(judged) / Double(counts.count)
        share = SeedSpread(counts.filter { $0.judged > 0 }.map { Double($0.met) / Double($0.judged) })
        // Seeds with more orders count for more.
        share?.mean = Double(met) / Double(max(1, judged))
    }
}
