internal import Kernel
internal import Scenario

/// Reads times of an export as nanoseconds since 1970 UTC: the usual form of ISO 8601 at once, others as `TimeFormat` does.
struct InstantReader {
    private let isISO: Bool
    private var general: TimeReader
    /// Whether clocks showed the time that was read last twice: it may be an hour later as well.
    private(set) var isTwice = false
    /// The local day that was read last, in seconds, and the offset that holds in the whole of it.
    private var dayStart: Int64 = .min
    private var dayOffset: Int64 = 0
    /// The date that was read last, as it is written, and its midnight by the clock on the wall.
    private var dateBytes: UInt64 = 0
    private var dayBytes: UInt16 = 0
    private var dateSeconds: Int64 = 0

    /// - Returns: nil for a format or a zone that there is not.
    init?(format: String, zone: String) {
        guard let general = TimeReader(format: format, zone: zone) else { return nil }
        self.general = general
        isISO = general.isISO
    }

    /// The time; nil: it is not written so.
    @inline(__always)
    mutating func instant(_ bytes: UnsafeRawBufferPointer) -> Instant? {
        isTwice = false
        if isISO, let quick = quick(bytes) { return quick }
        return slow(bytes)
    }

    @inline(never)
    private mutating func slow(_ bytes: UnsafeRawBufferPointer) -> Instant? {
        defer { isTwice = general.isTwice }
        return general.read(Array(bytes)[...])
    }

    /// `2026-11-27T08:26:00`, with or without a fraction, `Z` or an offset; nil: not in this form, or not valid.
    @inline(__always)
    private mutating func quick(_ bytes: UnsafeRawBufferPointer) -> Instant? {
        guard bytes.count >= 19, bytes[4] == 0x2d, bytes[7] == 0x2d, bytes[10] == 0x54 || bytes[10] == 0x20,
            bytes[13] == 0x3a, bytes[16] == 0x3a
        else { return nil }
        func digit(_ at: Int) -> Bool { bytes[at] &- 0x30 < 10 }
        func two(_ at: Int) -> Int { Int(bytes[at] &- 0x30) &* 10 &+ Int(bytes[at &+ 1] &- 0x30) }
        guard digit(11), digit(12), digit(14), digit(15), digit(17), digit(18) else { return nil }
        let (hour, minute, second) = (two(11), two(14), two(17))
        guard hour < 24, minute < 60, second < 60 else { return nil }
        let date = bytes.loadUnaligned(fromByteOffset: 0, as: UInt64.self)
        let day = bytes.loadUnaligned(fromByteOffset: 8, as: UInt16.self)
        if date != dateBytes || day != dayBytes {
            guard let seconds = general.dateSeconds(Array(bytes[..<10])[...]) else { return nil }
            dateSeconds = seconds
            dateBytes = date
            dayBytes = day
        }
        var at = 19
        var fraction: Int64 = 0
        if at < bytes.count, bytes[at] == 0x2e || bytes[at] == 0x2c {
            at &+= 1
            var unit: Int64 = 100_000_000
            let first = at
            while at < bytes.count, bytes[at] &- 0x30 < 10 {
                fraction &+= Int64(bytes[at] &- 0x30) &* unit
                unit /= 10
                at &+= 1
            }
            guard at > first else { return nil }
        }
        let local = dateSeconds &+ Int64(hour &* 3600 &+ minute &* 60 &+ second)
        if at == bytes.count {
            if dayStart != dateSeconds {
                dayStart = dateSeconds
                dayOffset = general.constantOffset(ofDay: dateSeconds) ?? .min
            }
            // On the two days a year on which clocks change every time is looked at.
            guard dayOffset == .min else { return (local &- dayOffset) &* 1_000_000_000 &+ fraction }
            let utc = general.utc(local: local)
            isTwice = general.isTwice
            return utc &* 1_000_000_000 &+ fraction
        }
        guard at &+ 1 == bytes.count, bytes[at] == 0x5a else { return nil }
        return local &* 1_000_000_000 &+ fraction
    }
}
