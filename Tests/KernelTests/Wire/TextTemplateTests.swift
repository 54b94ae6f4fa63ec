import Foundation
import Testing

@testable import Kernel

/// The notation of templates: what is a placeholder, where it stands, and what is wrong with one.
struct TextTemplateTests {
    @Test("Braces before a letter are placeholders, all others stay; two braces are one")
    func braces() throws {
        let template = try TextTemplate(parsing: #"{ "a": {}, {{b} {order.reference}}"#)
        #expect(
            template.parts == [
                .literal(#"{ "a": {}, {b} "#), .value(.order(.reference), fallback: nil, .raw), .literal("}"),
            ])
    }

    @Test(
        "What is written with escaped() is read back as it was", arguments: ["{a", "{{a", "{ a", "{", "{{", "a{b{{c}"])
    func escaped(text: String) throws {
        #expect(try TextTemplate(parsing: TextTemplate.escaped(text)).constant == text)
    }

    @Test("A path's values are segments before the question mark and query values after it")
    func path() throws {
        let template = try TextTemplate(parsing: "/o/{order.reference}?n={order.number}", as: .path)
        #expect(
            template.parts == [
                .literal("/o/"), .value(.order(.reference), fallback: nil, .pathSegment), .literal("?n="),
                .value(.order(.number), fallback: nil, .queryValue),
            ])
    }

    @Test("In JSON a value within quotes is a text, outside them a value, whatever is escaped before it")
    func json() throws {
        let template = try TextTemplate(parsing: #"{"a\"":"{order.reference}","b":{order.number}}"#, as: .json)
        #expect(
            template.parts == [
                .literal(#"{"a\"":""#), .value(.order(.reference), fallback: nil, .jsonString), .literal(#"","b":"#),
                .value(.order(.number), fallback: nil, .jsonValue), .literal("}"),
            ])
    }

    @Test("Loops know their parts and what stands between two rounds")
    func loops() throws {
        let json = try TextTemplate(parsing: "[{each order.lines}{line.number}{end}]", as: .json)
        #expect(json.parts[1] == .lines([.value(.line(index: nil, .number), fallback: nil, .jsonValue)], between: ","))
        let text = try TextTemplate(parsing: #"{each order.lines joined by "; "}{line.sku}{end}"#)
        #expect(text.parts == [.lines([.value(.line(index: nil, .sku), fallback: nil, .raw)], between: "; ")])
    }

    @Test("Facts, sessions, single lines, fallbacks and secrets")
    func references() throws {
        let template = try TextTemplate(
            parsing: #"{facts.a.b[2] or "x}"}{session.token}{order.lines[1].sku}${env:A_1}${file:/k/t}$5"#)
        #expect(
            template.parts == [
                .value(.fact("a", JSONPointer(["b", "2"])), fallback: "x}", .raw),
                .value(.session("token", JSONPointer()), fallback: nil, .raw),
                .value(.line(index: 1, .sku), fallback: nil, .raw), .secret(.environment("A_1"), .raw),
                .secret(.file("/k/t"), .raw), .literal("$5"),
            ])
        #expect(template.secrets == [.environment("A_1"), .file("/k/t")])
    }

    @Test(
        "What is wrong is told with its place",
        arguments: [
            ("ab {order.referenc}", 10, "there is no {order.referenc}"),
            ("{name}", 1, "there is nothing called \"name\" here; write {{ for a brace before a letter"),
            ("x{order.reference", 1, "this { is not closed on its line; write {{ for a brace before a letter"),
            ("{line.sku}", 1, "{line...} stands between {each order.lines} and {end} only"),
            ("{each order.lines}a", 0, "this loop has no {end}"),
            ("{end}", 0, "{end} without {each order.lines} before it"),
            ("{{order.reference}}", 0, "placeholders have one brace: {order.reference}"),
            ("${env:}", 0, "expected a secret such as ${env:CARRIER_TOKEN} or ${file:secrets/token}"),
            ("{order.lines.sku}", 7, "expected a field of one line, such as {order.lines[0].sku}, or a loop"),
            ("{facts}", 1, "expected a name after \"facts.\", such as {facts.tracking}"),
            ("{order.reference.x}", 7, "there is nothing within {order.reference}"),
        ])
    func wrong(text: String, offset: Int, reason: String) {
        #expect { try TextTemplate(parsing: text) } throws: { error in
            let error = error as? TextTemplate.SyntaxError
            return error?.offset == offset && error?.reason == reason
        }
    }

    @Test("An unknown field names those there are, so that a slip can be told")
    func known() {
        #expect { try TextTemplate(parsing: "{order.referenc}") } throws: { error in
            let error = error as? TextTemplate.SyntaxError
            return error?.unknown == "referenc" && error?.known.contains("reference") == true
        }
    }

    @Test("A template knows the order only where there is one")
    func scopes() {
        #expect(throws: TextTemplate.SyntaxError.self) {
            try TextTemplate(parsing: "{order.reference}", as: .text, in: .opening)
        }
        #expect(throws: TextTemplate.SyntaxError.self) { try TextTemplate(parsing: "{record.id}") }
        #expect(throws: Never.self) { try TextTemplate(parsing: "{record.id}", as: .path, in: .undo) }
    }

    @Test("The skeleton has the text's length, so that offsets hold")
    func skeleton() throws {
        let text = #"{"a":"{order.reference}","b":[{each order.lines}{line.quantity}{end}],"c":"{{x"}"#
        var parser = TemplateParser(text, use: .json, scope: .request)
        _ = try parser.parts()
        #expect(parser.skeleton.unicodeScalars.count == text.unicodeScalars.count)
        let json = try JSONSerialization.jsonObject(with: Data(parser.skeleton.utf8)) as? [String: Any]
        #expect(json?["b"] as? [Int] == [0])
    }

    @Test("Plans survive being written and read")
    func codable() throws {
        let message = HTTPMessagePlan(
            method: "POST", path: try TextTemplate(parsing: "/a/{facts.x}", as: .path), contentType: "application/json",
            body: .text(try TextTemplate(parsing: "[{each order.lines}{line.cents}{end}]", as: .json)))
        let plan = HTTPOperationPlan([
            HTTPRequestPlan(
                message, statuses: StatusSet(200, 201),
                expects: [HTTPConditionPlan(.body(JSONPointer(["a/b"])), .exists)],
                rules: [HTTPRulePlan(statuses: StatusSet(409), outcome: .ok)],
                learns: [HTTPFactPlan("id", from: .header("Location"))])
        ])
        let read = try JSONDecoder().decode(HTTPOperationPlan.self, from: JSONEncoder().encode(plan))
        #expect(read == plan)
    }

    @Test("No text brings the reader down")
    func fuzz() {
        let pieces = [
            "{", "}", "{{", "order", ".", "reference", "each order.lines", "end", "\"", "\\", "$", "env:", "[0]",
            " or ", "é", "\n", "facts", "line", "?",
        ]
        var state: UInt64 = 7
        for _ in 0..<4_000 {
            var text = ""
            for _ in 0..<(state >> 33) % 14 {
                state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
                text += pieces[Int((state >> 33) % UInt64(pieces.count))]
            }
            state = state &* 6_364_136_223_846_793_005 &+ 1
            for use in TextTemplate.Use.allCases {
                do {
                    _ = try TextTemplate(parsing: text, as: use)
                } catch {
                    #expect((0...text.unicodeScalars.count).contains(error.offset))
                }
            }
        }
    }
}
