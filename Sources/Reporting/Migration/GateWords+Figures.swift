import Kernel

extension GateWords {
    /// A share as a percentage, with as many decimals as it needs to be told from zero.
    static func percent(_ share: Double) -> String {
        let value = share * 100
        let places = value == 0 || value >= 10 ? 0 : value >= 1 ? 1 : value >= 0.01 ? 3 : 5
        return rounded(value, places) + " %"
    }

    /// A number without decimals that say nothing.
    static func number(_ value: Double) -> String { rounded(value, 3) }

    /// Nanoseconds in words.
    static func time(_ nanoseconds: Nanoseconds) -> String { shift(Double(nanoseconds)).replacing("+", with: "") }

    /// A difference of nanoseconds in words: `+310 ms`, `-4.1 s`, `0 ms`.
    static func shift(_ nanoseconds: Double) -> String {
        let sign = nanoseconds > 0 ? "+" : nanoseconds < 0 ? "-" : ""
        let size = nanoseconds.magnitude
        let units: [(Double, String)] = [(3.6e12, "h"), (6e10, "min"), (1e9, "s"), (1e6, "ms"), (1e3, "us")]
        guard size > 0 else { return "0 ms" }
        let (unit, name) = units.first { size >= $0.0 * ($0.1 == "h" || $0.1 == "min" ? 2 : 1) } ?? (1, "ns")
        let value = size / unit
        return sign + rounded(value, value >= 100 ? 0 : value >= 10 ? 1 : 2) + " " + name
    }

    private static func rounded(_ value: Double, _ places: Int) -> String {
        var scale = 1.0
        for _ in 0..<places { scale *= 10 }
        let whole = (value * scale).rounded()
        guard whole.magnitude < 1e15 else { return "\(value)" }
        let digits = Int(whole.magnitude)
        guard places > 0 else { return (value < 0 ? "-" : "") + String(digits) }
        let unit = Int(scale)
        var decimals = String(digits % unit)
        decimals = String(repeating: "0", count: places - decimals.count) + decimals
        while decimals.last == "0" { decimals.removeLast() }
        return (value < 0 && digits > 0 ? "-" : "") + String(digits / unit) + (decimals.isEmpty ? "" : "." + decimals)
    }
}
