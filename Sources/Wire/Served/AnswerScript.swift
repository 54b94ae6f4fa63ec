internal import Kernel
internal import NIOCore

/// What is put on a connection for an answer that a fault of transport spoils, step by step.
struct AnswerScript {
    /// How it ends.
    enum End: Sendable, Equatable {
        /// As answers do: the connection goes on, unless it was not to.
        case usual
        /// Closed in order (FIN).
        case close
        /// Broken off (RST).
        case reset
    }

    /// Bytes, and how long after the step before they go out.
    struct Step: Sendable, Equatable {
        var after: Nanoseconds
        var bytes: ByteBuffer
    }

    /// What is sent.
    private(set) var steps: [Step] = []
    /// How long after the last step it ends.
    private(set) var pause: Nanoseconds = 0
    /// How it ends.
    private(set) var end: End

    /// What is sent in place of an answer.
    /// - Parameter hasInterim: whether the caller's version of HTTP knows interim responses.
    init(_ answer: AnswerBytes, _ effect: FaultPlan.Effect, hasInterim: Bool) {
        var buffer = ByteBuffer()
        let body = answer.body
        // A body is needed to spoil it: an answer without one announces what it never sends.
        let announced = max(1, answer.response.body.count)
        let status = [204, 304].contains(answer.response.status) ? 200 : answer.response.status
        switch effect {
        case .resetBeforeBody:
            answer.head(status: status, announced: announced, into: &buffer)
            (end, pause) = (.reset, AnswerScript.moment)
        case .resetAmidBody, .truncated:
            answer.head(status: status, announced: announced, into: &buffer)
            buffer.writeBytes(body[..<(body.count / 2)])
            end = effect == .truncated ? .close : .reset
            pause = AnswerScript.moment
        case .lessThanAnnounced(let length):
            answer.head(status: status, announced: answer.response.body.count + 1, into: &buffer)
            buffer.writeBytes(body)
            (end, pause) = (.close, length)
        case .moreThanAnnounced:
            answer.whole(into: &buffer)
            buffer.writeStaticString("more than was announced")
            end = .close
        case .garbage:
            buffer.writeBytes((0..<64).map { UInt8(truncatingIfNeeded: 0x80 + $0 * 5) })
            end = .close
        case .interimFirst:
            if hasInterim {
                buffer.writeStaticString("HTTP/1.1 102 Processing\r\n\r\n")
                buffer.writeStaticString("HTTP/1.1 103 Early Hints\r\nLink: </help>; rel=preload\r\n\r\n")
                steps.append(Step(after: 0, bytes: buffer))
                buffer.clear()
            }
            answer.whole(into: &buffer)
            end = .usual
        case .drip(let length):
            end = .usual
            drip(answer, over: length)
            return
        case .reset, .refuse, .hang: end = .reset
        case .businessError, .serverError, .slow:
            answer.whole(into: &buffer)
            end = .usual
        }
        if buffer.readableBytes > 0 { steps.append(Step(after: 0, bytes: buffer)) }
    }

    /// A peer that sees what came before a reset and one that does not are both to be met; most see it.
    private static let moment: Nanoseconds = 2 * .millisecond

    private mutating func drip(_ answer: AnswerBytes, over length: Nanoseconds) {
        var head = ByteBuffer()
        let body = answer.body
        answer.head(announced: answer.response.body.count, into: &head)
        guard !body.isEmpty else {
            steps = [Step(after: length, bytes: head)]
            return
        }
        steps = [Step(after: 0, bytes: head)]
        let count = max(1, min(body.count, 200, Int(clamping: length / (10 * .millisecond))))
        for k in 0..<count {
            let part = body[(body.count * k / count)..<(body.count * (k + 1) / count)]
            let until = length / Int64(count) * Int64(k) + length % Int64(count) * Int64(k) / Int64(count)
            let next = length / Int64(count) * Int64(k + 1) + length % Int64(count) * Int64(k + 1) / Int64(count)
            steps.append(Step(after: next - until, bytes: ByteBuffer(bytes: part)))
        }
    }
}
