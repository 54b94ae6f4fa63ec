internal import Foundation
public import Kernel

/// Reads times as a file writes them, in the zone of its clocks.
public struct TimeReader {
    /// Whether times are written as ISO 8601 has it.
    public let isISO: Bool
    private let format: TimeFormat
    private var clock: ZoneClock
    /// Whether the clock on the wall showed what was read last twice: it may be an hour later as well.
    public private(set) var isTwice = false

    /// A reader of times.
    /// - Parameters:
    ///   - format: as `TimeFormat` reads it.
    ///   - zone: of times without an offset, as `Europe/Brussels`.
    /// - Returns: nil for a format or a zone that there is not.
    public init?(format: String, zone: String) {
        guard let format = TimeFormat(format), let zone = TimeZone(identifier: zone) else { return nil }
        self.format = format
        isISO = format == .iso || format.text.lowercased().hasPrefix("iso")
        clock = ZoneClock(zone)
    }

    /// Nanoseconds since 1970 UTC; nil: the bytes are no time of this format, or one that does not fit.
    public mutating func read(_ bytes: ArraySlice<UInt8>) -> Instant? {
        isTwice = false
        guard let reading = format.read(bytes) else { return nil }
        let seconds = reading.offset.map { reading.seconds - Int64($0) } ?? utc(local: reading.seconds)
        let (whole, first) = seconds.multipliedReportingOverflow(by: .second)
        let (sum, second) = whole.addingReportingOverflow(reading.nanoseconds)
        return first || second ? nil : sum
    }

    /// Seconds since 1970 of the midnight of a date such as `2026-11-27`, by the clock on the wall; nil: no date.
    public func dateSeconds(_ bytes: ArraySlice<UInt8>) -> Int64? { TimeFormat.iso.read(bytes)?.seconds }

    /// Seconds since 1970 UTC of what the clock on the wall shows; what it shows twice is the first.
    public mutating func utc(local: Int64) -> Int64 {
        defer { isTwice = clock.isTwice }
        return clock.utc(local: local, notBefore: .min)
    }

    /// Seconds east of UTC on a whole day by the clock on the wall; nil: clocks change on it.
    public mutating func constantOffset(ofDay local: Int64) -> Int64? {
        let offsets = [0, 6, 12, 18, 24].map { local + $0 * 3600 - utc(local: local + $0 * 3600) }
        let first = offsets[0]
        return offsets.allSatisfy { $0 == first } ? first : nil
    }
}
