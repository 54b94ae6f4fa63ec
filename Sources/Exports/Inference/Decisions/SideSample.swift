internal import Kernel
internal import Scenario

/// All rows of a sample of orders, of one side.
struct SideSample {
    /// A row.
    struct Line {
        let group: Int
        let order: String
        /// By column of the group.
        let cells: [String]
    }

    /// An event that a row tells of.
    struct Told {
        let stream: Int
        let line: Int
        let word: EventWord
        let time: Instant
    }

    /// The most rows that are kept.
    private static let lineLimit = 40_000

    let groups: [SourceGroup]
    let keys: [KeyColumn?]
    let streams: [EventStream]
    private(set) var lines: [Line] = []
    private(set) var told: [Told] = []
    /// Events by order.
    private(set) var byOrder: [String: [Int]] = [:]
    /// The zone in which times were read.
    private(set) var zone = "UTC"

    /// Reads the rows of the orders up to a limit.
    init(_ groups: [SourceGroup], _ keys: [KeyColumn?], _ streams: [EventStream], limit: UInt64, share: Double)
        throws(ExportError)
    {
        self.groups = groups
        self.keys = keys
        self.streams = streams
        for (number, group) in groups.enumerated() {
            guard let key = keys[number] else { continue }
            let rule = key.rule(group.columns[key.column].name)
            var left = group.bytes(share)
            let room = SideSample.lineLimit / groups.count
            var own: [Line] = []
            for path in group.paths where left > 0 {
                let walk = RowWalk(path: path, format: group.format, columns: group.names, encoding: group.encoding)
                left -= try walk.rows(RowWalk.Bounds(bytes: left)) { slots in
                    guard own.count < room, let core = KeyCore.hash(slots[key.column]), core <= limit else { return }
                    let cells = (0..<slots.count).map { String(decoding: slots[$0], as: UTF8.self) }
                    own.append(
                        Line(group: number, order: CanonicalText.of(cells[key.column], rule), cells: cells))
                }
            }
            lines += own
        }
        read(zone: "UTC")
    }

    /// Reads the times in a zone.
    mutating func read(zone: String) {
        self.zone = zone
        told = []
        byOrder = [:]
        var readers = streams.map { stream in
            groups[stream.group].columns[stream.time].time.flatMap { TimeReader(format: $0.format, zone: zone) }
        }
        var byGroup = [[Int]](repeating: [], count: groups.count)
        for (number, stream) in streams.enumerated() { byGroup[stream.group].append(number) }
        for (index, line) in lines.enumerated() {
            for number in byGroup[line.group] {
                let stream = streams[number]
                guard let time = readers[number]?.read(Array(line.cells[stream.time].utf8)[...]),
                    TimeShape.isPlausible(time)
                else { continue }
                let word =
                    stream.event.map { EventWord(text: line.cells[$0], stream: nil) }
                    ?? EventWord(text: stream.fixed, stream: number)
                if word.text.isEmpty { continue }
                byOrder[line.order, default: []].append(told.count)
                told.append(Told(stream: number, line: index, word: word, time: time))
            }
        }
    }

    /// Whether every time tells its offset.
    var hasOffsets: Bool {
        streams.allSatisfy { groups[$0.group].columns[$0.time].time?.hasOffset == true }
    }

    /// The words of all kinds, those of columns with the counts that the profiles have.
    var words: [EventWord: Int] {
        var words: [EventWord: Int] = [:]
        for stream in streams {
            guard let column = stream.event else { continue }
            for (text, count) in groups[stream.group].columns[column].counts {
                words[EventWord(text: text, stream: nil), default: 0] += count
            }
        }
        var seen: [EventWord: Int] = [:]
        for event in told { seen[event.word, default: 0] += 1 }
        return words.merging(seen) { max($0, $1) }
    }

    /// A value of the row of an event.
    func cell(_ event: Told, _ column: Int) -> String { lines[event.line].cells[column] }

    /// The group of an event.
    func group(_ event: Told) -> Int { lines[event.line].group }
}
