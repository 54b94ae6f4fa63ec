internal import Kernel

/// How demand is spread over a day or a week, from a CSV file: rows of time and share, `00:00,7.2%` or `mon 09:00,12`.
///
/// A row holds from its time to the next row's; the last one to the end of the day (or week). Shares are relative to
/// each other, unless they are percentages: those make 100 % together.
struct DayProfile: Sendable {
    /// The most rows: every minute of a week.
    static let rowLimit = 10_080

    /// Seconds after midnight (of Monday, in a profile of a week), ascending.
    var starts: [Int]
    var shares: [Double]
    /// Whether it is a profile of a week.
    var isWeekly: Bool

    /// The shape over the rehearsal, by the clock on the wall: a day of 23 or 25 hours keeps its rates, not its total.
    func shape(clock: Clock) -> DemandShape {
        var pieces: [DemandShape.Piece] = []
        let last = clock.wall(at: clock.window).date.day
        for day in clock.from.date.day...max(last, clock.from.date.day) {
            let date = LocalDate(day: day)
            let base = isWeekly ? date.weekday * 86_400 : 0
            for (index, start) in starts.enumerated() {
                let next = index + 1 < starts.count ? starts[index + 1] : (isWeekly ? 7 : 1) * 86_400
                let from = max(start - base, 0)
                let to = min(next - base, 86_400)
                guard from < to else { continue }
                let begin = clock.instant(of: LocalDateTime(date: date, seconds: from))
                let end = clock.instant(of: LocalDateTime(date: date, seconds: to))
                guard begin < end else { continue }
                // A row that a week's midnight cuts in two gives each part its due.
                let part = Double(to - from) / Double(next - start)
                let stretch = Double(end - begin) / (Double(to - from) * 1e9)
                pieces.append(DemandShape.Piece(start: begin, end: end, share: shares[index] * part * stretch))
            }
        }
        return DemandShape(pieces).clipped(from: 0, to: clock.window)
    }

    /// Reads the file a scenario names; problems name the file's own line.
    static func read(_ file: Located<String>) -> DayProfile? {
        let reading = file.item.reading
        let path = FileStore.resolve(file.value, besides: file.item.tree.place.file)
        let bytes: [UInt8]
        do {
            bytes = try reading.files.bytes(of: path, limit: 1 << 20)
        } catch {
            file.item.refuse("cannot use \(quoted(path)): \(error.message)")
            return nil
        }
        guard let text = String(validating: bytes, as: UTF8.self) else {
            file.item.refuse("cannot use \(quoted(path)): it is not UTF-8 text")
            return nil
        }
        return parse(text, path: path, reading: reading)
    }

    private static func parse(_ text: String, path: String, reading: Reading) -> DayProfile? {
        var profile = DayProfile(starts: [], shares: [], isWeekly: false)
        var percentages = 0
        var number = 0
        for line in text.utf8.split(separator: 10, omittingEmptySubsequences: false) {
            number += 1
            let row = String(Substring(line)).filter { $0 != "\r" && $0 != "\"" }
            guard !row.allSatisfy({ $0 == " " }), !row.hasPrefix("#") else { continue }
            func refuse(_ message: String) {
                reading.report(message, at: Place(file: path, line: number, column: 1), path: "")
            }
            let cells = row.split(separator: ",", maxSplits: 2).map { trimmed($0) }
            guard cells.count >= 2, let (start, weekly) = time(cells[0]) else {
                // The first row may be a heading.
                if profile.starts.isEmpty, percentages == 0, row.first?.isLetter == true { continue }
                refuse("expected a row such as 09:00,4.5%, found \(quoted(row))")
                return nil
            }
            var scanner = Scanner(cells[1])
            guard let share = scanner.number() else {
                refuse("expected a share such as 4.5%, found \(quoted(cells[1]))")
                return nil
            }
            if scanner.take("%") {
                percentages += 1
                guard share.double <= 100 else {
                    refuse("expected a share of at most 100%, found \(quoted(cells[1]))")
                    return nil
                }
            }
            guard scanner.isAtEnd else {
                refuse("expected a share such as 4.5%, found \(quoted(cells[1]))")
                return nil
            }
            if let last = profile.starts.last, start <= last || weekly != profile.isWeekly {
                refuse("times must ascend, found \(quoted(cells[0])) after an equal or later one")
                return nil
            }
            profile.isWeekly = weekly
            profile.starts.append(start)
            profile.shares.append(share.double)
            guard profile.starts.count <= rowLimit else {
                refuse("more than \(rowLimit) rows")
                return nil
            }
        }
        let sum = profile.shares.reduce(0, +)
        guard sum > 0 else {
            reading.report("expected rows such as 09:00,4.5%, found no share above 0", at: Place(file: path), path: "")
            return nil
        }
        if percentages > 0, percentages == profile.shares.count, abs(sum - 100) > 0.05 {
            reading.report(
                "the shares make \(percent(sum / 100)) together, expected 100%", at: Place(file: path), path: "")
            return nil
        }
        return profile
    }

    private static func trimmed(_ text: some StringProtocol) -> String {
        String(text.drop { $0 == " " }.reversed().drop { $0 == " " }.reversed())
    }

    /// `9`, `09:00` or `mon 09:00` in seconds, and whether a day of the week was named.
    private static func time(_ text: String) -> (seconds: Int, isWeekly: Bool)? {
        let words = text.split(separator: " ")
        if words.count == 2 {
            let days = ["mon", "tue", "wed", "thu", "fri", "sat", "sun"]
            guard let day = days.firstIndex(of: String(words[0].prefix(3)).lowercased()),
                let (seconds, _) = time(String(words[1]))
            else { return nil }
            return (day * 86_400 + seconds, true)
        }
        if let hour = Int(text), (0...23).contains(hour), text.count <= 2 { return (hour * 3600, false) }
        guard let seconds = try? TimeOfDay.parse(text), seconds < 86_400 else { return nil }
        return (seconds, false)
    }
}
