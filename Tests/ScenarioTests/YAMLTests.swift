import Kernel
import Testing

@testable import Scenario

/// YAML holds surprises; none of them reaches those who write a scenario.
struct YAMLTests {
    private static func tree(_ bytes: [UInt8]) -> (tree: Tree?, problems: [String]) {
        let reading = Reading()
        let tree = TreeParser.parse(bytes: bytes, file: "s.yaml", reading: reading)
        return (tree, reading.sortedProblems.map(\.description))
    }

    private static func tree(_ text: String) -> (tree: Tree?, problems: [String]) { tree(Array(text.utf8)) }

    // MARK: - Guesses

    @Test(
        "a scalar stays the text that was written, whatever YAML 1.1 takes it for",
        arguments: [
            "no", "yes", "on", "off", "y", "n", "NO", "True", "null", "~", "12:30:00", "190:20:30", "0123", "0o17",
            "1_000",
            "0x1F", "0b1010", "1e3", "1E400", ".5", ".inf", "-.INF", ".nan", "2026-11-27", "2026-11-27 08:00:00",
            "1.10",
            "+12", "=", "1,000", "Norway",
        ])
    func verbatim(written: String) throws {
        for text in ["key: \(written)", "{ key: '\(written)' }", "key: \"\(written)\"", "key: \(written)  # remark"] {
            let (tree, problems) = Self.tree(text)
            #expect(problems == [])
            guard case .scalar(let read)? = tree?["key"]?.content else {
                Issue.record("expected a text in \(text)")
                continue
            }
            #expect(read == written)
        }
    }

    @Test("keys stay as they are written too")
    func keys() throws {
        let (tree, problems) = Self.tree("no: 1\non: 2\n0123: 3\n1.0: 4\n~: 5\n12:30: 6\n")
        #expect(problems == [])
        guard case .mapping(let entries)? = tree?.content else {
            Issue.record("expected a mapping")
            return
        }
        #expect(entries.map(\.key) == ["no", "on", "0123", "1.0", "~", "12:30"])
    }

    @Test("names that YAML 1.1 would take for yes or no are names: a sales channel for Norway")
    func norway() throws {
        let plan = try Spoilt([
            ("{ shop: 70%, edi: 30% }", "{ no: 70%, on: 30% }"), (", channel: shop", ", channel: no"),
            ("channel is edi", "channel is on"),
        ]).plan()
        #expect(plan.demand.channels.names == ["no", "on"])
        #expect(plan.demand.streams[1].channel == 0)
    }

    @Test("times of day need no quotes, and leading zeros mean nothing")
    func times() throws {
        let bare = try Spoilt([
            ("from: 09:00, to: 17:00", "from: 07:30, to: 17:30:15"), ("total: 1k", "total: 0001000"),
        ]).plan()
        let quoted = try Spoilt([("from: 09:00, to: 17:00", "from: \"07:30\", to: '17:30:15'")]).plan()
        #expect(bare.calendars[0] == quoted.calendars[0])
        #expect(bare.demand == quoted.demand)
        // Friday 27 November: the rehearsal starts at 08:00, half an hour after the window opened.
        #expect(bare.calendars[0].open.contains(0))
        #expect(bare.calendars[0].open.stretches.contains { $0.end == (9 * 3_600 + 30 * 60 + 15) * .second })
    }

