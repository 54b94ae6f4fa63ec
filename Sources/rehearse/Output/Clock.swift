internal import Foundation
internal import Kernel

/// Points in time for people.
enum Clock {
    /// `2026-11-27 08:26:00.250Z`
    static func text(_ instant: Instant) -> String {
        var seconds = instant / .second
        var rest = instant % .second
        if rest < 0 {
            seconds -= 1
            rest += .second
        }
        let whole = Date(timeIntervalSince1970: Double(seconds)).formatted(.iso8601.dateTimeSeparator(.space))
        let decimals = String(rest / .millisecond)
        return "\(whole.dropLast()).\(String(repeating: "0", count: 3 - decimals.count))\(decimals)Z"
    }
}
