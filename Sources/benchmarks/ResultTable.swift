import Foundation

/// Figures as people and as programs read them.
enum ResultTable {
    /// A table with a line a figure.
    static func text(_ figures: [Figure]) -> String {
        let head = ["work", "figure", "unit", "baseline", "ratio", "must", "aim", "verdict"]
        let rows = figures.map { figure in
            [
                figure.work, number(figure.value), figure.unit, figure.baseline.map { number($0.value) } ?? "-",
                figure.ratio.map { number($0) } ?? "-", bound(figure.goal, \.must), bound(figure.goal, \.aim),
                figure.verdict.rawValue,
            ]
        }
        let widths = head.indices.map { column in ([head] + rows).map { $0[column].count }.max() ?? 0 }
        // Words to the left, numbers to the right.
        let left: Set = [0, 2, 7]
        func line(_ cells: [String]) -> String {
            let padded = cells.indices.map { column in
                let space = String(repeating: " ", count: widths[column] - cells[column].count)
                return left.contains(column) ? cells[column] + space : space + cells[column]
            }
            return padded.joined(separator: "  ").trimmingCharacters(in: .whitespaces)
        }
        var lines = [line(head), widths.map { String(repeating: "-", count: $0) }.joined(separator: "  ")]
        lines += rows.map(line)
        let remarks = figures.flatMap { figure in
            [figure.baseline.map { "baseline: \($0.source)" }, figure.note].compactMap { $0 }
                .map { "  \(figure.work): \($0)" }
        }
        if !remarks.isEmpty { lines += [""] + remarks }
        return lines.joined(separator: "\n")
    }

    /// The same as JSON.
    static func json(_ figures: [Figure]) throws -> String {
        struct Row: Encodable {
            let work: String
            let figure: Double
            let unit: String
            let baseline: Figure.Baseline?
            let ratio: Double?
            let goal: Figure.Goal?
            let verdict: String
            let note: String?
        }
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
        let rows = figures.map {
            Row(
                work: $0.work, figure: $0.value, unit: $0.unit, baseline: $0.baseline, ratio: $0.ratio, goal: $0.goal,
                verdict: $0.verdict.rawValue, note: $0.note)
        }
        return String(decoding: try encoder.encode(["figures": rows]), as: UTF8.self)
    }

    private static func bound(_ goal: Figure.Goal?, _ bound: KeyPath<Figure.Goal, Double>) -> String {
        guard let goal else { return "-" }
        let sign = goal.sense == .atLeast ? "≥" : "≤"
        return "\(sign) \(number(goal[keyPath: bound]))\(goal.subject == .ratio ? "x" : "")"
    }

    /// Three digits that count, thousands apart.
    private static func number(_ value: Double) -> String {
        guard value.magnitude >= 1_000 else {
            let digits = value.magnitude >= 100 ? 0 : value.magnitude >= 10 ? 1 : 2
            let text = String(format: "%.\(digits)f", value)
            guard text.contains(".") else { return text }
            let trimmed = text.reversed().drop { $0 == "0" }.drop { $0 == "." }
            return String(trimmed.reversed())
        }
        var text = String(format: "%.0f", value)
        var place = text.count - 3
        while place > (value < 0 ? 1 : 0) {
            text.insert(",", at: text.index(text.startIndex, offsetBy: place))
            place -= 3
        }
        return text
    }
}
