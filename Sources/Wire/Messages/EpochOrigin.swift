public import Kernel

/// Where rehearsal time stands in calendar time: what signatures, dates in headers and ids with a date need.
public struct EpochOrigin: Sendable, Hashable {
    /// Nanoseconds from 1970-01-01T00:00:00Z to instant 0.
    public var nanoseconds: Int64

    /// An origin; calendar time stays within the years 1678 to 2262.
    public init(nanoseconds: Int64) { self.nanoseconds = nanoseconds }

    /// An origin in whole seconds since 1970.
    public init(seconds: Int64) {
        let (product, overflow) = seconds.multipliedReportingOverflow(by: .second)
        nanoseconds = overflow ? (seconds > 0 ? .max : .min) : product
    }

    /// Whole seconds since 1970 at an instant, rounded down.
    public func seconds(at instant: Instant) -> Int64 {
        let (sum, overflow) = nanoseconds.addingReportingOverflow(instant)
        let total = overflow ? (instant > 0 ? Int64.max : Int64.min) : sum
        return total >= 0 ? total / .second : (total + 1) / .second - 1
    }
}
