import Analysis
import Reconciliation

/// The criteria of the gate as JUnit test cases, a suite a line of the gate.
struct MigrationJUnit {
    let words: MigrationWords
    let story: MigrationStory

    private struct Counts {
        var tests = 0
        var failures = 0
        var skipped = 0

        mutating func add(_ line: GateLine) {
            tests += line.checks.count
            failures += line.checks.count { $0.state == .failed || $0.state == .harm }
            skipped += line.checks.count { $0.state == .open }
        }

        var markup: Markup {
            "tests=\"\(tests)\" failures=\"\(failures)\" errors=\"0\" skipped=\"\(skipped)\" time=\"0\""
        }
    }

    /// The report. Times are zero: what a criterion took means nothing.
    var text: String {
        var all = Counts()
        for line in words.findings.lines { all.add(line) }
        let suites = words.findings.lines.map(suite).joined()
        let document: Markup = """
            <?xml version="1.0" encoding="UTF-8"?>
            <testsuites name="rehearse" \(all.markup)>
            \(suites)</testsuites>

            """
        return document.text
    }

    private func suite(_ line: GateLine) -> Markup {
        var counts = Counts()
        counts.add(line)
        let isAll = line.subject == .all
        let what =
            switch line.subject {
            case .all: ""
            case .partner, .absent: ", partner "
            case .kind: ", events "
            }
        let name = isAll ? story.title : story.title + what + words.name(line.subject)
        let properties: [(String, String)] =
            isAll
            ? [
                ("decision", words.findings.decision.rawValue), ("baseline", words.findings.names.old),
                ("candidate", words.findings.names.new), ("gate", words.findings.gate.name), ("compared", story.scope),
            ] : [("decision", line.decision.rawValue)] + (line.owner.map { [("owner", $0)] } ?? [])
        let list = properties.map { "      <property name=\"\($0.0)\" value=\"\($0.1)\"/>\n" as Markup }.joined()
        let cases = line.checks.map { testCase($0, suite: name) }.joined()
        let said: Markup = isAll ? "    <system-out>\(story.answer)</system-out>\n" : .none
        return """
              <testsuite name="\(name)" \(counts.markup)>
                <properties>
            \(list)    </properties>
            \(cases)\(said)  </testsuite>

            """
    }

    private func testCase(_ check: GateCheck, suite: String) -> Markup {
        let criterion = words.criteria.criterion(check)
        let wanting = words.criteria.wanting(check)
        let figures = words.criteria.arithmetic(check) + (wanting.isEmpty ? "" : "; wanting: " + wanting)
        let body: Markup =
            switch check.state {
            case .met: "      <system-out>\(figures)</system-out>\n"
            case .signed: "      <system-out>signed for: \(figures)</system-out>\n"
            case .open: "      <skipped message=\"not shown yet: \(figures)\"/>\n"
            case .failed, .harm:
                "      <failure type=\"\(check.state.rawValue)\" message=\"\(figures)\">\(criterion): \(figures)</failure>\n"
            }
        return "    <testcase classname=\"\(suite)\" name=\"\(criterion)\" time=\"0\">\n\(body)    </testcase>\n"
    }
}
