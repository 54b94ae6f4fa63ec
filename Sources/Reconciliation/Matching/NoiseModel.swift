public import Kernel

/// What differs by nature: learnt by comparing the old side with itself.
public struct NoiseModel: Sendable, Codable, Hashable {
    /// By kind: fields of which differences are tolerated, as bits.
    public var fields: [UInt16]
    /// By kind: differences of time up to this are tolerated.
    public var times: [Nanoseconds]

    /// Nothing differs by nature.
    public init(kinds: Int) {
        fields = [UInt16](repeating: 0, count: kinds)
        times = [Nanoseconds](repeating: 0, count: kinds)
    }
}
