internal import Reconciliation

/// The business key: the columns of both sides whose values are the same orders.
struct KeyChoice {
    /// By group of each side; nil: the group has none.
    var columns: [[KeyColumn?]]
    /// Keys of a sample of each side, and how many both have.
    var sampled: (old: Int, new: Int, common: Int)
    /// Keys up to this hash of their core are looked at in full.
    var limit: UInt64
    /// What is unsure about it.
    var doubts: [String]
    /// The share of both sides that is looked through, from the front: the same of both, as most exports are in the order
    /// of time and then hold the same orders; 1: all.
    var share: Double

    /// Bytes of the larger side that are looked through at most.
    private static let scanned = 128 << 20
    /// Orders that are looked at in full.
    static let orders = 1_500

    private struct Candidate {
        let group: Int
        let column: Int
        let name: Double
        var sketch = KeySketch()
    }

    private struct Scored {
        let old: Candidate
        let new: Candidate
        let overlap: (mine: Int, theirs: Int, common: [UInt64])
        let score: Double
        /// The score, and what tells numbers of orders from numbers of documents that contain them.
        let rank: Double
    }

    /// - Returns: nil if no two columns share keys; `tried` tells what was compared.
    static func of(_ sides: [[SourceGroup]], tried: inout [String]) throws(ExportError) -> KeyChoice? {
        let sizes = sides.map { $0.reduce(0) { $0 + $1.bytes } }
        let share = min(1, Double(scanned) / Double(max(sizes.max() ?? 0, 1)))
        var candidates: [[Candidate]] = []
        for groups in sides { candidates.append(try sketches(groups, share)) }
        var scored: [Scored] = []
        for old in candidates[0] {
            for new in candidates[1] { scored.append(score(old, new)) }
        }
        scored.sort { $0.rank > $1.rank }
        for pair in scored.prefix(6) {
            tried.append(
                "\(name(pair.old, sides[0])) and \(name(pair.new, sides[1])): \(pair.overlap.common.count) common of \(pair.overlap.mine) and \(pair.overlap.theirs) sampled values"
            )
        }
        for (side, groups) in sides.enumerated() where candidates[side].isEmpty {
            tried.append("\(groups.map(\.title).joined(separator: ", ")): no column looks like a key")
        }
        guard let best = scored.first(where: { isKey($0) }) else { return nil }
        var doubts: [String] = []
        if let rival = scored.first(where: {
            isKey($0) && $0.old.group == best.old.group && $0.new.group == best.new.group
                && ($0.old.column != best.old.column || $0.new.column != best.new.column)
                && $0.rank > best.rank - 0.12
        }) {
            doubts.append(
                "\(name(rival.old, sides[0])) with \(name(rival.new, sides[1])) fits nearly as well (\(rival.overlap.common.count) common keys)"
            )
        }
        let anchors = [best.old, best.new]
        let rules = transform(best)
        if let doubt = rules.doubt { doubts.append(doubt) }
        var chosen: [[KeyColumn?]] = []
        for (side, groups) in sides.enumerated() {
            var other = anchors[1 - side].sketch
            // What a file of returns refers to may be on its own side only.
            other.merge(anchors[side].sketch)
            chosen.append(
                groups.indices.map { group in
                    let own =
                        group == anchors[side].group
                        ? anchors[side]
                        : candidates[side].filter { $0.group == group }.map { (score($0, other), $0) }
                            .max { $0.0 < $1.0 }.flatMap { $0.0 >= 0.3 ? $0.1 : nil }
                    guard let own else { return nil }
                    var key = KeyColumn(column: own.column)
                    key.prefix =
                        group == anchors[side].group
                        ? rules.prefixes[side] : rules.prefixes[side] == nil ? nil : usualPrefix(own.sketch)
                    key.dropsZeros = rules.dropsZeros
                    key.foldsCase = rules.foldsCase
                    return key
                })
        }
        var limits = anchors.map { anchor in
            var sketch = anchor.sketch
            sketch.shrink(to: orders)
            return sketch.limit
        }
        limits.append(.max)
        return KeyChoice(
            columns: chosen,
            sampled: (best.overlap.mine, best.overlap.theirs, best.overlap.common.count),
            limit: limits.min() ?? .max, doubts: doubts, share: share)
    }

