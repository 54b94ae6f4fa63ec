internal import Foundation
internal import Kernel

/// A named time zone: what the clock on the wall shows, and when.
struct Zone: Sendable {
    /// IANA name.
    let identifier: String
    private let zone: TimeZone

    /// The zone of this IANA name, if the machine knows it.
    init?(_ identifier: String) {
        guard identifier == "UTC" || identifier.contains("/"), let zone = TimeZone(identifier: identifier) else {
            return nil
        }
        self.identifier = identifier
        self.zone = zone
    }

    private init(utc zone: TimeZone) {
        identifier = "UTC"
        self.zone = zone
    }

    /// Coordinated universal time.
    static let utc = Zone(utc: .gmt)

    /// Known names, for suggestions.
    static var names: [String] { TimeZone.knownTimeZoneIdentifiers.sorted() }

    /// Seconds east of UTC at a point in time.
    func offset(at unixSeconds: Int64) -> Int {
        zone.secondsFromGMT(for: Date(timeIntervalSince1970: TimeInterval(unixSeconds)))
    }

    /// When the clock on the wall shows `wall`, as seconds since 1970-01-01T00:00:00Z.
    ///
    /// A time that the clock shows twice (the hour is put back) means the first one. A time that it never shows (the
    /// hour is put forward) means the moment of the change.
    func unixSeconds(of wall: LocalDateTime) -> Int64 {
        let local = wall.wallSeconds
        // No zone is further than 14 h from UTC, and none changes twice in two days.
        let before = local - 86_400
        let after = local + 86_400
        let first = local - Int64(offset(at: before))
        if Int64(offset(at: first)) == local - first { return first }
        let second = local - Int64(offset(at: after))
        if Int64(offset(at: second)) == local - second { return second }
        return transition(after: before, upTo: after) ?? second
    }

    /// The clock on the wall at a point in time.
    func wall(at unixSeconds: Int64) -> LocalDateTime {
        let local = unixSeconds + Int64(offset(at: unixSeconds))
        let day = Int((Double(local) / 86_400).rounded(.down))
        return LocalDateTime(date: LocalDate(day: day), seconds: Int(local - Int64(day) * 86_400))
    }

    /// The offsets that hold from `start` to `end` (seconds since 1970), relative to `origin`.
    func plan(origin: Int64, from start: Int64, to end: Int64) -> ZonePlan {
        var offsets = [ZonePlan.Offset(from: (start - origin) * .second, seconds: offset(at: start))]
        var position = start
        while position < end {
            let next = min(end, position + 86_400)
            if let change = transition(after: position, upTo: next) {
                offsets.append(ZonePlan.Offset(from: (change - origin) * .second, seconds: offset(at: change)))
            }
            position = next
        }
        return ZonePlan(identifier: identifier, originUnixSeconds: origin, offsets: offsets)
    }

    /// The first second with another offset than at `start`, if the offset at `end` is another one.
    private func transition(after start: Int64, upTo end: Int64) -> Int64? {
        let old = offset(at: start)
        guard offset(at: end) != old else { return nil }
        var low = start
        var high = end
        while high - low > 1 {
            let middle = low + (high - low) / 2
            if offset(at: middle) == old { low = middle } else { high = middle }
        }
        return high
    }
}

extension Shape where Value == Zone {
    /// An IANA time zone.
    static var zone: Shape<Zone> {
        .scalar("a time zone such as Europe/Brussels", pattern: "^(UTC|[A-Za-z_]+(/[A-Za-z0-9_+-]+)+)$") {
            text throws(ValueError) in
            if let zone = Zone(text) { return zone }
            if let near = Name.nearest(to: text, among: Zone.names) {
                throw .refused(
                    "expected a time zone such as Europe/Brussels, found \(quoted(text)); did you mean \"\(near)\"?")
            }
            throw .unreadable
        }
    }
}
