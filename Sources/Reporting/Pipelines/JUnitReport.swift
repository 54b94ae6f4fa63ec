/// The budgets as JUnit test cases, for pipelines that show tests.
enum JUnitReport {
    /// The report. Times are zero: what a test case took means nothing in virtual time, and the bytes stay the same.
    static func text(_ story: ReportStory, properties: [(name: String, value: String)]) -> String {
        let failures = story.budgets.count { $0.status == .fail && !$0.isWarning }
        let errors = story.budgets.count { $0.status == .invalid || $0.status == .noData && !$0.isWarning }
        let skipped = story.budgets.count { $0.status == .noData && $0.isWarning }
        let counts: Markup =
            "tests=\"\(story.budgets.count)\" failures=\"\(failures)\" errors=\"\(errors)\" skipped=\"\(skipped)\" time=\"0\""
        let list = properties.map { property -> Markup in
            "      <property name=\"\(property.name)\" value=\"\(property.value)\"/>\n"
        }.joined()
        let cases = story.budgets.map { testCase($0, suite: story.title) }.joined()
        let answers = story.answers.map { answer -> Markup in
            "\(answer.question) \(answer.short)\(answer.more.isEmpty ? "" : " " + answer.more)\n"
        }.joined()
        let document: Markup = """
            <?xml version="1.0" encoding="UTF-8"?>
            <testsuites name="rehearse" \(counts)>
              <testsuite name="\(story.title)" \(counts)>
                <properties>
            \(list)    </properties>
            \(cases)    <system-out>\(story.sentence)
            \(answers)</system-out>
              </testsuite>
            </testsuites>

            """
        return document.text
    }

    private static func testCase(_ row: ReportStory.BudgetRow, suite: String) -> Markup {
        let words = "\(row.measured), budget \(row.bound)" + (row.note.isEmpty ? "" : "; " + row.note)
        let gap = "no data: " + (row.note.isEmpty ? "nothing was measured for this budget" : row.note)
        let body: Markup =
            switch row.status {
            case .pass: "      <system-out>\(words)</system-out>\n"
            case .fail where row.isWarning: "      <system-err>warning: \(words)</system-err>\n"
            case .fail: "      <failure type=\"budget\" message=\"\(words)\">\(row.text): \(words)</failure>\n"
            case .noData where row.isWarning: "      <skipped message=\"\(gap)\"/>\n"
            case .noData: "      <error type=\"no-data\" message=\"\(gap)\"/>\n"
            case .invalid: "      <error type=\"invalid\" message=\"\(words)\"/>\n"
            }
        return "    <testcase classname=\"\(suite)\" name=\"\(row.text)\" time=\"0\">\n\(body)    </testcase>\n"
    }
}
