import Foundation

/// Turns the reading of a clock on the wall into seconds since 1970 UTC, fast for readings that lie close together.
struct ZoneClock {
    private struct Block {
        var start: Int64
        var end: Int64
        var offset: Int
    }

    private let zone: TimeZone
    /// Stretches of constant offset, most recently made last.
    private var blocks: [Block] = []
    /// Whether the reading that was turned last is shown twice, an hour apart.
    private(set) var isTwice = false

    init(_ zone: TimeZone) { self.zone = zone }

    /// The UTC time of a local reading.
    ///
    /// A reading in the hour that the clock shows twice is the first one, unless that lies before `earliest` (the latest
    /// time seen so far): then it is the second. A reading in the hour that is left out counts on from before the step.
    mutating func utc(local: Int64, notBefore earliest: Int64) -> Int64 {
        isTwice = false
        let before = offset(at: local - 86_400)
        let after = offset(at: local + 86_400)
        let first = local - Int64(before)
        if before == after && offset(at: first) == before { return first }
        let second = local - Int64(after)
        let firstHolds = offset(at: first) == before
        let secondHolds = offset(at: second) == after
        switch (firstHolds, secondHolds) {
        case (true, true):
            isTwice = second - first == 3600
            return first < earliest && second >= earliest ? second : first
        case (false, true): return second
        default: return first
        }
    }

    /// What the clock on the wall shows at a time in nanoseconds since 1970 UTC, in whole seconds since 1970-01-01 00:00 there.
    func local(_ time: Int64) -> Int64 {
        let whole = time / 1_000_000_000
        let utc = time % 1_000_000_000 < 0 ? whole - 1 : whole
        return utc + Int64(seconds(utc))
    }

    /// Seconds east of UTC.
    private mutating func offset(at utc: Int64) -> Int {
        if let block = blocks.last(where: { $0.start <= utc && utc < $0.end }) { return block.offset }
        var block = measured(utc, length: 6 * 3600)
        if block == nil { block = measured(utc, length: 900) }
        guard let block else { return seconds(utc) }
        if blocks.count == 12 { blocks.removeFirst() }
        blocks.append(block)
        return block.offset
    }

    /// The block of this length around an instant, if the offset does not change in it.
    private func measured(_ utc: Int64, length: Int64) -> Block? {
        let start = utc - (utc % length + length) % length
        let offset = seconds(start)
        return seconds(start + length - 1) == offset ? Block(start: start, end: start + length, offset: offset) : nil
    }

    private func seconds(_ utc: Int64) -> Int {
        zone.secondsFromGMT(for: Date(timeIntervalSince1970: TimeInterval(utc)))
    }
}