    // MARK: - Candidates

    private static func sketches(_ groups: [SourceGroup], _ share: Double) throws(ExportError) -> [Candidate] {
        var all: [Candidate] = []
        for (number, group) in groups.enumerated() {
            var own = likely(group, number)
            guard !own.isEmpty else { continue }
            let names = own.map { group.columns[$0.column].name }
            var left = group.bytes(share)
            for path in group.paths where left > 0 {
                let walk = RowWalk(path: path, format: group.format, columns: names, encoding: group.encoding)
                left -= try walk.rows(RowWalk.Bounds(bytes: left)) { slots in
                    for index in own.indices { own[index].sketch.add(slots[index]) }
                }
            }
            all += own
        }
        return all
    }

    /// Columns that may be keys: not times, not amounts, not what is named for something else.
    private static func likely(_ group: SourceGroup, _ number: Int) -> [Candidate] {
        let others: [ColumnRole] = [
            .event, .line, .quantity, .net, .tax, .total, .status, .location, .currency, .unit, .price, .weight,
            .article,
        ]
        let found = group.columns.indices.compactMap { index -> (Candidate, Double)? in
            let column = group.columns[index]
            let name = ColumnLexicon.score(.order, column.name)
            guard column.filled * 20 >= column.rows, !column.isTime, column.distinct > 1,
                column.counts.keys.prefix(200).allSatisfy({ $0.utf8.count <= 80 }),
                group.isNumber(index) == false || !column.counts.keys.prefix(200).contains(where: isFraction)
            else { return nil }
            let other = others.map { ColumnLexicon.score($0, column.name) }.max() ?? 0
            guard name >= other || other < 0.7 else { return nil }
            let variety = Double(column.distinct) / Double(max(column.filled, 1))
            guard variety > 0.02 || name >= 0.5 else { return nil }
            return (Candidate(group: number, column: index, name: name), name + variety)
        }
        return found.sorted { $0.1 > $1.1 }.prefix(8).map(\.0)
    }

    private static func isFraction(_ value: String) -> Bool { value.contains(".") || value.contains(",") }

    private static func score(_ old: Candidate, _ new: Candidate) -> Scored {
        let overlap = old.sketch.overlap(new.sketch)
        let common = Double(overlap.common.count)
        let shares = [common / Double(max(overlap.mine, 1)), common / Double(max(overlap.theirs, 1))]
        let spread = min(1, logarithm(min(old.sketch.distinct, new.sketch.distinct)) / 3)
        let contained = (shares.max() ?? 0) * (0.5 + 0.2 * (shares.min() ?? 0)) * spread
        let score = contained + 0.175 * (old.name + new.name)
        // A number of an order is written alike in all of its events and often on both sides; a document's own has
        // something around it that differs from event to event, and is there once.
        let all = Double(max(overlap.common.count, 1))
        let same = Double(overlap.common.count { isWrittenAlike(old.sketch, new.sketch, $0) }) / all
        let varied =
            Double(overlap.common.count { max(old.sketch.keys[$0]?.count ?? 0, new.sketch.keys[$0]?.count ?? 0) > 1 })
            / all
        let events = min(1, max(0, min(old.sketch.rowsOfText, new.sketch.rowsOfText) - 1))
        return Scored(
            old: old, new: new, overlap: overlap, score: score, rank: score + 0.1 * same - 0.35 * varied + 0.1 * events)
    }

    private static func isWrittenAlike(_ old: KeySketch, _ new: KeySketch, _ hash: UInt64) -> Bool {
        !Set(old.keys[hash] ?? []).isDisjoint(with: new.keys[hash] ?? [])
    }