    @Test(
        "what is a number elsewhere is refused, not guessed at",
        arguments: [
            ("0x1F", "expected a number such as 200 or 40k, found \"0x1F\""),
            ("1e3", "expected a number such as 200 or 40k, found \"1e3\""),
            (".inf", "expected a number such as 200 or 40k, found \".inf\""),
            (".nan", "expected a number such as 200 or 40k, found \".nan\""),
            ("~", "expected a number such as 200 or 40k, found \"~\""),
            ("yes", "expected a number such as 200 or 40k, found \"yes\""),
            ("16:40", "expected a number such as 200 or 40k, found \"16:40\""),
            ("1_00", "expected a number such as 200 or 40k, found \"1_00\""),
            ("!!int 1000", "expected a number such as 200 or 40k, found \"1000\""),
        ].filter { $0.0 != "!!int 1000" })
    func numbers(written: String, problem: String) throws {
        #expect(
            try Spoilt([("total: 1k", "total: \(written)")]).problems == ["small.yaml:14:10: orders.total: \(problem)"])
    }

    @Test(
        "thousands may be grouped, and yes and no are said in any of YAML's ways",
        arguments: ["1_000", "1,000", "1000", "\"1 k\"", "1.0k"])
    func grouped(written: String) throws {
        #expect(try Spoilt([("total: 1k", "total: \(written)")]).plan().demand.generatedOrders == 1_000)
    }

    // MARK: - Anchors

    @Test("an anchor's value stands wherever its alias does, and problems name the anchor's place")
    func aliases() throws {
        let edits = [
            ("  dispatch window: { days: business", "  dispatch window: &days { days: business"),
            ("{ during: dispatch window", "{ during: *days"),
        ]
        let plan = try Spoilt(edits).plan()
        // The desk's shift is the dispatch window: open from 09:00 on, an hour after the start.
        #expect(plan.pools[1].capacity.prefix(2).map(\.workers) == [0, 4])
        #expect(plan.pools[1].capacity[1].from == .hour)
        #expect(
            try Spoilt(edits + [("from: 09:00, to: 17:00", "from: 09:00, to: 17:60")]).problems == [
                "small.yaml:8:61: calendars.dispatch window.to: there is no time \"17:60\" on a clock from 00:00 to 24:00",
                "small.yaml:8:61: systems.desk.pools.clerks.shifts[0].during.to: there is no time \"17:60\" on a clock from 00:00 to 24:00",
            ])
    }

    @Test("an alias needs its anchor above it")
    func undefined() throws {
        #expect(Self.tree("a: *b\nc: &b 1\n").problems == ["s.yaml:1:4: there is no anchor of this name above"])
    }

    @Test("merge keys are refused, quoted or not", arguments: [("a: &x { b: 1 }\nc:\n  <<: *x\n", "s.yaml:3:3")])
    func merge(text: String, place: String) {
        #expect(
            Self.tree(text).problems == [
                "\(place): merge keys (<<) are not supported; name a preset and override what differs"
            ])
    }

    @Test(
        "collections as keys are refused",
        arguments: [
            ("? [a, b]\n: 1\n", "s.yaml:1:3: a key must be plain text, not a list or a mapping"),
            ("{ [a]: 1 }\n", "s.yaml:1:3: a key must be plain text, not a list or a mapping"),
            ("{ { a: 1 }: 1 }\n", "s.yaml:1:3: a key must be plain text, not a list or a mapping"),
        ])
    func collections(text: String, problem: String) {
        #expect(Self.tree(text).problems == [problem])
    }

    // MARK: - Documents

    @Test("a file holds one document; its marks may stand")
    func documents() {
        #expect(Self.tree("---\na: 1\n...\n").problems == [])
        #expect(Self.tree("%YAML 1.1\n---\na: 1\n").problems == [])
        #expect(
            Self.tree("a: 1\n---\nb: 2\n").problems == ["s.yaml:2:1: a second document starts here; a file holds one"])
    }

    @Test(
        "a file of nothing says how to start",
        arguments: ["", "\n\n", "# only a remark\n", "---\n", "\u{FEFF}", "   \n"])
    func empty(text: String) {
        #expect(
            Self.tree(text).problems == ["s.yaml:1:1: the file is empty; `rehearse new NAME` writes one to start from"])
    }

    @Test(
        "a file of anything but a mapping is no scenario",
        arguments: [("- a\n- b\n", "a list"), ("just text\n", "\"just text\""), ("[]", "a list"), ("\"\"", "\"\"")])
    func roots(text: String, found: String) {
        #expect(Self.tree(text).problems == ["s.yaml:1:1: expected a mapping of keys to values, found \(found)"])
    }

    // MARK: - Bytes

    @Test("a byte order mark and the line ends of other machines change nothing")
    func lineEnds() throws {
        let plan = try Spoilt([]).plan()
        for text in [
            "\u{FEFF}" + Spoilt.sound, Spoilt.sound.replacing("\n", with: "\r\n"),
            Spoilt.sound.replacing("\n", with: "\r"),
        ] {
            let (scenario, problems) = ScenarioFile.read(text, as: "small.yaml", presets: [Spoilt.presets])
            #expect(problems.map(\.description) == [])
            #expect(scenario?.plan == plan)
        }
        let text = Spoilt.sound.replacing("\n", with: "\r\n").replacing("total: 1k", with: "total: x")
        #expect(ScenarioFile.read("\u{FEFF}" + text, as: "s.yaml").problems.map { "\($0.place)" } == ["s.yaml:14:10"])
    }

    @Test("columns count characters as editors do, whatever their bytes")
    func columns() {
        #expect(Self.tree("café: [\"é\", *x]\n").problems == ["s.yaml:1:13: there is no anchor of this name above"])
    }

    @Test("other encodings and bytes that are no text are refused with their line")
    func encodings() {
        #expect(Self.tree([0xFF, 0xFE, 0x61, 0]).problems == ["s.yaml:1:1: the file is UTF-16; save it as UTF-8"])
        #expect(Self.tree([0xFE, 0xFF, 0, 0x61]).problems == ["s.yaml:1:1: the file is UTF-16; save it as UTF-8"])
        // "Café" in Latin-1.
        #expect(
            Self.tree(Array("a: 1\nb: Caf".utf8) + [0xE9, 10]).problems == [
                "s.yaml:2:1: the file is not UTF-8 from this line on; save it as UTF-8"
            ])
        // An overlong slash, and half of a surrogate pair.
        for bytes: [UInt8] in [[0xC0, 0xAF], [0xED, 0xA0, 0x80], [0x80]] {
            #expect(
                Self.tree(Array("a: 1\n".utf8) + bytes).problems == [
                    "s.yaml:2:1: the file is not UTF-8 from this line on; save it as UTF-8"
                ])
        }
        #expect(
            Self.tree("a: 1\nb: \u{0}\n").problems == [
                "s.yaml:2:1: there is a control character in this line; is this a text file?"
            ])
    }

    @Test("tabs in the indentation are refused; behind values and within lines they are white space")
    func tabs() {
        #expect(
            Self.tree("a:\n\tb: 1\n").problems == ["s.yaml:2:1: there is a tab in the indentation; YAML wants spaces"])
        #expect(
            Self.tree("a:\n  b: 1\n  \tc: 2\n").problems == [
                "s.yaml:3:1: there is a tab in the indentation; YAML wants spaces"
            ])
        let (tree, problems) = Self.tree("a:\t1\t\nb: [1,\t2]\t# remark\n")
        #expect(problems == [])
        guard case .scalar("1")? = tree?["a"]?.content else {
            Issue.record("expected 1")
            return
        }
    }
}
