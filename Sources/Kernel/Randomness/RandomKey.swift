/// A named substream of the seed, as a value: the same key always gives the same draws, whoever asks, in whatever order.
///
/// Every draw of a run is keyed by (seed, order, path, attempt), so draws do not depend on the interleaving of events,
/// on shards or on threads, and two landscapes fed the same orders use common random numbers.
/// The mixing function is SplitMix64's finaliser (Steele, Lea, Flood 2014).
public struct RandomKey: Sendable, Hashable, BitwiseCopyable {
    /// The state; well mixed.
    public let value: UInt64

    /// A key from a raw state, which is mixed.
    public init(_ raw: UInt64) { value = RandomKey.mix(raw) }

    /// The root of a named substream ("orders", "faults.ups").
    public init(seed: UInt64, path: String) {
        var hash: UInt64 = 0xcbf2_9ce4_8422_2325
        for byte in path.utf8 { hash = (hash ^ UInt64(byte)) &* 0x0000_0100_0000_01b3 }
        value = RandomKey.mix(seed ^ RandomKey.mix(hash))
    }

    /// The key of child `index` of this one.
    @inlinable
    public func child(_ index: UInt64) -> RandomKey {
        RandomKey(mixed: RandomKey.mix(value &+ (index &+ 1) &* 0x9e37_79b9_7f4a_7c15))
    }

    /// A uniform number strictly inside (0, 1), 53 bits.
    @inlinable
    public var uniform: Double { (Double(value >> 11) + 0.5) * 0x1p-53 }

    /// A generator that starts here, for draws that need several numbers.
    public var generator: SplitMix64 { SplitMix64(state: value) }

    @usableFromInline init(mixed: UInt64) { value = mixed }

    @inlinable
    static func mix(_ raw: UInt64) -> UInt64 {
        var z = raw
        z = (z ^ (z >> 30)) &* 0xbf58_476d_1ce4_e5b9
        z = (z ^ (z >> 27)) &* 0x94d0_49bb_1331_11eb
        return z ^ (z >> 31)
    }
}

/// SplitMix64: a small sequential generator, seeded by a `RandomKey`.
public struct SplitMix64: RandomNumberGenerator, Sendable {
    /// The counter.
    public var state: UInt64

    /// A generator at a state.
    public init(state: UInt64) { self.state = state }

    /// The next 64 bits.
    public mutating func next() -> UInt64 {
        state &+= 0x9e37_79b9_7f4a_7c15
        return RandomKey.mix(state)
    }

    /// The next uniform number strictly inside (0, 1).
    public mutating func uniform() -> Double { (Double(next() >> 11) + 0.5) * 0x1p-53 }
}
