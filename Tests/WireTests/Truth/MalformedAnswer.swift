import Kernel

/// An answer that is not as HTTP has it, or as nobody expects it; made from a number, always the same.
struct MalformedAnswer {
    /// What the server does.
    let actions: [FaultServer.Action]
    /// Whether a caller has to take it for a good answer (true) or must not (false); nil: either is right.
    let isGood: Bool?

    private static let body = #"{"result": "done"}"#
    private static let good =
        "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: \(body.utf8.count)\r\n\r\n\(body)"
    private static let chunked = "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n"

    init(number: Int) {
        var draws = RandomKey(2026).child(UInt64(number)).generator
        func draw(_ most: Int) -> Int { Int(draws.next() % UInt64(most)) }
        let good = Array(MalformedAnswer.good.utf8)
        var sent: [UInt8]
        var end = FaultServer.Action.close
        switch number % 14 {
        case 0:
            // A head that ends amid a line.
            sent = Array(good.prefix(1 + draw(good.count - MalformedAnswer.body.utf8.count - 4)))
            isGood = false
        case 1:
            // A body that ends too early, in order or not.
            sent = Array(good.dropLast(1 + draw(MalformedAnswer.body.utf8.count)))
            end = draw(2) == 0 ? .close : .reset
            isGood = false
        case 2:
            // Chunks whose lengths are none.
            let lengths = ["zz", "-5", "fffffffffffffffff", "0x12", "12345678901234567890123", "\u{7f}"]
            sent = Array((MalformedAnswer.chunked + lengths[draw(lengths.count)] + "\r\nabc\r\n0\r\n\r\n").utf8)
            isGood = false
        case 3:
            // Chunks that end before they end.
            sent = Array((MalformedAnswer.chunked + "20\r\n" + String(repeating: "x", count: draw(32))).utf8)
            isGood = false
        case 4:
            // Anything at all.
            sent = (0..<(1 + draw(2_000))).map { _ in UInt8(truncatingIfNeeded: draws.next() >> 20) }
            sent[0] |= 0x80
            isGood = false
        case 5:
            // A head of megabytes.
            let line = "X-Much: " + String(repeating: "m", count: 1_000) + "\r\n"
            sent = Array(("HTTP/1.1 200 OK\r\n" + String(repeating: line, count: 1_000 + draw(200))).utf8)
            isGood = false
        case 6:
            // Lengths that are none, or two that differ.
            let lengths = ["-1", "99999999999999999999999", "abc", "18\r\nContent-Length: 19"]
            sent = Array(
                "HTTP/1.1 200 OK\r\nContent-Length: \(lengths[draw(lengths.count)])\r\n\r\n\(MalformedAnswer.body)".utf8
            )
            isGood = nil
        case 7:
            // More than was announced.
            sent = good + Array("HTTP/1.1 500 No\r\n\r\n".utf8)
            isGood = true
        case 8:
            // Interim answers without end, or before the answer.
            let interim = "HTTP/1.1 103 Early Hints\r\nLink: </\(draw(1_000))>\r\n\r\n"
            let isEndless = draw(2) == 0
            sent = Array(String(repeating: interim, count: 20 + draw(100)).utf8) + (isEndless ? [] : good)
            isGood = !isEndless
        case 9:
            // Status lines that are none.
            let lines = [
                "HTTP/1.1 20", "HTTP/1.1 abc OK", "HTTP/9.9 200 OK", "HTTP/1.1", "ICY 200 OK", "HTTP/1.1 99999 OK",
            ]
            sent = Array("\(lines[draw(lines.count)])\r\nContent-Length: 18\r\n\r\n\(MalformedAnswer.body)".utf8)
            isGood = nil
        case 10:
            // Compressed, it says.
            sent = Array(
                "HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\nContent-Length: 18\r\n\r\n\(MalformedAnswer.body)".utf8)
            isGood = false
        case 11:
            // Lines of a head that are none.
            let lines = ["no colon here", ": no name", "X\u{0}Y: zero", " folded: from nowhere", "X: \u{1}\u{2}"]
            sent = Array(
                "HTTP/1.1 200 OK\r\n\(lines[draw(lines.count)])\r\nContent-Length: 18\r\n\r\n\(MalformedAnswer.body)"
                    .utf8)
            isGood = nil
        case 12:
            // Nothing, for longer than anyone waits.
            sent = Array(good.prefix(draw(good.count)))
            end = .hang
            isGood = false
        default:
            // A good one with some bytes changed.
            sent = good
            for _ in 0..<(1 + draw(8)) { sent[draw(sent.count)] = UInt8(truncatingIfNeeded: draws.next() >> 20) }
            isGood = nil
        }
        actions = [.bytes(sent), end]
    }
}
