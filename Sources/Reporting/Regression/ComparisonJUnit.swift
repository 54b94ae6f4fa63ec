import Analysis

/// A comparison as JUnit test cases, one a measure and one a budget, for pipelines that show tests.
enum ComparisonJUnit {
    /// The report. Times are zero: what a test case took means nothing here.
    static func text(_ story: ComparisonStory) -> String {
        let rows = story.rows.filter { $0.outcome != .told }
        let budgets = story.budgets
        let failures = rows.count { $0.outcome == .worse } + budgets.count { $0.isRegression == true }
        let skipped = rows.count { $0.outcome == .unknown } + budgets.count { $0.isRegression == nil }
        let counts: Markup =
            "tests=\"\(rows.count + budgets.count)\" failures=\"\(failures)\" errors=\"0\" skipped=\"\(skipped)\" time=\"0\""
        let cases = rows.map { measure($0, story.title) }.joined() + budgets.map { budget($0, story.title) }.joined()
        let document: Markup = """
            <?xml version="1.0" encoding="UTF-8"?>
            <testsuites name="rehearse compare" \(counts)>
              <testsuite name="\(story.title)" \(counts)>
            \(cases)    <system-out>\(story.word): \(story.sentence)
            \(story.scope)</system-out>
              </testsuite>
            </testsuites>

            """
        return document.text
    }

    private static func measure(_ row: ComparisonStory.Row, _ suite: String) -> Markup {
        let words = "\(row.base) before, \(row.run) now, \(row.shift)"
        let body: Markup =
            switch row.outcome {
            case .worse:
                "      <failure type=\"worse\" message=\"\(words)\">\(row.name): \(words); between \(row.interval); \(row.reason)</failure>\n"
            case .unknown: "      <skipped message=\"not enough samples: \(words); \(row.reason)\"/>\n"
            case .better, .same, .told:
                "      <system-out>\(row.outcome.rawValue): \(words); \(row.reason)</system-out>\n"
            }
        return open(row.name, suite) + body + close
    }

    private static func budget(_ row: ComparisonStory.BudgetRow, _ suite: String) -> Markup {
        let words = "before: \(row.base); now: \(row.run)"
        let body: Markup =
            switch row.isRegression {
            case true?: "      <failure type=\"budget\" message=\"\(words)\">\(row.text): \(words)</failure>\n"
            case false?: "      <system-out>\(row.verdict): \(words)</system-out>\n"
            case nil: "      <skipped message=\"\(row.verdict): \(words)\"/>\n"
            }
        return open("budget: \(row.text)", suite) + body + close
    }

    private static func open(_ name: String, _ suite: String) -> Markup {
        "    <testcase classname=\"\(suite)\" name=\"\(name)\" time=\"0\">\n"
    }

    private static let close: Markup = "    </testcase>\n"
}
