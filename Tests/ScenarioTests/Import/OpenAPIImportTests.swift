import Foundation
import Kernel
import Testing

@testable import Scenario

/// OpenAPI documents: bodies from schemas and examples, answers, security, and what cannot be expressed.
struct OpenAPIImportTests {
    private static let document = """
        openapi: 3.0.3
        info: { title: "Parcel API: v2", version: "1" }
        servers: [{ url: "https://api.parcel.example/{stage}/", variables: { stage: { default: v2 } } }]
        security: [{ key: [] }]
        paths:
          /shipments/{shipmentId}:
            parameters:
              - { name: shipmentId, in: path, required: true, schema: { type: string } }
            get:
              operationId: getShipment
              responses: { "200": { description: ok } }
            delete:
              responses: { "204": { description: gone }, "404": { description: no such shipment } }
          /shipments:
            post:
              operationId: createShipment
              summary: Book a parcel
              parameters:
                - { name: X-Region, in: header, required: true, schema: { type: string, enum: [eu, us] } }
                - { name: verbose, in: query, schema: { type: boolean } }
              requestBody:
                content:
                  application/json: { schema: { $ref: "#/components/schemas/NewShipment" } }
              responses:
                "201":
                  description: Booked
                  content: { application/json: { schema: { $ref: "#/components/schemas/Shipment" } } }
                "409": { $ref: "#/components/responses/Known" }
                "429": { description: Too many }
                5XX: { description: Trouble }
                default: { description: else }
          /files:
            put:
              requestBody: { content: { image/png: { schema: { type: string, format: binary } } } }
              responses: { "200": { description: ok } }
        components:
          responses:
            Known: { description: The reference is known }
          securitySchemes:
            key: { type: apiKey, in: header, name: X-Parcel-Key }
            other: { type: http, scheme: basic }
          schemas:
            NewShipment:
              allOf:
                - type: object
                  properties:
                    reference: { type: string }
                    service: { type: string, enum: [express, standard] }
                    id: { type: string, readOnly: true }
                - type: object
                  properties:
                    weight_grams: { type: integer }
                    zip: { type: string, example: "01067" }
                    parent: { $ref: "#/components/schemas/NewShipment" }
                    lines:
                      type: array
                      items: { type: object, properties: { sku: { type: string }, quantity: { type: integer } } }
            Shipment:
              type: object
              properties:
                shipment_id: { type: string, example: S1 }
                insured: { type: boolean }

        """

