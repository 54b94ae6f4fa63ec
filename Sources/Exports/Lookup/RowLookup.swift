internal import Kernel
public import Reconciliation

/// Goes back to rows of a side's files.
public struct RowLookup {
    private let files: [ExportFile]
    private let agreement: Agreement

    /// Of these files.
    public init(_ files: [ExportFile], agreement: Agreement) {
        self.files = files
        self.agreement = agreement
    }

    /// The rows at some positions; those that are not there any more are left out.
    /// - Throws: `ExportError` for a file that cannot be read again.
    public func rows(at positions: Set<UInt64>) throws(ExportError) -> [UInt64: FoundRow] {
        var found: [UInt64: FoundRow] = [:]
        for (number, file) in files.enumerated() {
            let own = positions.filter { Int($0 >> 56) == number }.sorted {
                $0 & RowLookup.offsets < $1 & RowLookup.offsets
            }
            guard !own.isEmpty else { continue }
            try read(file, own, into: &found)
        }
        return found
    }

    private static let offsets: UInt64 = 1 << 48 - 1

    private func read(_ file: ExportFile, _ positions: [UInt64], into found: inout [UInt64: FoundRow])
        throws(ExportError)
    {
        let reader = try BlockReader(path: file.path, name: file.name)
        try reader.more()
        var opened = try OpenExport(file, agreement: agreement, reader)
        defer { opened.end() }
        let lines = try lines(file, positions.map { Int($0 & RowLookup.offsets) })
        for position in positions {
            let offset = Int(position & RowLookup.offsets)
            try reader.seek(offset)
            opened.slots.clear()
            var outcome = RowScan.more
            while outcome == .more {
                if reader.isAtEnd, reader.bytes.isEmpty { break }
                opened.slots.clear()
                outcome = opened.scan(reader.bytes, isLast: reader.isAtEnd)
                guard outcome == .more, !reader.isAtEnd else { break }
                try reader.more()
            }
            let mapping = Int(position >> 48 & 0xff)
            guard case .row = outcome, file.mappings.indices.contains(mapping) else { continue }
            found[position] = row(
                file, mapping, opened, line: lines[offset] ?? 0, time: opened.decoders[mapping].time(opened.slots))
        }
    }

    /// The line in which each of some bytes stands.
    private func lines(_ file: ExportFile, _ offsets: [Int]) throws(ExportError) -> [Int: Int] {
        let reader = try BlockReader(path: file.path, name: file.name)
        var lines: [Int: Int] = [:]
        var line = 1
        var next = 0
        while next < offsets.count {
            if reader.bytes.isEmpty {
                if reader.isAtEnd { break }
                try reader.more()
                continue
            }
            let wanted = offsets[next] - reader.offset
            if wanted <= 0 {
                lines[offsets[next]] = line
                next += 1
                continue
            }
            let count = min(wanted, reader.bytes.count)
            // Taken out of the loop, which then looks at many bytes at once.
            let bytes = reader.bytes
            var breaks = 0
            for index in 0..<count { breaks &+= bytes[index] == 0x0a ? 1 : 0 }
            line += breaks
            reader.use(count)
        }
        return lines
    }

    private func row(_ file: ExportFile, _ mapping: Int, _ opened: OpenExport, line: Int, time: Instant?) -> FoundRow {
        let rules = file.mappings[mapping]
        func text(_ rule: ColumnRule) -> String? {
            if let fixed = rule.fixed { return fixed }
            guard let slot = opened.columns.firstIndex(where: { $0 == rule.column }), !opened.slots[slot].isEmpty else {
                return nil
            }
            return CanonicalText.of(opened.slots[slot], rule)
        }
        func joined(_ rules: [ColumnRule]) -> String? {
            let parts = rules.compactMap(text)
            return parts.isEmpty ? nil : parts.joined(separator: "|")
        }
        var values: [FoundRow.Value] = []
        if let key = joined(rules.key) { values.append(FoundRow.Value(name: "key", text: key)) }
        if let stock = joined(rules.stock) { values.append(FoundRow.Value(name: "place", text: stock)) }
        for (field, rule) in zip(agreement.fields, rules.fields) {
            guard let rule, let value = text(rule) else { continue }
            var told = value
            if let unitColumn = rule.unitColumn, let unit = text(ColumnRule(column: unitColumn)) { told += " " + unit }
            values.append(FoundRow.Value(name: field.name, text: told))
        }
        return FoundRow(
            file: file.name, line: line, order: joined(rules.order) ?? joined(rules.stock) ?? "",
            kind: text(rules.kind) ?? "", time: time, partner: rules.partner.flatMap(text),
            document: joined(rules.document), values: values)
    }

    /// What somebody who names an order may mean: the business key as it is written, or as either side writes it, which what the
    /// mapping does to that side's keys makes the same.
    /// - Returns: business keys, the likeliest first.
    public static func orders(_ text: String, _ mapping: Mapping) -> [String] {
        var orders = [text]
        let rules = (mapping.old.rows + mapping.new.rows).map(\.order).filter { $0.count == 1 }.flatMap(\.self)
        for rule in rules {
            for order in CanonicalText.list(text, rule) where !order.isEmpty && !orders.contains(order) {
                orders.append(order)
            }
        }
        return orders
    }

    /// The hash of a business key that somebody writes; parts of a key of several columns stand between bars.
    public static func order(_ text: String) -> UInt64 {
        let parts = text.split(separator: "|", omittingEmptySubsequences: false).map(String.init)
        guard parts.count > 1 else { return KeyHash.of(text) }
        return parts.reduce(UInt64(1)) { KeyHash.joined($0, $1.isEmpty ? 0 : KeyHash.of($1)) }
    }
}
