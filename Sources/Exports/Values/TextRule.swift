internal import Reconciliation

/// Makes the text of a column what both sides call it.
struct TextRule {
    /// Its slot; -1: the value is fixed.
    let slot: Int
    private let fixed: [UInt8]?
    private let prefix: [UInt8]
    private let dropsZeros: Bool
    private let foldsCase: Bool
    /// By hash of the export's word: the hash of the common word.
    private let words: [UInt64: UInt64]
    private let separator: [UInt8]
    private var folded: [UInt8] = []

    init(_ rule: ColumnRule, slot: Int) {
        self.slot = slot
        fixed = rule.fixed.map { Array($0.utf8) }
        prefix = Array((rule.prefix ?? "").utf8)
        dropsZeros = rule.dropsLeadingZeros
        foldsCase = rule.foldsCase
        separator = Array((rule.separator ?? "").utf8)
        var words: [UInt64: UInt64] = [:]
        for (own, common) in rule.values {
            words[KeyHash.of(rule.foldsCase ? own.lowercased() : own)] = KeyHash.of(common)
        }
        self.words = words
    }

    /// The hash of the value; nil: there is none.
    @inline(__always)
    mutating func hash(_ values: FieldSlots) -> UInt64? {
        if slot < 0 { return fixed.map { $0.withUnsafeBytes { KeyHash.of($0) } } }
        let bytes = values[slot]
        if bytes.isEmpty { return nil }
        if prefix.isEmpty, !dropsZeros, !foldsCase { return word(KeyHash.of(bytes)) }
        return changed(bytes)
    }

    @inline(__always)
    private func word(_ hash: UInt64) -> UInt64 { words.isEmpty ? hash : words[hash] ?? hash }

    @inline(never)
    private mutating func changed(_ bytes: UnsafeRawBufferPointer) -> UInt64? {
        var rest = bytes
        if !prefix.isEmpty, rest.starts(with: prefix) {
            rest = UnsafeRawBufferPointer(rebasing: rest.dropFirst(prefix.count))
        }
        if dropsZeros {
            let zeros = rest.prefix { $0 == 0x30 }.count
            rest = UnsafeRawBufferPointer(rebasing: rest.dropFirst(min(zeros, max(rest.count - 1, 0))))
        }
        if rest.isEmpty { return nil }
        guard foldsCase else { return word(KeyHash.of(rest)) }
        folded.removeAll(keepingCapacity: true)
        folded.append(
            contentsOf: rest.allSatisfy { $0 < 0x80 }
                ? rest.map { (0x41...0x5a).contains($0) ? $0 | 0x20 : $0 }
                : Array(String(decoding: rest, as: UTF8.self).lowercased().utf8))
        return folded.withUnsafeBytes { word(KeyHash.of($0)) }
    }

    /// Whether a row may have several values.
    var isList: Bool { !separator.isEmpty }

    /// The hashes of all values of a list, each once, in their order; blanks around them do not count.
    mutating func hashes(_ values: FieldSlots, into hashes: inout [UInt64]) {
        hashes.removeAll(keepingCapacity: true)
        guard slot >= 0 else { return }
        var rest = values[slot]
        while !rest.isEmpty {
            let end = rest.firstRange(of: separator)?.lowerBound
            let piece = TextRule.trimmed(UnsafeRawBufferPointer(rebasing: rest[..<(end ?? rest.endIndex)]))
            if !piece.isEmpty, let hash = changed(piece), !hashes.contains(hash) { hashes.append(hash) }
            guard let end else { return }
            rest = UnsafeRawBufferPointer(rebasing: rest[(end + separator.count)...])
        }
    }

    private static func trimmed(_ bytes: UnsafeRawBufferPointer) -> UnsafeRawBufferPointer {
        var rest = bytes[...]
        while let first = rest.first, first == 0x20 || first == 0x09 { rest.removeFirst() }
        while let last = rest.last, last == 0x20 || last == 0x09 { rest.removeLast() }
        return UnsafeRawBufferPointer(rebasing: rest)
    }

    /// The hash of several values one after the other; nil: none of them is there.
    @inline(__always)
    static func joined(_ rules: inout [TextRule], _ values: FieldSlots) -> UInt64? {
        if rules.count == 1 { return rules[0].hash(values) }
        var hash: UInt64?
        for index in rules.indices {
            let next = rules[index].hash(values)
            if next != nil || hash != nil { hash = KeyHash.joined(hash ?? 1, next ?? 0) }
        }
        return hash
    }
}