    private static func score(_ own: Candidate, _ anchor: KeySketch) -> Double {
        let overlap = own.sketch.overlap(anchor)
        let all = Double(max(overlap.common.count, 1))
        let same = Double(overlap.common.count { isWrittenAlike(own.sketch, anchor, $0) }) / all
        return Double(overlap.common.count) / Double(max(overlap.mine, 1)) + 0.3 * own.name + 0.1 * same
    }

    /// The decimal logarithm, near enough for a score.
    private static func logarithm(_ number: Double) -> Double {
        guard number > 1 else { return 0 }
        return Double(number.exponent) * 0.301 + (number.significand - 1) * 0.301
    }

    private static func isKey(_ pair: Scored) -> Bool {
        let common = pair.overlap.common.count
        guard common >= 3, common * 50 >= min(pair.overlap.mine, pair.overlap.theirs) else { return false }
        return pair.score >= 0.45 || pair.old.name + pair.new.name > 0.7
    }

    private static func name(_ candidate: Candidate, _ groups: [SourceGroup]) -> String {
        let group = groups[candidate.group]
        return (groups.count > 1 ? group.title + ": " : "") + "\"" + group.columns[candidate.column].name + "\""
    }

    // MARK: - What is done to keys

    private struct Transform {
        var prefixes: [String?] = [nil, nil]
        var dropsZeros = false
        var foldsCase = false
        var doubt: String?
    }

    /// The least that makes keys of one core the same.
    private static func transform(_ pair: Scored) -> Transform {
        let prefixes = [usualPrefix(pair.old.sketch), usualPrefix(pair.new.sketch)]
        var best: (transform: Transform, hits: Int)?
        for drop in [[false, false], [true, false], [false, true], [true, true]] {
            for zeros in [false, true] {
                for folds in [false, true] {
                    var transform = Transform()
                    for side in 0..<2 where drop[side] { transform.prefixes[side] = prefixes[side] }
                    if drop[0] && prefixes[0] == nil || drop[1] && prefixes[1] == nil { continue }
                    transform.dropsZeros = zeros
                    transform.foldsCase = folds
                    let hits = pair.overlap.common.count {
                        isSame(pair.old.sketch.keys[$0], pair.new.sketch.keys[$0], transform)
                    }
                    if hits > (best?.hits ?? -1) + pair.overlap.common.count / 50 { best = (transform, hits) }
                }
            }
        }
        guard let best else { return Transform() }
        var transform = best.transform
        let hits = best.hits
        if hits * 100 < pair.overlap.common.count * 98 {
            transform.doubt =
                "only \(hits) of \(pair.overlap.common.count) keys are the same after what is done to them here; others differ in more than a prefix, zeros at the front and capitals"
        }
        return transform
    }

    private static func isSame(_ old: [String]?, _ new: [String]?, _ transform: Transform) -> Bool {
        guard let old, let new else { return false }
        func made(_ texts: [String], _ side: Int) -> Set<String> {
            let rule = KeyColumn(
                column: 0, prefix: transform.prefixes[side], dropsZeros: transform.dropsZeros,
                foldsCase: transform.foldsCase
            ).rule("")
            return Set(texts.map { CanonicalText.of($0, rule) })
        }
        return !made(old, 0).isDisjoint(with: made(new, 1))
    }

    /// What most keys have before their first digit.
    private static func usualPrefix(_ sketch: KeySketch) -> String? {
        var counts: [String: Int] = [:]
        for texts in sketch.keys.values {
            for text in texts { counts[String(text.prefix { !$0.isNumber }), default: 0] += 1 }
        }
        let all = counts.values.reduce(0, +)
        guard let most = counts.filter({ !$0.key.isEmpty }).max(by: { $0.value < $1.value }), most.value * 2 >= all
        else {
            return nil
        }
        return most.key
    }
}
