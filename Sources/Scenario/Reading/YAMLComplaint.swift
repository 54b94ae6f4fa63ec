/// What a YAML parser complains of, in words for people who do not know its grammar.
struct YAMLComplaint {
    /// What it was doing ("while parsing a flow mapping").
    var context: String?
    /// The line at which that began.
    var line: Int?
    /// What went wrong.
    var problem: String
    /// The line at which it went wrong.
    var at: Int

    init(context: String?, line: Int?, problem: String, at: Int) {
        self.context = context
        self.line = line
        self.problem = problem
        self.at = at
    }

    /// What is wrong and what to do.
    var words: String {
        let begun = line.map { $0 == at ? "here" : "at line \($0)" } ?? "here"
        let known: [(String, String)] = [
            (
                "mapping values are not allowed",
                "a \":\" cannot stand here: check the indentation of this line, or put a text that holds \": \" in quotes"
            ),
            (
                "expected '-' indicator",
                "this line does not belong to the list that starts \(begun): check its indentation and its \"-\""
            ),
            (
                "block sequence entries are not allowed",
                "a \"-\" cannot stand here: the elements of a list stand on lines of their own, under its key"
            ),
            (
                "did not find expected key",
                "this line does not belong to the mapping that starts \(begun): check its indentation"
            ),
            (
                "expected ',' or '}'",
                "the { that opens \(begun) is not closed before this: a \",\" or a \"}\" is missing"
            ),
            (
                "expected ',' or ']'",
                "the [ that opens \(begun) is not closed before this: a \",\" or a \"]\" is missing"
            ),
            ("could not find expected ':'", "line \(line ?? at) has no \": \" between a key and its value"),
            (
                "cannot start any token",
                "a text cannot start with this character; put it in quotes"
            ),
        ]
        if problem.contains("end of stream"), context?.contains("quoted scalar") == true {
            return "this quotation mark is never closed"
        }
        if let found = known.first(where: { problem.contains($0.0) }) { return found.1 }
        let about = context.map { "\($0)\(line.map { " (line \($0))" } ?? ""): " } ?? ""
        return "it is not valid YAML: \(about)\(problem)"
    }
}
