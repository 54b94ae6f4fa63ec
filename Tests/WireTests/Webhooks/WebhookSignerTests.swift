import HTTPTypes
import Kernel
import Testing

@testable import Wire

@Suite("Webhooks: signatures")
struct WebhookSignerTests {
    private static let id = "msg_p5jXN8AQM9LWM0D4loKWxJek"
    private static let time: Int64 = 1_614_265_330
    private static let message = Array(#"{"test": 2432232314}"#.utf8)
    private static let order = Array(##"{"id":820982911946154508,"name":"#9999"}"##.utf8)

    struct Vector: Sendable, CustomTestStringConvertible {
        var scheme: WebhookScheme
        var secret: String
        var body: [UInt8]
        var signature: String
        var testDescription: String { "\(scheme.rawValue), \(signature.prefix(20))" }
    }

    /// From the vendors' documents and client libraries; Shopify, Stripe and EasyPost computed with Python's hmac.
    static let vectors: [Vector] = [
        Vector(
            scheme: .standard, secret: "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw", body: message,
            signature: "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE="),
        Vector(
            scheme: .svix, secret: "MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw", body: message,
            signature: "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE="),
        // The key pair of RFC 8032 section 7.1, test 1; signed with Python's cryptography.
        Vector(
            scheme: .standard, secret: "whsk_nWGxne/9WmC6hEr0kuwsxERJxWl7MmkZcDusAxyuf2A=", body: message,
            signature: "v1a,fldxM4gAKugP6nnt1hdz3sgGfZ6d99nzrMFnZOELIxbzEHoVmAb2ADpkJK7zgPePmPsle0zV9jSeGlHFG2NVAw=="),
        Vector(
            scheme: .standard,
            secret: "whsk_nWGxne/9WmC6hEr0kuwsxERJxWl7MmkZcDusAxyuf2DXWpgBgrEKt9VL/tPJZAc6DuFy89qmIyWvAhpo9wdRGg==",
            body: message,
            signature: "v1a,fldxM4gAKugP6nnt1hdz3sgGfZ6d99nzrMFnZOELIxbzEHoVmAb2ADpkJK7zgPePmPsle0zV9jSeGlHFG2NVAw=="),
        Vector(
            scheme: .github, secret: "It's a Secret to Everybody", body: Array("Hello, World!".utf8),
            signature: "sha256=757107ea0eb2509fc211221cce984b8a37570b6d7586c22c46f4379c8b043e17"),
        Vector(
            scheme: .github, secret: "secret", body: Array("data".utf8),
            signature: "sha256=1b2c16b75bd2a870c114153ccda5bcfca63314bc722fa160d690de133ccbb9db"),
        Vector(
            scheme: .sendcloud, secret: "secretkey", body: Array(#"{"key": "value"}"#.utf8),
            signature: "1eed4b3d41f4653ac64fd56f1bf1cbfd349e4482cbc11dff7134bd93e5da4b0a"),
        Vector(
            scheme: .shopify, secret: "hush", body: order, signature: "YBwnJ9vsibq7srObgXybmGHWuwos+jDEL//7749XS78="),
        Vector(
            scheme: .wooCommerce, secret: "hush", body: order,
            signature: "YBwnJ9vsibq7srObgXybmGHWuwos+jDEL//7749XS78="),
        Vector(
            scheme: .stripe, secret: "whsec_test", body: order,
            signature: "t=1614265330,v1=52d92ea3d4d0b4e610385409113433abf304861f2a8f01db03991912a3705e5d"),
        Vector(
            scheme: .easyPost, secret: "s\u{e9}cret", body: order,
            signature: "hmac-sha256-hex=708dd8e1676750b7341784754480109ed1796448f9eb1bb52d05eadea17f8edb"),
        Vector(
            scheme: .easyPost, secret: "se\u{301}cret", body: order,
            signature: "hmac-sha256-hex=708dd8e1676750b7341784754480109ed1796448f9eb1bb52d05eadea17f8edb"),
    ]

    @Test("Each scheme's vector is signed and accepted", arguments: vectors)
    func vector(_ vector: Vector) throws {
        let signer = try WebhookSigner(vector.scheme, secrets: [Secret(vector.secret)])
        let fields = signer.fields(id: Self.id, timestamp: Self.time, body: vector.body)
        let field = try #require(vector.scheme.signatureField)
        #expect(fields[field] == vector.signature)
        let check = signer.check(fields: fields, body: vector.body)
        guard case .valid(let id, let time) = check else {
            Issue.record("\(check)")
            return
        }
        #expect(time == (vector.scheme.isTimed ? Self.time : nil))
        #expect(id == (vector.scheme.signedIDField == nil ? nil : Self.id))
    }

    @Test("One changed byte of body, or another secret, is a mismatch", arguments: vectors)
    func changed(_ vector: Vector) throws {
        let signer = try WebhookSigner(vector.scheme, secrets: [Secret(vector.secret)])
        var fields = signer.fields(id: Self.id, timestamp: Self.time, body: vector.body)
        var body = vector.body
        body[3] ^= 1
        #expect(signer.check(fields: fields, body: body) == .mismatch)
        let other = try WebhookSigner(
            vector.scheme,
            secrets: [
                Secret(
                    vector.secret.hasPrefix("whsk_")
                        ? "whsk_\(ByteText.base64([UInt8](repeating: 7, count: 32)))" : "whsec_AAAA")
            ])
        #expect(other.check(fields: fields, body: vector.body) == .mismatch)
        if let name = vector.scheme.timestampField {
            fields[name] = String(Self.time + 1)
            #expect(signer.check(fields: fields, body: vector.body) == .mismatch)
        }
    }

    @Test("Signatures that are missing or not in the scheme's form say so", arguments: vectors)
    func malformed(_ vector: Vector) throws {
        let signer = try WebhookSigner(vector.scheme, secrets: [Secret(vector.secret)])
        let field = try #require(vector.scheme.signatureField)
        #expect(signer.check(fields: [:], body: vector.body) == .absent(field))
        for text in ["?", "sha256=xyz", "v1", "t=1", "hmac-sha256-hex=0", "v1,%%", "t=-5,v1=00", ",,,,", "=="] {
            var fields = signer.fields(id: Self.id, timestamp: Self.time, body: vector.body)
            fields[field] = text
            guard case .malformed(field, _) = signer.check(fields: fields, body: vector.body) else {
                Issue.record("\(text)")
                continue
            }
        }
    }

    @Test(
        "In a rotation both secrets sign, and a receiver with either accepts; so does one that knows only the old one")
    func rotation() throws {
        let old = Secret("whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw")
        let new = Secret("whsec_MDEyMzQ1Njc4OWFiY2RlZjAxMjM0NTY3")
        let both = try WebhookSigner(.standard, secrets: [new, old])
        let fields = both.fields(id: Self.id, timestamp: Self.time, body: Self.message)
        // The second computed with Python's hmac.
        #expect(
            fields[HTTPField.Name(literally: "webhook-signature")]
                == "v1,d5PJaLhU6hQf9TLleqdn97PBQffdITHtAOuMMHkRQ4U= v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=")
        for secret in [old, new] {
            let one = try WebhookSigner(.standard, secrets: [secret])
            #expect(one.check(fields: fields, body: Self.message) == .valid(id: Self.id, timestamp: Self.time))
        }
        let stripe = try WebhookSigner(.stripe, secrets: [Secret("whsec_test"), Secret("whsec_old")])
        #expect(
            stripe.fields(id: "", timestamp: Self.time, body: Self.order)[HTTPField.Name(literally: "Stripe-Signature")]
                == "t=1614265330,v1=52d92ea3d4d0b4e610385409113433abf304861f2a8f01db03991912a3705e5d"
                + ",v1=785f4a320cdba53edd8a5152653a6b09e3d631966371737bbc0958113bad0f22")
    }

    @Test("A public key checks what its private key signed, and cannot sign")
    func asymmetric() throws {
        let sender = try WebhookSigner(
            .standard, secrets: [Secret("whsk_nWGxne/9WmC6hEr0kuwsxERJxWl7MmkZcDusAxyuf2A=")])
        let receiver = try WebhookSigner(
            .standard, secrets: [Secret("whpk_11qYAYKxCrfVS/7TyWQHOg7hcvPapiMlrwIaaPcHURo=")])
        let fields = sender.fields(id: Self.id, timestamp: Self.time, body: Self.message)
        #expect(receiver.check(fields: fields, body: Self.message) == .valid(id: Self.id, timestamp: Self.time))
        #expect(sender.canSign)
        #expect(!receiver.canSign)
    }

    @Test("A signature of one version is not taken for one of the other")
    func versions() throws {
        let signer = try WebhookSigner(.standard, secrets: [Secret("whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw")])
        let field = HTTPField.Name(literally: "webhook-signature")
        var fields = signer.fields(id: Self.id, timestamp: Self.time, body: Self.message)
        fields[field] = "v1a,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE="
        #expect(signer.check(fields: fields, body: Self.message) == .mismatch)
        let junk = (0..<WebhookSigner.mostSignatures).map { _ in "v1,AAAA" }.joined(separator: " ")
        fields[field] = junk + " v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE="
        #expect(signer.check(fields: fields, body: Self.message) == .mismatch)
    }

    @Test(
        "Secrets that cannot be keys are refused without being shown",
        arguments: ["", "whsec_", "whsec_!!canary!!", "whsk_AAAA", "whpk_Y2FuYXJ5", "whsec_canary"])
    func refused(secret: String) {
        #expect {
            try WebhookSigner(.standard, secrets: [Secret(secret)])
        } throws: { error in
            (error is WebhookKeyError) && !"\(error)".contains("canary") && !"\(error)".contains("Y2FuYXJ5")
        }
        #expect(throws: WebhookKeyError.self) { try WebhookSigner(.shopify) }
    }

    @Test("Signers and keys do not show their secret")
    func silent() throws {
        let signer = try WebhookSigner(.shopify, secrets: [Secret("canary-7f3a")])
        var dumped = ""
        dump(signer, to: &dumped)
        #expect(!"\(signer) \(dumped) \(String(reflecting: signer))".contains("canary"))
        // 99, 97, 110: the secret's bytes.
        #expect(!dumped.contains("99"))
    }
}
