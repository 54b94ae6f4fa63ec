internal import Kernel

/// Some of many lengths of time: every one, then every second, every fourth, as they come; never more than a bound.
struct TimeSamples: Hashable {
    /// The most that are kept.
    static let limit = 1_024

    /// What is kept.
    private(set) var kept: [Nanoseconds] = []
    private var stride = 1
    private var skipped = 0

    /// Takes one.
    mutating func add(_ time: Nanoseconds) {
        skipped += 1
        guard skipped >= stride else { return }
        skipped = 0
        kept.append(time)
        guard kept.count > TimeSamples.limit else { return }
        kept = kept.enumerated().compactMap { $0.offset % 2 == 0 ? $0.element : nil }
        stride *= 2
    }

    /// Takes those of another.
    mutating func merge(_ other: TimeSamples) {
        for time in other.kept { add(time) }
    }
}

/// Counts of an access log: by kind of request, by day, by minute of the week. Its memory does not grow with the log.
struct LogTally {
    /// A kind of request.
    struct Kind: Hashable {
        var method: String
        var segments: [String]
    }

    /// What is known of a kind.
    struct Counts {
        var requests = 0
        var statuses: [Int: Int] = [:]
        var times = TimeSamples()
        /// Lines in which it came first.
        var firstLine: Int
        /// A path of it.
        var sample: String
    }

    /// Kinds that are kept apart before the rest is counted together.
    static let kindLimit = 2_000
    /// From so many words in one place of a path on, they are taken for names of things.
    static let wordLimit = 25
    /// Days that are kept apart.
    static let dayLimit = 4_000

    private(set) var kinds: [Kind: Counts] = [:]
    private(set) var days: [Int: Int] = [:]
    /// Requests by minute of the week, from Monday.
    private(set) var minutes = [Int](repeating: 0, count: 7 * 1_440)
    /// Requests of kinds beyond the limit.
    private(set) var others = 0
    private(set) var requests = 0
    private(set) var statics = 0
    /// The most requests in one second, and when.
    private(set) var peak: (count: Int, wall: Int64) = (0, 0)
    private(set) var first = Int64.max
    private(set) var last = Int64.min
    /// Kinds in which many words of one place of a path are together.
    private var families: Set<Kind> = []
    private var isFull = false
    private var second: (count: Int, wall: Int64) = (0, .min)

    /// Counts a request.
    mutating func add(_ line: LogLine, number: Int) {
        if line.method == "GET" || line.method == "HEAD", PathShape.isStatic(line.path) {
            statics += 1
            return
        }
        requests += 1
        first = min(first, line.wall)
        last = max(last, line.wall)
        if second.wall != line.wall { second = (0, line.wall) }
        second.count += 1
        if second.count > peak.count { peak = second }
        let day = Int((line.wall - (line.wall % 86_400 + 86_400) % 86_400) / 86_400)
        if days[day] != nil || days.count < LogTally.dayLimit { days[day, default: 0] += 1 }
        let minute = Int((line.wall % 86_400 + 86_400) % 86_400) / 60
        minutes[LocalDate(day: day).weekday * 1_440 + minute] += 1
        count(line, number)
    }

    private mutating func count(_ line: LogLine, _ number: Int) {
        var kind = Kind(method: line.method, segments: Array(PathShape.segments(line.path[...]).prefix(20)))
        if kinds[kind] == nil {
            kind = family(of: kind) ?? kind
            if kinds[kind] == nil, kinds.count >= LogTally.kindLimit, !isFull {
                merge()
                isFull = kinds.count >= LogTally.kindLimit
                kind = family(of: kind) ?? kind
            }
        }
        guard kinds[kind] != nil || kinds.count < LogTally.kindLimit else {
            others += 1
            return
        }
        let sample = String(String.UnicodeScalarView(line.path.unicodeScalars.prefix(200)))
        kinds[kind, default: Counts(firstLine: number, sample: sample)].add(line)
    }

    /// The family that a kind belongs to; nil: there is none yet.
    private func family(of kind: Kind) -> Kind? {
        guard !families.isEmpty else { return nil }
        for place in kind.segments.indices where kind.segments[place] != PathShape.hole {
            var family = kind
            family.segments[place] = PathShape.hole
            if families.contains(family) { return family }
        }
        return nil
    }

    /// Puts kinds together that differ in one word of their path, where there are many: they are names of things.
    private mutating func merge() {
        let depth = kinds.keys.map(\.segments.count).max() ?? 0
        for place in 0..<depth {
            var members: [Kind: [Kind]] = [:]
            for kind in kinds.keys where kind.segments.count > place && kind.segments[place] != PathShape.hole {
                var family = kind
                family.segments[place] = PathShape.hole
                members[family, default: []].append(kind)
            }
            for (family, kin) in members where kin.count >= LogTally.wordLimit {
                families.insert(family)
                for member in kin.sorted(by: { (kinds[$0]?.firstLine ?? 0) < (kinds[$1]?.firstLine ?? 0) }) {
                    guard let counts = kinds.removeValue(forKey: member) else { continue }
                    if kinds[family] == nil {
                        kinds[family] = counts
                    } else {
                        kinds[family]?.merge(counts)
                    }
                }
            }
        }
    }

    /// Kinds with more requests first.
    mutating func sorted() -> [(kind: Kind, counts: Counts)] {
        merge()
        return kinds.map { (kind: $0.key, counts: $0.value) }.sorted { a, b in
            a.counts.requests == b.counts.requests
                ? a.counts.firstLine < b.counts.firstLine : a.counts.requests > b.counts.requests
        }
    }
}

extension LogTally.Counts {
    fileprivate mutating func add(_ line: LogLine) {
        requests += 1
        statuses[line.status, default: 0] += 1
        if let time = line.time { times.add(time) }
    }

    fileprivate mutating func merge(_ other: LogTally.Counts) {
        requests += other.requests
        statuses.merge(other.statuses) { $0 + $1 }
        times.merge(other.times)
        if other.firstLine < firstLine {
            firstLine = other.firstLine
            sample = other.sample
        }
    }
}
