internal import Kernel
internal import Reconciliation

/// What the sample says about the times of a kind, and what is proposed to be agreed.
struct TimeTerms {
    /// Times that differ by no more are the same; nil: as usual, a second.
    private(set) var same: Nanoseconds?
    /// The new side may be later by so much; nil: by any time.
    private(set) var late: Nanoseconds?
    /// It is missing after so long; nil: as usual, an hour.
    private(set) var wait: Nanoseconds?
    /// What was seen.
    private(set) var seen: String?
    /// What is unsure.
    private(set) var doubt: String?
    /// Cases in which one is several on the other side that come to the same, and all cases that both sides have.
    private(set) var splits: (same: Int, uneven: Int, all: Int) = (0, 0, 0)

    private static let steps: [Nanoseconds] = [
        .minute, 2 * .minute, 5 * .minute, 10 * .minute, 15 * .minute, 30 * .minute, .hour, 2 * .hour, 4 * .hour,
        8 * .hour, 12 * .hour, .day, 2 * .day, 3 * .day, 7 * .day, 14 * .day, 30 * .day,
    ]

    init(_ number: Int, _ kind: ProposedKind, _ sides: [SideSample], _ pairs: EventPairs, quantity: ProposedField?) {
        let resolution = TimeTerms.resolution(kind, sides)
        let delays = pairs.delays(number)
        if delays.count >= 3 {
            let (half, most, least) = (
                EventPairs.quantile(delays, 0.5), EventPairs.quantile(delays, 0.99), EventPairs.quantile(delays, 0.01)
            )
            let alike = delays.count { abs($0) <= resolution }
            if resolution > .second, delays.count(where: { abs($0) <= .second }) * 100 < delays.count * 95 {
                same = resolution
            }
            seen =
                "\(delays.count) sampled pairs: new \(half < 0 ? "earlier" : "later") by \(TimeTerms.text(abs(half))) (median), \(most < 0 ? "earlier" : "later") by \(TimeTerms.text(abs(most))) (99 %)"
            let far = max(most, -least)
            if alike * 100 < delays.count * 95 {
                if most > resolution { late = TimeTerms.steps.first { $0 >= 2 * most } ?? TimeTerms.steps.last }
                doubt =
                    "what was agreed about times is not in the files; this is what the sample keeps within"
            }
            if far > 15 * .minute { wait = TimeTerms.steps.first { $0 >= 4 * far } ?? TimeTerms.steps.last }
        }
        let uneven = pairs.uneven.filter { $0.kind == number }
        splits.uneven = uneven.count
        splits.all = pairs.both[number]
        if let quantity {
            splits.same = uneven.count { TimeTerms.isSame($0, sides, quantity) }
        }
    }

    /// The finest step that both sides' times have.
    private static func resolution(_ kind: ProposedKind, _ sides: [SideSample]) -> Nanoseconds {
        var coarsest = Nanoseconds.second
        for (side, sample) in sides.enumerated() {
            for stream in sample.streams where sample.groups[stream.group].columns[stream.time].time != nil {
                let isOne = kind.words[side].contains { word in
                    word.stream == nil ? stream.event != nil : sample.streams[word.stream ?? 0].time == stream.time
                }
                guard isOne, let time = sample.groups[stream.group].columns[stream.time].time else { continue }
                coarsest = max(coarsest, time.resolution)
            }
        }
        return coarsest
    }

    private static func isSame(_ uneven: EventPairs.Uneven, _ sides: [SideSample], _ quantity: ProposedField) -> Bool {
        let sums = [uneven.old, uneven.new].enumerated().map { side, events -> Int64? in
            var sum: Int64 = 0
            for event in events {
                let group = sides[side].group(event)
                guard let rule = quantity.columns[side][group],
                    let amount = amount(sides[side], event, rule, sides[side].groups[group])
                else { return nil }
                sum &+= amount
            }
            return sum
        }
        return sums[0] != nil && sums[0] == sums[1]
    }

    private static func amount(_ side: SideSample, _ event: SideSample.Told, _ rule: ColumnRule, _ group: SourceGroup)
        -> Int64?
    {
        guard let place = group.names.firstIndex(of: rule.column ?? "") else { return nil }
        var text = side.cell(event, place)
        let reader = NumberReader(hasDecimalComma: group.hasDecimalComma)
        guard let number = text.withUTF8({ reader.millionths(UnsafeRawBufferPointer($0)) }) else { return nil }
        var factor = rule.factor
        if let unit = rule.unitColumn, let column = group.names.firstIndex(of: unit) {
            guard let own = rule.units[side.cell(event, column)] else { return nil }
            factor = own
        }
        return NumberReader.times(number, factor)
    }

    /// `90s`, `2m`, `4h`, `3d`: as a mapping reads it.
    static func text(_ time: Nanoseconds) -> String {
        let seconds = (time + .second / 2) / .second
        if seconds >= 86_400, seconds % 86_400 == 0 { return "\(seconds / 86_400)d" }
        if seconds >= 3_600, seconds % 3_600 == 0 { return "\(seconds / 3_600)h" }
        if seconds >= 60, seconds % 60 == 0 { return "\(seconds / 60)m" }
        if seconds >= 3_600 { return "\(seconds / 3_600)h\(seconds % 3_600 / 60)m" }
        return seconds >= 120 ? "\(seconds / 60)m\(seconds % 60)s" : "\(seconds)s"
    }
}
