/// Names as people write them: `rate limit`, `rate_limit` and `rate-limit` are one.
public enum Name {
    /// The form in which names are compared: joined by single spaces.
    static func folded(_ name: String) -> String {
        var out = ""
        var gap = false
        for character in name {
            if character == " " || character == "_" || character == "-" || character == "\t" {
                gap = !out.isEmpty
            } else {
                if gap { out.append(" ") }
                gap = false
                out.append(character)
            }
        }
        return out
    }

    /// The candidate nearest to `name`, if it is near enough to be a slip of the finger.
    public static func nearest(to name: String, among candidates: [String]) -> String? {
        let written = Array(folded(name).lowercased())
        guard !written.isEmpty, written.count <= 80 else { return nil }
        var best: (distance: Int, candidate: String)?
        for candidate in candidates {
            let target = Array(folded(candidate).lowercased())
            let allowed = max(1, min(written.count, target.count) / 3)
            guard abs(target.count - written.count) <= allowed else { continue }
            let distance = editDistance(written, target)
            if distance <= allowed, distance < best?.distance ?? .max { best = (distance, candidate) }
        }
        return best?.candidate
    }

    /// "; did you mean ...?" when a candidate is near, else the candidates themselves when they are few, else nothing.
    static func hint(for name: String, among candidates: [String]) -> String {
        if let near = nearest(to: name, among: candidates) { return "; did you mean \"\(near)\"?" }
        guard !candidates.isEmpty, candidates.count <= 20 else { return "" }
        return "; there are: \(candidates.joined(separator: ", "))"
    }

    /// Damerau-Levenshtein distance in its restricted form (optimal string alignment): insertions, deletions,
    /// substitutions, and swaps of neighbours count one each.
    static func editDistance(_ a: [Character], _ b: [Character]) -> Int {
        var beforeLast = [Int](repeating: 0, count: b.count + 1)
        var last = Array(0...b.count)
        for i in 0..<a.count {
            var row = [Int](repeating: i + 1, count: b.count + 1)
            for j in 0..<b.count {
                row[j + 1] = min(last[j + 1] + 1, row[j] + 1, last[j] + (a[i] == b[j] ? 0 : 1))
                if i > 0, j > 0, a[i] == b[j - 1], a[i - 1] == b[j] {
                    row[j + 1] = min(row[j + 1], beforeLast[j - 1] + 1)
                }
            }
            beforeLast = last
            last = row
        }
        return last[b.count]
    }
}
