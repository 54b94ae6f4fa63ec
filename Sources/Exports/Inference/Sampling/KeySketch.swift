/// The keys of a column with the smallest hashes: a sample that holds the same orders on both sides, whatever their order
/// in the files (bottom-k sketch, Cohen and Kaplan 2007).
struct KeySketch {
    private static let size = 2_048
    /// Texts of a core that are kept.
    private static let texts = 3

    /// By hash of the core: how it is written.
    private(set) var keys: [UInt64: [String]] = [:]
    /// Hashes above were left out.
    private(set) var limit = UInt64.max
    /// Rows with a value.
    private(set) var rows = 0

    /// Takes a value.
    mutating func add(_ bytes: UnsafeRawBufferPointer) {
        guard let hash = KeyCore.hash(bytes) else { return }
        rows += 1
        guard hash <= limit else { return }
        if let known = keys[hash] {
            guard known.count < KeySketch.texts, !known.contains(where: { $0.utf8.elementsEqual(bytes) }) else {
                return
            }
        }
        keys[hash, default: []].append(String(decoding: bytes, as: UTF8.self))
        if keys.count > KeySketch.size * 2 { shrink(to: KeySketch.size) }
    }

    /// Keeps the smallest.
    mutating func shrink(to count: Int) {
        guard keys.count > count else { return }
        let sorted = keys.keys.sorted()
        limit = sorted[count - 1]
        let bound = limit
        keys = keys.filter { $0.key <= bound }
    }

    /// Different keys in all rows, as the sample has it.
    var distinct: Double {
        limit == .max ? Double(keys.count) : Double(keys.count) / (Double(limit) / Double(UInt64.max))
    }

    /// Rows of each way in which a key is written, on average.
    var rowsOfText: Double {
        let texts = keys.values.reduce(0) { $0 + $1.count }
        guard texts > 0 else { return 0 }
        return Double(rows) / (distinct * Double(texts) / Double(keys.count))
    }

    /// Keys of both below the limit that both have: how many of this, of the other, of both.
    func overlap(_ other: KeySketch) -> (mine: Int, theirs: Int, common: [UInt64]) {
        let bound = min(limit, other.limit)
        let mine = keys.keys.filter { $0 <= bound }
        return (mine.count, other.keys.keys.count { $0 <= bound }, mine.filter { other.keys[$0] != nil })
    }

    /// Adds the keys of another.
    mutating func merge(_ other: KeySketch) {
        limit = min(limit, other.limit)
        let bound = limit
        keys = keys.filter { $0.key <= bound }
        for (hash, texts) in other.keys where hash <= bound {
            keys[hash] = Array(Set((keys[hash] ?? []) + texts).sorted().prefix(KeySketch.texts))
        }
        rows += other.rows
    }
}
