/// Reads the parts of a written time from bytes.
struct TimeScanner {
    /// A date and time of day as written.
    struct Parts {
        var year = 0
        var month = 0
        var day = 0
        var hour = 0
        var minute = 0
        var second = 0
        var nanoseconds = 0
        var offset: Int?

        /// The reading, or nil if there is no such date or time. 24:00 is the end of the day; a leap second is the next.
        var reading: TimeFormat.Reading? {
            guard (1700...2200).contains(year), (1...12).contains(month), day >= 1,
                day <= Parts.days(inMonth: month, of: year),
                (0...23).contains(hour) || hour == 24 && minute + second == 0,
                (0...59).contains(minute), (0...60).contains(second), nanoseconds >= 0
            else { return nil }
            let days = Parts.daysSince1970(year, month, day)
            return TimeFormat.Reading(
                seconds: Int64(days) * 86_400 + Int64(hour * 3600 + minute * 60 + second),
                nanoseconds: Int64(nanoseconds), offset: offset)
        }

        private static func days(inMonth month: Int, of year: Int) -> Int {
            switch month {
            case 2: year % 4 == 0 && (year % 100 != 0 || year % 400 == 0) ? 29 : 28
            case 4, 6, 9, 11: 30
            default: 31
            }
        }

        /// Days since 1970-01-01 in the proleptic Gregorian calendar, counting years from March.
        private static func daysSince1970(_ year: Int, _ month: Int, _ day: Int) -> Int {
            let y = month <= 2 ? year - 1 : year
            let dayOfYear = (153 * (month + (month > 2 ? -3 : 9)) + 2) / 5 + day - 1
            return y * 365 + y / 4 - y / 100 + y / 400 + dayOfYear - 719_468
        }
    }

    private let bytes: ArraySlice<UInt8>
    private var i: Int

    /// Starts at the first byte that is no space and ends before trailing ones.
    init(_ bytes: ArraySlice<UInt8>) {
        let space = UInt8(ascii: " ")
        let start = bytes.firstIndex { $0 != space } ?? bytes.endIndex
        let end = bytes.lastIndex { $0 != space }.map { $0 + 1 } ?? start
        self.bytes = bytes[start..<end]
        i = start
    }

    var isAtEnd: Bool { i == bytes.endIndex }

    mutating func take(_ byte: UInt8) -> Bool {
        guard i < bytes.endIndex, bytes[i] == byte else { return false }
        i += 1
        return true
    }

    private mutating func take(_ character: Unicode.Scalar) -> Bool { take(UInt8(ascii: character)) }

    /// A number of so many digits, as many as there are.
    mutating func number(_ digits: ClosedRange<Int>) -> Int? {
        var value = 0
        var count = 0
        while count < digits.upperBound, i < bytes.endIndex, (0x30...0x39).contains(bytes[i]) {
            value = value * 10 + Int(bytes[i] - 0x30)
            i += 1
            count += 1
        }
        return digits.contains(count) ? value : nil
    }

    /// A year of four digits, or of two in this century.
    mutating func year() -> Int? {
        let start = i
        guard let year = number(2...4) else { return nil }
        switch i - start {
        case 4: return year
        case 2: return 2000 + year
        default: return nil
        }
    }

    /// Digits after the decimal separator, as nanoseconds; what is finer is cut off.
    mutating func fraction() -> Int? {
        var value = 0
        var count = 0
        while i < bytes.endIndex, (0x30...0x39).contains(bytes[i]) {
            if count < 9 { value = value * 10 + Int(bytes[i] - 0x30) }
            i += 1
            count += 1
        }
        guard count > 0 else { return nil }
        for _ in 0..<max(0, 9 - count) { value *= 10 }
        return value
    }

    /// AM or PM, in any case: whether it is PM.
    mutating func marker() -> Bool? {
        guard bytes.endIndex - i >= 2, bytes[i + 1] | 0x20 == UInt8(ascii: "m") else { return nil }
        let letter = bytes[i] | 0x20
        guard letter == UInt8(ascii: "a") || letter == UInt8(ascii: "p") else { return nil }
        i += 2
        return letter == UInt8(ascii: "p")
    }

    /// `Z`, `+01`, `+0100`, `+01:00`: seconds east of UTC.
    mutating func offset() -> Int? {
        if take("Z") || take("z") { return 0 }
        let sign: Int
        if take("+") {
            sign = 1
        } else if take("-") {
            sign = -1
        } else {
            return nil
        }
        guard let hours = number(2...2), hours <= 18 else { return nil }
        if isAtEnd { return sign * hours * 3600 }
        _ = take(":")
        guard let minutes = number(2...2), minutes < 60 else { return nil }
        return sign * (hours * 3600 + minutes * 60)
    }

    /// ISO 8601, with a space or a T between date and time, and as much of the time as there is.
    mutating func iso() -> TimeFormat.Reading? {
        var parts = Parts()
        guard let year = number(4...4), take("-"), let month = number(2...2), take("-"), let day = number(2...2) else {
            return nil
        }
        parts.year = year
        parts.month = month
        parts.day = day
        if isAtEnd { return parts.reading }
        guard take("T") || take(" ") || take("t"), let hour = number(2...2), take(":"), let minute = number(2...2)
        else {
            return nil
        }
        parts.hour = hour
        parts.minute = minute
        if take(":") {
            guard let second = number(2...2) else { return nil }
            parts.second = second
            if take(".") || take(",") {
                guard let fraction = fraction() else { return nil }
                parts.nanoseconds = fraction
            }
        }
        _ = take(" ")
        if !isAtEnd {
            guard let offset = offset(), isAtEnd else { return nil }
            parts.offset = offset
        }
        return parts.reading
    }

    /// A count since 1970 in UTC, with a fraction if it has one.
    mutating func unix(perSecond: Int64) -> TimeFormat.Reading? {
        let negative = take("-")
        var value: Int64 = 0
        var digits = 0
        while i < bytes.endIndex, (0x30...0x39).contains(bytes[i]), digits < 19 {
            let (product, overflow) = value.multipliedReportingOverflow(by: 10)
            let (sum, more) = product.addingReportingOverflow(Int64(bytes[i] - 0x30))
            if overflow || more { return nil }
            value = sum
            i += 1
            digits += 1
        }
        guard digits > 0 else { return nil }
        let unit = 1_000_000_000 / perSecond
        var seconds = value / perSecond
        var nanoseconds = value % perSecond * unit
        if take(".") {
            guard let fraction = fraction() else { return nil }
            nanoseconds += Int64(fraction) / perSecond
        }
        guard isAtEnd, seconds <= 7_258_118_400 else { return nil }
        if negative && (seconds > 0 || nanoseconds > 0) {
            seconds = -seconds
            if nanoseconds > 0 {
                seconds -= 1
                nanoseconds = 1_000_000_000 - nanoseconds
            }
        }
        return TimeFormat.Reading(seconds: seconds, nanoseconds: nanoseconds, offset: 0)
    }
}
