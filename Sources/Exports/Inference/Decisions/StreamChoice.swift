internal import Kernel

/// Finds how groups tell of events.
enum StreamChoice {
    /// The streams of a group; empty: it has no time.
    static func of(_ group: SourceGroup, _ number: Int, key: Int) -> [EventStream] {
        let times = group.columns.indices.filter { group.columns[$0].isTime }
        guard !times.isEmpty else { return [] }
        let event = eventColumn(group, key: key)
        if let event {
            let time = timeColumn(group, times)
            var stream = EventStream(group: number, event: event.column, fixed: "", time: time.column)
            if let doubt = event.doubt { stream.doubts.append(doubt) }
            if let doubt = time.doubt { stream.doubts.append(doubt) }
            return [stream]
        }
        let told = times.filter { column in
            let name = group.columns[column].name
            return !KindLexicon.isPlan(name) && KindLexicon.role(name) != nil
        }
        let roles = Set(told.compactMap { KindLexicon.role(group.columns[$0].name) })
        if roles.count > 1 {
            return told.map { EventStream(group: number, event: nil, fixed: group.columns[$0].name, time: $0) }
        }
        let time = timeColumn(group, times)
        var stream = EventStream(group: number, event: nil, fixed: stem(group), time: time.column)
        if KindLexicon.role(stream.fixed) == nil, let only = told.first {
            stream = EventStream(group: number, event: nil, fixed: group.columns[only].name, time: only)
        }
        if let doubt = time.doubt { stream.doubts.append(doubt) }
        if group.pattern == nil || KindLexicon.role(stream.fixed) == nil {
            stream.doubts.append("no column tells the kind of event; it is taken from the name \"\(stream.fixed)\"")
        }
        return [stream]
    }

    /// The name of the file, without its folder, digits and ending.
    private static func stem(_ group: SourceGroup) -> String {
        let name = group.title.split(separator: "/").last.map(String.init) ?? group.title
        let words = name.split(separator: ".").first.map(String.init) ?? name
        let stem = words.split { !$0.isLetter && !$0.isNumber }.joined(separator: "_")
        return stem.isEmpty ? name : stem
    }

    // MARK: - Kinds

    private static func eventColumn(_ group: SourceGroup, key: Int) -> (column: Int, doubt: String?)? {
        var scored: [(column: Int, score: Double)] = []
        for (index, column) in group.columns.enumerated() where index != key {
            guard !column.isTime, (1...64).contains(column.distinct), column.filled * 10 >= column.rows * 9,
                column.counts.keys.allSatisfy({ $0.utf8.count <= 120 })
            else { continue }
            let name = ColumnLexicon.score(.event, column.name)
            let known = column.counts.filter { KindLexicon.role($0.key) != nil || KindLexicon.isReceipt($0.key) }
            let share = Double(known.values.reduce(0, +)) / Double(max(column.filled, 1))
            let roles = Set(known.keys.compactMap { KindLexicon.role($0) })
            // A quantity of 850 is no purchase order.
            if group.isNumber(index), name < 0.5 { continue }
            let status = ColumnLexicon.score(.status, column.name)
            let isSpecification =
                column.name == "specversion" || column.name == "datacontenttype" || column.name == "source"
            let score = name * 0.5 + share * min(Double(roles.count), 3) / 3 * 0.7 - status * 0.35
            guard !isSpecification, score >= 0.45, name > 0.4 || roles.count > 1 else { continue }
            // Rows of one kind only are told by the file as well as by the column.
            if roles.count < 2, column.distinct < 2, name < 0.7 { continue }
            scored.append((index, score))
        }
        scored.sort { $0.score > $1.score }
        guard let best = scored.first else { return eventColumnByFilling(group, key: key) }
        let rival = scored.dropFirst().first { $0.score > best.score - 0.15 }
        return (best.column, rival.map { "\"\(group.columns[$0.column].name)\" may tell the kind of event as well" })
    }

    /// The column of which the values say which others are filled, where no name tells: of those that say as much the one with the most
    /// values, as a status that goes with the kind has fewer.
    private static func eventColumnByFilling(_ group: SourceGroup, key: Int) -> (column: Int, doubt: String?)? {
        let likely = group.columns.indices.filter { index in
            let column = group.columns[index]
            let others: [ColumnRole] = ColumnRole.allCases.filter { $0 != .event }
            return index != key && group.fillTies[index] > 0 && !column.isTime && !group.isNumber(index)
                && column.counts.keys.allSatisfy { $0.utf8.count <= 120 }
                && others.allSatisfy { ColumnLexicon.score($0, column.name) < 0.7 }
        }
        let best = likely.max {
            (group.fillTies[$0], group.columns[$0].distinct, $1) < (group.fillTies[$1], group.columns[$1].distinct, $0)
        }
        return best.map { index in
            let column = group.columns[index]
            return (
                index,
                "the name of \"\(column.name)\" does not say that it tells the kind of event; its \(column.distinct) values say which of \(group.fillTies[index]) other columns are filled"
            )
        }
    }

    // MARK: - Times

    private static func timeColumn(_ group: SourceGroup, _ times: [Int]) -> (column: Int, doubt: String?) {
        let scored = times.map { index -> (column: Int, score: Double) in
            let column = group.columns[index]
            let filled = Double(column.filled) / Double(max(column.rows, 1))
            let fine = column.time?.resolution == .day ? 0.0 : 0.3
            let plan = KindLexicon.isPlan(column.name) ? 0.6 : 0
            return (index, ColumnLexicon.score(.time, column.name) * 0.5 + filled + fine - plan)
        }.sorted { $0.score > $1.score }
        let best = scored[0]
        let rivals = scored.dropFirst().filter { $0.score > best.score - 0.4 }.map {
            "\"\(group.columns[$0.column].name)\""
        }
        var doubts: [String] = []
        if group.columns[best.column].time?.resolution == .day {
            doubts.append("\"\(group.columns[best.column].name)\" has days and no time of day")
        }
        if !rivals.isEmpty {
            doubts.append("\(rivals.joined(separator: ", ")) \(rivals.count == 1 ? "is a time" : "are times") as well")
        }
        return (best.column, doubts.isEmpty ? nil : doubts.joined(separator: "; "))
    }
}
