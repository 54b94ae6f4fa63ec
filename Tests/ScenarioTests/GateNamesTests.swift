import Scenario
import Testing

@Suite("Names in a gate that lead nowhere")
struct GateNamesTests {
    private static let text = """
        rehearse gate: 1
        required partners: [dpd, upss]
        classes:
          late: { most: 1%, events: [shipmnt] }
        latency:
          - label p99 <= +1s
        exceptions:
          - { class: value, partner: gsl, event: invoce, most: 3, owner: a, signed: b, why: c, until: 2026-12-01 }
        owners:
          orderr: sales
        """

    @Test("Each is told where it is written, with what was meant")
    func places() {
        let (gate, problems) = GateFile.read(
            Self.text, as: "gate.yaml", kinds: ["order", "shipment", "invoice"], partners: ["dpd", "ups", "gls"])
        #expect(gate == nil)
        let told = problems.map { "\($0.place.line):\($0.place.column) \($0.path) " + $0.message.prefix(60) }
        let expected = [
            ("2:26 required partners", "no partner \"upss\""), ("4:30 classes", "\"shipmnt\" is compared"),
            ("6:5 latency", "\"label\" is compared"), ("8:30 exceptions", "no partner \"gsl\""),
            ("8:42 exceptions", "\"invoce\" is compared"), ("10:3 owners", "\"orderr\" is compared"),
        ]
        #expect(told.count == expected.count, "\(told)")
        for (line, (place, words)) in zip(told, expected) {
            #expect(line.hasPrefix(place) && line.contains(words), "\(line)")
        }
    }

    @Test("Partners are checked only where they are known before events are read")
    func partnersUnknown() {
        let (_, problems) = GateFile.read(
            "rehearse gate: 1\nrequired partners: [anybody]", as: "gate.yaml", kinds: ["order"])
        #expect(problems.isEmpty)
    }

    @Test("A class that does not exist in an exception is told at its value")
    func verdict() {
        let (_, problems) = GateFile.read(
            """
            rehearse gate: 1
            exceptions:
              - { class: valu, most: 3, owner: a, signed: b, why: c, until: 2026-12-01 }
            """, as: "gate.yaml")
        #expect(problems.count == 1)
        #expect(problems.first?.place.line == 3 && problems.first?.place.column == 14)
        #expect(problems.first?.message.contains("no class of differences \"valu\"") == true)
    }

    @Test("An empty file says what helps with its kind")
    func empty() {
        #expect(
            MappingFile.read("", as: "m.yaml").problems.first?.message.contains("rehearse reconcile --infer") == true)
        #expect(GateFile.read("", as: "g.yaml").problems.first?.message.contains("rehearse gate: 1") == true)
    }
}
