internal import Foundation
internal import Kernel

/// When a run is to begin, as it is written after `--start-at`.
struct StartMoment {
    /// Seconds since 1970.
    let unix: Double

    /// The longest that a run waits for its beginning: what lies further ahead is a slip of the pen.
    static let mostAhead: Double = 7 * 86_400

    static let forms =
        "a date and time with its zone such as 2026-11-27T09:30:00+01:00, a time of today such as 09:30 or 09:30:15, or a wait such as +30s, +5m or +1h"

    /// Reads a moment.
    /// - Parameters:
    ///   - text: as written.
    ///   - now: the moment at which it is read.
    ///   - zone: whose today a time of day is in: an IANA name.
    /// - Throws: `CommandFailure` if it is none, has passed, or is too far ahead.
    init(_ text: String, now: Date, zone: String) throws(CommandFailure) {
        let zone = TimeZone(identifier: zone) ?? .gmt
        guard let date = try StartMoment.date(text, now, zone)
        else {
            throw CommandFailure("--start-at: expected \(StartMoment.forms); found \"\(text)\"", code: .usage)
        }
        let ahead = date.timeIntervalSince(now)
        let told = StartMoment.told(now, zone)
        guard ahead > 0 else {
            throw CommandFailure(
                "--start-at: \(text) has passed: it is \(told) in \(zone.identifier) now. Give a moment that is still to come; one of another day needs its date and zone",
                code: .usage)
        }
        guard ahead <= StartMoment.mostAhead else {
            throw CommandFailure(
                "--start-at: expected a moment within seven days, found \(text); it is \(told) in \(zone.identifier) now",
                code: .usage)
        }
        unix = date.timeIntervalSince1970
    }

    /// Milliseconds since 1970.
    var milliseconds: Int64 { Int64((unix * 1000).rounded()) }

    /// The moment that is meant, in whichever form; nil: it is none.
    private static func date(_ text: String, _ now: Date, _ zone: TimeZone) throws(CommandFailure) -> Date? {
        if let date = wait(text, now) { return date }
        if let date = try today(text, now, zone) { return date }
        return date(text)
    }

    /// `+30s`
    private static func wait(_ text: String, _ now: Date) -> Date? {
        guard text.hasPrefix("+"), let unit = text.last, let length = ["s": 1.0, "m": 60, "h": 3600][unit] else {
            return nil
        }
        let digits = text.dropFirst().dropLast()
        guard digits.allSatisfy({ ("0"..."9").contains($0) }), digits.count <= 7, let count = Double(digits) else {
            return nil
        }
        return now.addingTimeInterval(count * length)
    }

    /// `09:30`, `09:30:15`
    private static func today(_ text: String, _ now: Date, _ zone: TimeZone) throws(CommandFailure) -> Date? {
        let parts = text.split(separator: ":", omittingEmptySubsequences: false)
        guard (2...3).contains(parts.count),
            parts.allSatisfy({ $0.count == 2 && $0.allSatisfy { ("0"..."9").contains($0) } })
        else { return nil }
        let numbers = parts.compactMap { Int($0) } + [0]
        guard numbers[0] < 24, numbers[1] < 60, numbers[2] < 60 else { return nil }
        var calendar = Calendar(identifier: .gregorian)
        calendar.timeZone = zone
        var wanted = calendar.dateComponents([.year, .month, .day], from: now)
        (wanted.hour, wanted.minute, wanted.second) = (numbers[0], numbers[1], numbers[2])
        // Where the clocks go forward an hour is missing: the calendar would take another one.
        guard let date = calendar.date(from: wanted),
            calendar.dateComponents([.hour, .minute], from: date)
                == DateComponents(hour: numbers[0], minute: numbers[1])
        else {
            throw CommandFailure(
                "--start-at: there is no \(text) today in \(zone.identifier), as the clocks change", code: .usage)
        }
        return date
    }

    /// `2026-11-27T09:30:00+01:00`
    private static func date(_ text: String) -> Date? {
        guard text.utf8.count <= 40 else { return nil }
        let whole = ISO8601DateFormatter()
        if let date = whole.date(from: text) { return date }
        whole.formatOptions = [.withInternetDateTime, .withFractionalSeconds]
        if let date = whole.date(from: text) { return date }
        // Without seconds: 2026-11-27T09:30+01:00.
        guard let colon = text.firstIndex(of: ":"), let end = text.index(colon, offsetBy: 3, limitedBy: text.endIndex)
        else { return nil }
        whole.formatOptions = [.withInternetDateTime]
        return whole.date(from: text[..<end] + ":00" + text[end...])
    }

    private static func told(_ date: Date, _ zone: TimeZone) -> String {
        var calendar = Calendar(identifier: .gregorian)
        calendar.timeZone = zone
        let parts = calendar.dateComponents([.hour, .minute, .second], from: date)
        return String(format: "%02d:%02d:%02d", parts.hour ?? 0, parts.minute ?? 0, parts.second ?? 0)
    }
}
