internal import Kernel

/// A budget's sentence taken apart, its subject still a name.
struct BudgetSentence: Hashable, Sendable {
    /// In what the bound is written.
    enum Unit: Sendable { case time, share, number, count, rate }

    var text: String
    var subject: String
    var measure: Budget.Measure
    /// The cut-off calendar of `orders dispatched by carrier cut-off`.
    var cutoff: String?
    var comparison: Budget.Comparison
    var bound: Double
    var during: String?
    var anyWindow: Nanoseconds?

    static let expected =
        "a budget such as label p99 < 2s during dispatch window, or orders dispatched by carrier cut-off >= 99.5%"

    static func parse(_ written: String) throws(ValueError) -> BudgetSentence {
        let text = written.split(whereSeparator: { $0 == " " || $0 == "\t" }).joined(separator: " ")
        guard let (range, comparison) = comparison(in: text) else {
            throw .refused("expected a comparison (<, <=, >, >=) in the budget, found \(quoted(text))")
        }
        let left = trimmed(text[..<range.lowerBound])
        var right = trimmed(text[range.upperBound...])
        var during: String?
        var window: Nanoseconds?
        // The two tails may stand in either order.
        for _ in 0..<2 {
            let marks = [" during ", " for any "].compactMap { mark in lastRange(of: mark, in: right).map { (mark, $0) }
            }
            guard let (mark, range) = marks.max(by: { $0.1.lowerBound < $1.1.lowerBound }) else { break }
            let tail = trimmed(right[range.upperBound...])
            if mark == " during " {
                guard during == nil else { throw .refused("\"during\" stands twice in \(quoted(text))") }
                during = tail
            } else {
                guard window == nil else { throw .refused("\"for any\" stands twice in \(quoted(text))") }
                guard let length = try? TimeNotation.parse(tail), length > 0 else {
                    throw .refused("expected a duration such as 10m after \"for any\", found \(quoted(tail))")
                }
                window = length
            }
            right = trimmed(right[..<range.lowerBound])
        }
        let (measure, subject, cutoff) = try measure(left)
        if measure == .parkedShare, during != nil || window != nil {
            throw .refused(
                "orders parked are counted at the end of the run; drop \"\(during != nil ? "during" : "for any")\" and what follows"
            )
        }
        let bound = try bound(right, of: measure)
        if bound == 0, comparison == .less {
            throw .refused("nothing is less than 0; write <= \(right), or a larger bound")
        }
        return BudgetSentence(
            text: text, subject: subject, measure: measure, cutoff: cutoff, comparison: comparison, bound: bound,
            during: during, anyWindow: window)
    }

    private static func comparison(in text: String) -> (Range<String.Index>, Budget.Comparison)? {
        for (mark, comparison) in [
            ("<=", Budget.Comparison.lessOrEqual), (">=", .greaterOrEqual), ("≤", .lessOrEqual), ("≥", .greaterOrEqual),
            (" < ", .less), (" > ", .greater), ("<", .less),
        ] {
            if let range = text.firstRange(of: mark) { return (range, comparison) }
        }
        // The arrow of a link's name is no comparison.
        var index = text.startIndex
        while let next = text[index...].firstIndex(of: ">") {
            if next == text.startIndex || text[text.index(before: next)] != "-" {
                return (next..<text.index(after: next), .greater)
            }
            index = text.index(after: next)
        }
        return nil
    }

    private static func trimmed(_ text: Substring) -> String {
        String(text.drop { $0 == " " }.reversed().drop { $0 == " " }.reversed())
    }

    private static func lastRange(of mark: String, in text: String) -> Range<String.Index>? {
        text.ranges(of: mark).last
    }

