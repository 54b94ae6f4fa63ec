import Kernel
import Testing

@testable import Wire

struct TemplateRendererTests {
    private static let order = BusinessOrder(
        number: 42, reference: "R/1 \"ä\"&<", grams: 1250, ordered: 1_795_768_000,
        lines: [.init(sku: "P1", quantity: 2, unitPrice: 1210), .init(sku: "P\"2", quantity: 1, unitPrice: 5)],
        facts: ["tracking": "1Z\r\n9", "shipment": ["ids": [7, "x"]], "flag": true, "dots": ".."])

    private func render(_ text: String, _ use: TextTemplate.Use = .text) throws -> String {
        let values = TemplateValues(
            order: Self.order, facts: Self.order.facts, session: ["token": "t0k"],
            secrets: [.environment("KEY"): Secret("s/e c")])
        return try TemplateRenderer(values: values).text(TextTemplate(parsing: text, as: use))
    }

    @Test(
        "A value is escaped for where it stands",
        arguments: [
            (TextTemplate.Use.text, "{order.reference}", "R/1 \"ä\"&<"),
            (.path, "/o/{order.reference}", "/o/R%2F1%20%22%C3%A4%22%26%3C"),
            (.path, "/o?r={order.reference}", "/o?r=R%2F1%20%22%C3%A4%22%26%3C"),
            (.path, "/{facts.dots}/x", "/%2E%2E/x"), (.form, "{order.reference}", "R%2F1+%22%C3%A4%22%26%3C"),
            (.header, "{facts.tracking}", "1Z  9"), (.json, #"["{order.reference}"]"#, #"["R/1 \"ä\"&<"]"#),
            (.json, #"["{facts.tracking}"]"#, #"["1Z\r\n9"]"#), (.json, "[{order.reference}]", #"["R/1 \"ä\"&<"]"#),
            (.json, "[{order.number},{facts.flag},{facts.shipment.ids}]", #"[42,true,[7,"x"]]"#),
            (.json, #"["{facts.shipment.ids}"]"#, #"["[7,\"x\"]"]"#),
            (.xml, "<r>{order.reference}</r>", "<r>R/1 &quot;ä&quot;&amp;&lt;</r>"),
            (.path, "/${env:KEY}", "/s%2Fe%20c"),
        ])
    func escaping(use: TextTemplate.Use, text: String, expected: String) throws {
        #expect(try render(text, use) == expected)
    }

    @Test("Money and weight keep their decimals, dates are those of UTC")
    func numbers() throws {
        #expect(try render("{order.total} {order.cents} {order.units} {order.kilograms}") == "24.25 2425 3 1.250")
        #expect(try render("{order.lines[1].price} {order.lines[1].number}") == "0.05 2")
        // 1,795,768,000 s after 1970: 20,784 days, 8 h, 26 min, 40 s.
        #expect(try render("{order.date} {order.time}") == "2026-11-27 2026-11-27T08:26:40Z")
        #expect(TemplateValues.decimal(-5, places: 2) == "-0.05")
        #expect(TemplateValues.decimal(.min, places: 2) == "-92233720368547758.08")
    }

    @Test("Loops repeat for each line, with what stands between")
    func loops() throws {
        let json = #"[{each order.lines}{"s":"{line.sku}","q":{line.quantity},"p":{line.price}}{end}]"#
        #expect(try render(json, .json) == #"[{"s":"P1","q":2,"p":12.10},{"s":"P\"2","q":1,"p":0.05}]"#)
    }

    @Test("Where there is no value there is a fallback, or a reason")
    func missing() throws {
        #expect(try render(#"{facts.nope or "x"}"#) == "x")
        #expect(
            throws: TemplateRenderer.Missing(
                reason: "there is no {facts.nope}: no earlier operation of this order has learnt it")
        ) {
            try render("{facts.nope}")
        }
        #expect(throws: TemplateRenderer.Missing(reason: "the order has no line 5; it has 2")) {
            try render("{order.lines[5].sku}")
        }
        #expect(throws: TemplateRenderer.Missing.self) { try render("${env:NONE}") }
    }
}
