internal import Kernel
internal import Scenario

/// How the times of a column are written.
struct TimeShape {
    /// The format that is proposed.
    let format: String
    /// A format that reads all of them as well, with day and month the other way round.
    let rival: String?
    /// Whether every time tells its offset from UTC.
    let hasOffset: Bool
    /// The finest step that was seen.
    let resolution: Nanoseconds
    /// Sampled values that are not written so.
    let unread: Int
    /// Whether only its name can say that it is a time: counts of seconds, dates without separators.
    let isNumber: Bool

    private static let dated = [
        "dd.MM.yyyy HH:mm:ss", "dd.MM.yyyy HH:mm", "dd.MM.yyyy", "dd.MM.yy HH:mm:ss", "dd.MM.yy HH:mm",
        "dd/MM/yyyy HH:mm:ss", "dd/MM/yyyy HH:mm", "dd/MM/yyyy", "M/d/yyyy H:mm:ss", "M/d/yyyy H:mm", "M/d/yyyy",
        "M/d/yyyy h:mm:ss a", "M/d/yyyy h:mm a", "dd/MM/yyyy h:mm a", "M/d/yy H:mm", "dd-MM-yyyy HH:mm:ss",
        "dd-MM-yyyy HH:mm", "dd-MM-yyyy", "yyyy/MM/dd HH:mm:ss", "yyyy/MM/dd HH:mm", "yyyy/MM/dd",
        "yyyy.MM.dd HH:mm:ss", "yyyyMMdd'T'HHmmssZ", "yyyyMMdd'T'HHmmss", "yyyyMMdd HHmmss", "yyyyMMdd HH:mm:ss",
    ]
    private static let digits = ["yyyyMMddHHmmss", "yyyyMMddHHmm", "yyyyMMdd", "unix", "unix ms", "unix us", "unix ns"]

    /// - Parameter values: of the column, none of them empty.
    /// - Returns: nil if they are no times.
    init?(_ values: [String]) {
        guard let first = values.first, (8...40).contains(first.utf8.count),
            first.utf8.first.map({ $0 < 0x80 }) == true,
            first.utf8.count(where: { $0 &- 0x30 < 10 }) >= 6
        else { return nil }
        let isPlain = first.utf8.allSatisfy { $0 &- 0x30 < 10 || $0 == 0x2e }
        let candidates = isPlain && !first.contains(".") ? TimeShape.digits : ["iso"] + TimeShape.dated + ["unix"]
        var fitting: [(format: String, times: [Instant])] = []
        for format in candidates {
            guard var reader = TimeReader(format: format, zone: "UTC") else { continue }
            var times: [Instant] = []
            for (number, value) in values.enumerated() {
                if let time = reader.read(Array(value.utf8)[...]), TimeShape.isPlausible(time) { times.append(time) }
                // Some rows of an export are bad; a format that most of it does not have is not its format.
                if number == 19, times.count < 10 { break }
            }
            if times.count * 10 >= values.count * 9 { fitting.append((format, times)) }
        }
        guard let most = fitting.map(\.times.count).max(),
            let best = fitting.first(where: { $0.times.count == most })
        else { return nil }
        format = best.format
        unread = values.count - most
        let isDayFirst = best.format.hasPrefix("dd/")
        rival = isDayFirst ? fitting.first { $0.format.hasPrefix("M/") && $0.times.count == most }?.format : nil
        isNumber = isPlain
        hasOffset =
            format.hasPrefix("unix") || format.hasSuffix("Z")
            || format == "iso" && values.count { TimeShape.tellsOffset($0) } >= most
        resolution =
            best.times.allSatisfy { $0 % .day == 0 }
            ? .day : best.times.allSatisfy { $0 % .minute == 0 } ? .minute : .second
    }

    /// From 2000 to 2060: what lies outside is a number that looks like a time.
    static func isPlausible(_ time: Instant) -> Bool {
        (946_684_800...2_840_140_800).contains(time / 1_000_000_000)
    }

    private static func tellsOffset(_ value: String) -> Bool {
        let clock = value.utf8.dropFirst(10)
        return clock.last == 0x5a || clock.last == 0x7a || clock.contains(0x2b) || clock.contains(0x2d)
    }
}