    /// What is measured, of whom.
    private static func measure(_ left: String) throws(ValueError) -> (Budget.Measure, String, String?) {
        var words = left.split(separator: " ").map(String.init)
        guard !words.isEmpty else { throw .refused("expected what is measured before the comparison") }
        func rest(_ dropped: Int) throws(ValueError) -> String {
            var rest = words.dropFirst(dropped)
            if rest.first == "of" { rest = rest.dropFirst() }
            guard !rest.isEmpty else { throw .refused("expected what \(quoted(left)) is measured of") }
            return rest.joined(separator: " ")
        }
        if Name.folded(words[0]) == "orders", words.count >= 2 {
            if words.count >= 4, words[2] == "by" {
                return (.cutoffShare, words[1], words[3...].joined(separator: " "))
            }
            if words.count == 2 {
                switch words[1] {
                case "completed": return (.endingShare(.completed), "orders", nil)
                case "failed": return (.endingShare(.failed), "orders", nil)
                case "cancelled": return (.endingShare(.cancelled), "orders", nil)
                case "parked": return (.parkedShare, "orders", nil)
                default: break
                }
            }
        }
        if let measure = latency(words[0]) { return (measure, try rest(1), nil) }
        if let last = words.last, words.count > 1, let measure = latency(last) {
            words.removeLast()
            return (measure, words.joined(separator: " "), nil)
        }
        let named: [(String, Budget.Measure)] = [
            ("amplification", .amplification), ("depth", .depth), ("age", .age), ("throughput", .rate),
            ("errors", .outcomeShare(failures)), ("timeouts", .outcomeShare(Outcome.Set([.timeout]))),
            ("rate limits", .outcomeShare(Outcome.Set([.rateLimited]))),
            ("rate limited", .outcomeShare(Outcome.Set([.rateLimited]))),
            ("server errors", .outcomeShare(Outcome.Set([.serverError]))),
            ("shed", .outcomeShare(Outcome.Set([.shed]))),
            ("success", .outcomeShare(Outcome.Set([.ok]))),
        ]
        for (name, measure) in named.sorted(by: { $0.0.count > $1.0.count }) {
            let size = name.split(separator: " ").count
            if words.prefix(size).joined(separator: " ") == name, words.count > size {
                return (measure, try rest(size), nil)
            }
            if words.suffix(size).joined(separator: " ") == name, words.count > size {
                return (measure, words.dropLast(size).joined(separator: " "), nil)
            }
        }
        throw .refused(
            "expected p50 to p99.99, mean, max, amplification, errors, timeouts, rate limited, shed, success, depth, age or throughput in \(quoted(left))"
        )
    }

    private static let failures = Outcome.Set(Outcome.allCases.filter { $0 != .ok })

    private static func latency(_ word: String) -> Budget.Measure? {
        switch word {
        case "mean": return .mean
        case "max", "maximum": return .maximum
        case "median": return .quantile(0.5)
        default: break
        }
        guard word.first == "p", let number = Decimal(word.dropFirst()), number.double > 0, number.double < 100 else {
            return nil
        }
        return .quantile(Double(number.digits) / (Double(Decimal.power(number.places)) * 100))
    }

    /// The bound in the measure's unit.
    private static func bound(_ text: String, of measure: Budget.Measure) throws(ValueError) -> Double {
        switch measure {
        case .quantile, .mean, .maximum, .age:
            guard let time = try? TimeNotation.parse(text) else {
                throw .refused("expected a duration such as 2s as the bound, found \(quoted(text))")
            }
            return Double(time)
        case .outcomeShare, .cutoffShare, .endingShare, .parkedShare:
            guard let share = try? ShareNotation.parse(text), share <= 1 else {
                throw .refused("expected a share such as 99.5% as the bound, found \(quoted(text))")
            }
            return share
        case .amplification:
            guard let number = Decimal(text) else {
                throw .refused("expected a number such as 1.3 as the bound, found \(quoted(text))")
            }
            return number.double
        case .depth:
            guard let count = try? CountNotation.parse(text) else {
                throw .refused("expected a number such as 10k as the bound, found \(quoted(text))")
            }
            return Double(count)
        case .rate:
            guard let rate = try? Rate.parse(text) else {
                throw .refused("expected a rate such as 1000/h as the bound, found \(quoted(text))")
            }
            return Double(rate.count) * Double(Nanoseconds.hour) / Double(rate.period)
        }
    }
}
