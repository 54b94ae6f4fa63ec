public import Kernel

/// From when on something was there in force, and until when.
public struct Trouble: Sendable, Hashable {
    /// The start of the first interval in which it was.
    public var since: Instant
    /// The end of the last one before it was over for long; nil: nothing shows that it ever was.
    public var until: Instant?
    /// All such intervals from `since` to `until` together.
    public var inForce: Nanoseconds
    /// How often it came back later.
    public var again: Int
}

extension Readings {
    /// What is good for so long is over; shorter good spells belong to the trouble.
    private static let longestLull: Nanoseconds = 2 * .hour

    /// When `part` was more than a share of `whole`: from the first interval on in which it was (of twenty at least), if the
    /// next one that has any agrees. It is over where what came in two hours, or in all that is left, keeps to the share
    /// (twenty at least).
    func trouble(_ part: [Int64], of whole: [Int64], above share: Double) -> Trouble? {
        func isAbove(_ k: Int) -> Bool { whole[k] > 0 && Double(part[k]) > share * Double(whole[k]) }
        let intervals = 0..<min(axis.intervals, whole.count)
        let first = intervals.first { k in
            guard whole[k] >= 20, isAbove(k) else { return false }
            guard let next = whole.indices.dropFirst(k + 1).first(where: { whole[$0] > 0 }) else { return true }
            return isAbove(next)
        }
        guard var since = first, let first else { return nil }
        // It may have begun while little was asked.
        while since > 0, isAbove(since - 1) { since -= 1 }
        var spells: [ClosedRange<Int>] = [since...first]
        var good = (asked: Int64(0), troubled: Int64(0))
        for k in intervals.dropFirst(first + 1) {
            good.asked &+= whole[k]
            good.troubled &+= part[k]
            guard whole[k] >= 20, isAbove(k), let last = spells.last else { continue }
            let lull = axis.lowerBound(of: k) - axis.lowerBound(of: last.upperBound + 1)
            let before = (asked: good.asked &- whole[k], troubled: good.troubled &- part[k])
            if lull >= Readings.longestLull, Readings.isGood(before, share) {
                spells.append(k...k)
            } else {
                spells[spells.count - 1] = last.lowerBound...k
            }
            good = (0, 0)
        }
        let spell = spells[0]
        return Trouble(
            since: axis.lowerBound(of: since),
            until: spells.count > 1 || Readings.isGood(good, share) ? axis.lowerBound(of: spell.upperBound + 1) : nil,
            inForce: spell.filter(isAbove).reduce(0) { $0 + axis.length(of: $1) }, again: spells.count - 1)
    }

    private static func isGood(_ counts: (asked: Int64, troubled: Int64), _ share: Double) -> Bool {
        counts.asked >= 20 && Double(counts.troubled) <= share * Double(counts.asked)
    }
}
