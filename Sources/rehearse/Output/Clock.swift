internal import Foundation
internal import Kernel

/// Points in time for people.
enum Clock {
    /// `2026-11-27 08:26:00.250Z`
    static func text(_ instant: Instant) -> String {
        let milliseconds = instant >= 0 ? instant / .millisecond : -((-instant + .millisecond - 1) / .millisecond)
        let date = Date(timeIntervalSince1970: Double(milliseconds) / 1000)
        return date.formatted(
            .iso8601.year().month().day().dateTimeSeparator(.space).time(includingFractionalSeconds: true)) + "Z"
    }
}