    @Test("Operations with bodies, answers and links, those that tell before those that ask, deletions last")
    func whole() throws {
        let file = try ImportedFile(Self.document)
        #expect(file.operations("api-parcel") == ["create shipment", "put files", "get shipment", "delete shipments"])
        #expect(file["name"]?.string == "Parcel API: v2")
        #expect(file["systems", "api-parcel", "url"]?.string == "https://api.parcel.example")
        let post = try file.request("api-parcel", "create shipment")
        #expect(post.message.path.source == "/v2/shipments")
        #expect(post.message.headers.map(\.value.source) == ["eu"])
        #expect(post.message.query == [])
        guard case .text(let body) = post.message.body else {
            Issue.record("no body")
            return
        }
        #expect(
            body.source.split(whereSeparator: \.isWhitespace).joined()
                == #"{"reference":"{order.reference}","service":"express","weight_grams":{order.grams},"zip":"01067","lines":[{eachorder.lines}{"sku":"{line.sku}","quantity":{line.quantity}}{end}]}"#
        )
        #expect(post.statuses == StatusSet(201))
        #expect(post.rules.map(\.outcome) == [.businessError, .rateLimited, .serverError])
        #expect(post.rules.map(\.says) == ["The reference is known", "Too many", "Trouble"])
        #expect(post.rules.last?.statuses == StatusSet([.init(500, 599)]))
        #expect(
            post.learns == [HTTPFactPlan("shipment_id", from: .body(JSONPointer(["shipment_id"])), isOptional: true)])
        #expect(post.answers.map(\.status) == [201])
        #expect(
            post.answers.first?.body?.source.split(whereSeparator: \.isWhitespace).joined()
                == #"{"shipment_id":"S1-{record.number}","insured":true}"#)
        let get = try file.request("api-parcel", "get shipment")
        #expect(get.message.path.source == "/v2/shipments/{facts.shipment_id or \"1\"}")
    }

    @Test("Only the security that is required is asked for, and by reference")
    func security() throws {
        let file = try ImportedFile(Self.document)
        #expect(file["systems", "api-parcel", "auth", "field"]?.string == "X-Parcel-Key")
        #expect(file["systems", "api-parcel", "auth", "key"]?.string == "${env:API_PARCEL_X_PARCEL_KEY}")
        #expect(file["systems", "api-parcel", "auth", "password"] == nil)
    }

    @Test("What cannot be expressed is listed with its place in the document")
    func notes() throws {
        let notes = try ImportedFile(Self.document).result.notes.map(\.text)
        #expect(notes.contains("/paths/~1files/put: a body of type image/png cannot be made; write it yourself"))
        #expect(
            notes.contains(
                "/components/securitySchemes/key: an API key: set API_PARCEL_X_PARCEL_KEY in the environment"))
    }

    @Test(
        "Each kind of security is one of the scenario's",
        arguments: [
            (#"{"type":"http","scheme":"bearer"}"#, "bearer"), (#"{"type":"http","scheme":"basic"}"#, "password"),
            (
                #"{"type":"oauth2","flows":{"clientCredentials":{"tokenUrl":"https://id.example/token","scopes":{}}}}"#,
                "secret"
            ),
            (#"{"type":"apiKey","in":"header","name":"X-K"}"#, "key"),
        ])
    func schemes(scheme: String, key: String) throws {
        let file = try ImportedFile(
            #"{"openapi":"3.1.0","info":{"title":"t","version":"1"},"paths":{"/a":{"get":{"responses":{}}}},"components":{"securitySchemes":{"s":\#(scheme)}}}"#
        )
        #expect(file["systems", "localhost", "auth", key]?.string?.hasPrefix("${env:LOCALHOST_") == true)
    }

    @Test("Parts may be examples, choices, references that lead nowhere, schemas within themselves")
    func examples() throws {
        let file = try ImportedFile(
            #"""
            {"openapi":"3.1.0","info":{"title":"t","version":"1"},"paths":{
              "/a":{"post":{"requestBody":{"content":{"application/vnd.x+json":{"examples":{"one":{"value":{"orderId":5,"x":1.50}}}}}}}},
              "/b":{"post":{"requestBody":{"content":{"application/json":{"schema":{"oneOf":[{"type":"object","properties":{"n":{"type":["null","integer"],"minimum":3}}},{"type":"string"}]}}}}}},
              "/c":{"post":{"requestBody":{"content":{"application/json":{"schema":{"$ref":"other.yaml#/X"}}}}}},
              "/d":{"post":{"requestBody":{"content":{"application/json":{"schema":{"$ref":"#/components/schemas/Node"}}}}}}},
              "components":{"schemas":{"Node":{"type":"object","properties":{"next":{"$ref":"#/components/schemas/Node"},"v":{"const":7}}}}}}
            """#)
        func body(_ operation: String) throws -> String? {
            guard case .text(let template)? = try file.request("localhost", operation).message.body else { return nil }
            return template.source.split(whereSeparator: \.isWhitespace).joined()
        }
        #expect(try body("post a") == #"{"orderId":{order.number},"x":1.50}"#)
        #expect(try file.request("localhost", "post a").message.contentType == "application/vnd.x+json")
        #expect(try body("post b") == #"{"n":3}"#)
        #expect(try body("post c") == nil)
        #expect(try body("post d") == #"{"v":7}"#)
        #expect(
            file.result.notes.contains(ImportNote("other.yaml#/X", "this reference leads nowhere within the document")))
    }

    @Test(
        "What is no document of version 3 is told",
        arguments: [
            (
                "swagger: \"2.0\"\npaths: { /a: {} }\n",
                "s: expected an OpenAPI 3 document, found version Swagger 2.0; convert it to OpenAPI 3 first"
            ),
            ("openapi: 3.0.0\n", "s: the document has no paths, so there is nothing to ask"),
            ("openapi: 3.0.0\npaths: { /a: {} }\n", "s: its paths have no operations"),
            (
                "openapi: 3.0.0\npaths: a: b\n",
                "s:2:9: a \":\" cannot stand here: check the indentation of this line, or put a text that holds \": \" in quotes"
            ),
            ("{\"openapi\": \"3.0.0\",}", "s:1:21: it is not JSON: expected a member's name in double quotes"),
        ])
    func wrong(text: String, message: String) {
        #expect { try Importer(kind: .openapi).run(Array(text.utf8), source: "s") } throws: {
            ($0 as? ImportError)?.description == message
        }
    }

    @Test("Spoiled documents are imported as valid scenarios or refused")
    func fuzz() {
        for seed in 0..<150 {
            var mutant = Mutant(seed: UInt64(seed))
            let text = mutant.spoiled(
                Self.document, words: ["$ref:", "allOf:", "type:", "{a}", "/x{b}c", "enum:", "example:"])
            guard let result = try? Importer(kind: .openapi).run(Array(text.utf8), source: "s.yaml") else { continue }
            let (_, problems) = ScenarioFile.read(result.scenario, as: "imported.yaml")
            #expect(problems.map(\.description) == [], "seed \(seed)\n\(result.scenario)")
        }
    }
}
