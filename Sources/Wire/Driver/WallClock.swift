public import Kernel

/// How rehearsal time maps to the clocks of this machine: instant 0 is when the run began.
public struct WallClock: Sendable {
    /// Instant 0 by `MonotonicClock`.
    public let origin: Int64
    /// Instant 0 as seconds since 1970.
    public let epoch: Double

    /// A clock that starts at a moment.
    /// - Parameters:
    ///   - origin: instant 0 by `MonotonicClock`; in the future for a run that is to begin later.
    ///   - epoch: the same as seconds since 1970.
    public init(origin: Int64, epoch: Double) {
        self.origin = origin
        self.epoch = epoch
    }

    /// Rehearsal time now.
    public var now: Instant { MonotonicClock.now - origin }

    /// A moment of `MonotonicClock` as rehearsal time.
    public func instant(_ monotonic: Int64) -> Instant { monotonic - origin }

    /// An instant by `MonotonicClock`.
    public func monotonic(_ instant: Instant) -> Int64 {
        instant >= .never - abs(origin) ? .never : instant + origin
    }

    /// An instant as seconds since 1970.
    public func unix(_ instant: Instant) -> Double { epoch + Double(instant) / 1e9 }
}
