internal import Reconciliation
internal import Scenario

/// A mapping file for two exports that nobody has described: what their columns, words and values say.
public enum MappingProposal {
    /// The proposed mapping as YAML, with comments that say what it rests on and `# unsure:` where a person has to look.
    /// - Parameters:
    ///   - old: a file or folder of the landscape that is in use.
    ///   - new: likewise of the one that may take over.
    /// - Returns: a text that `MappingFile.read` accepts.
    /// - Throws: `ExportError` for what cannot be read, and where a business key, a time or a kind of event is not found;
    ///   its message then goes on with what is known, as lines that begin with `#`.
    public static func text(old: String, new: String) throws(ExportError) -> String {
        let paths = [old, new]
        var groups: [[SourceGroup]] = []
        for path in paths {
            let own = try SourceGroup.of(path)
            for group in own { try check(group) }
            groups.append(own)
        }
        switch try Inference.of(groups) {
        case .failure(let failure):
            throw ExportError(
                "\(old) and \(new)",
                message("no mapping can be proposed, there is " + failure.reason, failure.known, groups))
        case .success(let inference):
            let text = ProposalWriter(inference, paths: paths).text()
            let problems = MappingFile.read(text, as: "proposal").problems
            guard problems.isEmpty else {
                throw ExportError(
                    "\(old) and \(new)",
                    message(
                        "names in these files cannot be written into a mapping",
                        problems.map { "\($0)" } + text.split(separator: "\n").map(String.init), groups))
            }
            return text
        }
    }

    /// What cannot be an export is refused before it is compared.
    private static func check(_ group: SourceGroup) throws(ExportError) {
        let names = group.columns.map(\.name)
        let place = group.paths.first ?? group.title
        guard names.count > 1 else {
            throw ExportError(
                place,
                "has one column, \"\(names.first ?? "")\"; expected at least a business key and a time (columns are told apart by comma, semicolon, tab or bar)"
            )
        }
        guard group.format == .csv else { return }
        let data = names.count { name in
            TimeShape([name]) != nil
                || name.utf8.allSatisfy { $0 &- 0x30 < 10 || $0 == 0x2e || $0 == 0x2c || $0 == 0x2d }
        }
        guard data * 3 < names.count else {
            throw ExportError(
                place,
                "its first line looks like a row, not like names of columns: \(names.prefix(8).map { "\"\($0)\"" }.joined(separator: ", ")); put a line with names in front of it"
            )
        }
    }

    private static func message(_ reason: String, _ known: [String], _ groups: [[SourceGroup]]) -> String {
        var lines = known
        for (side, name) in ["old", "new"].enumerated() {
            for group in groups[side] {
                lines.append("Columns of \(name), \(group.title):")
                for column in group.columns.prefix(60) { lines.append("  " + described(column)) }
                for list in group.lists.prefix(10) {
                    lines.append("  \(list) is a list; what is in it cannot be compared, only values of objects")
                }
            }
        }
        return reason + "\n" + lines.map { "# " + $0 }.joined(separator: "\n")
    }

    private static func described(_ column: ColumnProfile) -> String {
        let form: String
        if let time = column.time, column.isTime {
            form = "times (\(time.format))"
        } else if column.filled == 0 {
            form = "empty"
        } else if max(column.pointShare, column.commaShare) >= 0.98, !column.hasLeadingZeros {
            form = "numbers"
        } else {
            form = "texts"
        }
        let examples = column.counts.keys.sorted().prefix(3).map {
            "\"" + $0.prefix(30).filter { !$0.isNewline } + "\""
        }
        return
            "\(column.name): \(form), \(column.filled) of \(column.rows) sampled rows filled, \(column.distinct) different, such as \(examples.joined(separator: ", "))"
    }
}
