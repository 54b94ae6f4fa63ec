public import Kernel

/// Figures as people read them: separated thousands, a unit on everything, no more digits than mean something.
///
/// No locale and no Foundation: the same figure gives the same text on every machine.
public enum Figures {
    /// A whole number with separated thousands: `1,000,000`.
    public static func count(_ number: Int64) -> String {
        let digits = String(number.magnitude)
        var result = number < 0 ? "-" : ""
        for (position, digit) in digits.enumerated() {
            if position > 0 && (digits.count - position).isMultiple(of: 3) { result.append(",") }
            result.append(digit)
        }
        return result
    }

    /// A whole number with separated thousands.
    public static func count(_ number: Int) -> String { count(Int64(number)) }

    /// `1 call`, `12,345 calls`: a whole number and what it counts.
    /// - Parameter plural: the noun in the plural, where it is not just an s more.
    public static func count(_ number: Int64, of noun: String, plural: String? = nil) -> String {
        count(number) + " " + (number == 1 ? noun : plural ?? noun + "s")
    }

    /// A number with exactly `digits` decimals, halves away from zero, thousands separated; "-" when it is not finite.
    public static func fixed(_ number: Double, _ digits: Int) -> String {
        guard number.isFinite, number.magnitude < 1e15 else { return "-" }
        var scale = 1.0
        for _ in 0..<digits { scale *= 10 }
        let scaled = Int64((number.magnitude * scale).rounded())
        let whole = scaled / Int64(scale)
        let sign = number < 0 && scaled != 0 ? "-" : ""
        guard digits > 0 else { return sign + count(whole) }
        let rest = String(scaled % Int64(scale))
        return sign + count(whole) + "." + String(repeating: "0", count: digits - rest.count) + rest
    }

    /// A number with at most `digits` decimals, trailing zeros dropped.
    public static func trimmed(_ number: Double, _ digits: Int) -> String {
        var text = fixed(number, digits)
        guard text.contains(".") else { return text }
        while text.hasSuffix("0") { text.removeLast() }
        if text.hasSuffix(".") { text.removeLast() }
        return text
    }

    /// A share in 0...1 as `97.87 %`. What is not all is never rounded up to all, what is not nothing never to nothing.
    public static func percent(_ share: Double, digits: Int = 2) -> String {
        guard share.isFinite else { return "-" }
        let text = fixed(share * 100, digits)
        if share < 1 && text == fixed(100, digits) {
            return digits == 0 ? "> 99 %" : "> 99." + String(repeating: "9", count: digits) + " %"
        }
        if share > 0 && text == fixed(0, digits) {
            return digits == 0 ? "< 1 %" : "< 0." + String(repeating: "0", count: digits - 1) + "1 %"
        }
        return text + " %"
    }

    /// A share with as few digits as a sentence needs: `38 %`, `4.2 %`, `0.3 %`.
    public static func roughPercent(_ share: Double) -> String {
        percent(share, digits: share > 0 && share < 0.0995 || share > 0.99 && share < 1 ? 1 : 0)
    }

    /// A length of time: `41 ms`, `8.2 s`, `3 min 12 s`, `1 h 12 min`, `24 h`, `2 d 3 h`.
    public static func duration(_ time: Nanoseconds) -> String {
        guard time >= 0 else { return time == .min ? "-" : "-" + duration(-time) }
        guard time != .never else { return "for ever" }
        if time == 0 { return "0 s" }
        let milliseconds = Double(time) / 1e6
        if time < 500 { return "< 1 µs" }
        if milliseconds < 0.0995 { return trimmed(milliseconds * 1000, 0) + " µs" }
        if milliseconds < 9.95 { return trimmed(milliseconds, milliseconds < 0.995 ? 2 : 1) + " ms" }
        if milliseconds < 999.5 { return fixed(milliseconds, 0) + " ms" }
        if milliseconds < 59_950 { return trimmed(milliseconds / 1000, 1) + " s" }
        let seconds = (time + .second / 2) / .second
        if seconds < 3600 { return pair(seconds / 60, "min", seconds % 60, "s") }
        let minutes = (seconds + 30) / 60
        if minutes < 24 * 60 { return pair(minutes / 60, "h", minutes % 60, "min") }
        let hours = (minutes + 30) / 60
        if hours == 24 { return "24 h" }
        return pair(hours / 24, "d", hours % 24, "h")
    }

    private static func pair(_ big: Int64, _ bigUnit: String, _ small: Int64, _ smallUnit: String) -> String {
        small == 0 ? "\(big) \(bigUnit)" : "\(big) \(bigUnit) \(small) \(smallUnit)"
    }

    /// An amount of data: `870 B`, `1.2 kB`, `3.4 MB`; a kB is a thousand bytes.
    public static func bytes(_ number: Int64) -> String {
        guard number >= 1_000 else { return count(number) + " B" }
        let units = ["kB", "MB", "GB", "TB", "PB"]
        var size = Double(number) / 1_000
        var unit = 0
        while size >= 999.5, unit < units.count - 1 {
            size /= 1_000
            unit += 1
        }
        return trimmed(size, size < 99.95 ? 1 : 0) + " " + units[unit]
    }

    /// A count short enough for an axis: `850`, `19.4k`, `1.2M`.
    public static func short(_ number: Double) -> String {
        let size = number.magnitude
        if size >= 999_950_000 { return trimmed(number / 1e9, 1) + "G" }
        if size >= 999_950 { return trimmed(number / 1e6, size < 9_995_000 ? 2 : 1) + "M" }
        if size >= 1_000 { return trimmed(number / 1e3, 1) + "k" }
        return trimmed(number, size < 10 ? 2 : 1)
    }
}
