internal import Glibc
internal import HTTPTypes
internal import Kernel
internal import NIOCore
internal import NIOHTTP1

/// One connection to a served system. Requests go to the driver one at a time; HTTP/1.1 allows no other order of answers.
///
/// Answers are written as bytes, not through NIO's encoder: one buffer and one write an answer, and faults of transport need
/// bytes that no encoder would make.
final class ServedConnection: ChannelInboundHandler, Sendable {
    typealias InboundIn = HTTPServerRequestPart
    typealias OutboundOut = ByteBuffer

    /// A request that is complete, with what its answer needs to know of it.
    private struct Complete {
        var content: Content
        var manner: Manner

        enum Content {
            case request(WireRequest)
            /// Answered here.
            case refused(WireResponse)
        }
    }

    /// How a request wants to be answered.
    private struct Manner {
        var keepsAlive = false
        var isHead = false
        /// Whether it knows interim answers.
        var hasInterim = false
    }

    /// What is under way on the connection; touched on its event loop only.
    private final class State {
        let loop: ServedLoop
        var head: HTTPRequestHead?
        var fields = HTTPFields()
        var body: [UInt8] = []
        var isTooLarge = false
        /// Requests that came before their predecessors were answered.
        var line: [Complete] = []
        var isReading = true
        var serial = 0
        /// Whether the driver has a request of this connection.
        var isWaiting = false
        /// Whether an answer is being sent bit by bit, or was the last: no further request is taken.
        var isSending = false
        /// Of the request that is being answered.
        var manner = Manner()
        var timer: Scheduled<Void>?

        init(_ loop: ServedLoop) { self.loop = loop }
    }

    private let system: Int
    private let channel: any Channel
    private let bodyLimit: Int
    private let bound: NIOLoopBound<State>

    /// Pipelined requests from which on no more are read.
    private static let lineLimit = 16

    /// - Parameter loop: what it shares with others of the channel's event loop, on which it is made.
    init(system: Int, channel: any Channel, bodyLimit: Int, loop: ServedLoop) {
        self.system = system
        self.channel = channel
        self.bodyLimit = bodyLimit
        bound = NIOLoopBound(State(loop), eventLoop: channel.eventLoop)
    }

    /// The loop that it lives on.
    var eventLoop: any EventLoop { channel.eventLoop }

    // MARK: Requests

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        let state = bound.value
        switch unwrapInboundIn(data) {
        case .head(let head): begin(head)
        case .body(let buffer):
            guard state.body.count + buffer.readableBytes <= bodyLimit else {
                state.isTooLarge = true
                return
            }
            state.body += buffer.readableBytesView
        case .end:
            guard let complete = complete() else { return }
            if state.isWaiting || state.isSending {
                state.line.append(complete)
                if state.line.count >= ServedConnection.lineLimit { read(false) }
            } else {
                take(complete)
            }
        }
    }

    private func begin(_ head: HTTPRequestHead) {
        let state = bound.value
        var fields = HTTPFields()
        var expects = false
        for (name, value) in head.headers {
            var name = name
            guard let known = name.withUTF8({ state.loop.names.known($0) }), !known.isFraming else { continue }
            if known.name == .expect { expects = true }
            fields.append(HTTPField(name: known.name, value: value))
        }
        if expects, head.version != .http1_0, !state.isWaiting, !state.isSending {
            channel.writeAndFlush(ByteBuffer(staticString: "HTTP/1.1 100 Continue\r\n\r\n"), promise: nil)
        }
        state.head = head
        state.fields = fields
        state.isTooLarge = false
    }

    private func complete() -> Complete? {
        let state = bound.value
        guard let head = state.head else { return nil }
        var body: [UInt8] = []
        swap(&body, &state.body)
        state.head = nil
        let content: Complete.Content
        if state.isTooLarge {
            content = .refused(WireResponse(413))
        } else if system == ServedArrival.admin,
            let refusal = HostField.refusal(head.headers.first(name: "Host"))
        {
            content = .refused(refusal)
        } else if let method = HTTPRequest.Method(head.method.rawValue) {
            content = .request(WireRequest(method, head.uri, fields: state.fields, body: body))
        } else {
            content = .refused(WireResponse(501))
        }
        return Complete(
            content: content,
            manner: Manner(
                keepsAlive: head.isKeepAlive, isHead: head.method == .HEAD, hasInterim: head.version != .http1_0))
    }

    private func take(_ complete: Complete) {
        let state = bound.value
        state.serial += 1
        state.manner = complete.manner
        state.isWaiting = true
        switch complete.content {
        case .refused(let response): write(.response(response), serial: state.serial)
        case .request(let request):
            state.loop.put(
                ServedArrival(
                    system: system, connection: self, serial: state.serial, at: MonotonicClock.now,
                    content: .request(request)))
        }
    }

    private func read(_ isReading: Bool) {
        let state = bound.value
        guard state.isReading != isReading else { return }
        state.isReading = isReading
        channel.setOption(.autoRead, value: isReading).whenComplete { _ in }
    }

    func channelInactive(context: ChannelHandlerContext) {
        let state = bound.value
        state.timer?.cancel()
        state.timer = nil
        state.line = []
        if state.isWaiting {
            state.loop.put(
                ServedArrival(
                    system: system, connection: self, serial: state.serial, at: MonotonicClock.now, content: .gone
                ))
        }
        context.fireChannelInactive()
    }

    func errorCaught(context: ChannelHandlerContext, error: any Error) {
        let state = bound.value
        // What cannot be parsed is answered as servers do, then the connection is of no use.
        if error is HTTPParserError, !state.isWaiting, !state.isSending {
            let answer = ByteBuffer(
                staticString: "HTTP/1.1 400 Bad Request\r\ncontent-length: 0\r\nconnection: close\r\n\r\n")
            context.writeAndFlush(wrapOutboundOut(answer), promise: nil)
        }
        context.close(promise: nil)
    }

    // MARK: Answers

    /// Answers a request; once for each, later ones are passed over. On the event loop.
    func write(_ reply: ServedReply, serial: Int) {
        let state = bound.value
        guard state.isWaiting, state.serial == serial, channel.isActive else { return }
        state.isWaiting = false
        let manner = state.manner
        switch reply {
        case .abort: abort()
        case .response(let response):
            let answer = AnswerBytes(response: response, keepsAlive: manner.keepsAlive, isHead: manner.isHead)
            var buffer = channel.allocator.buffer(capacity: 256 + response.body.count)
            answer.whole(into: &buffer)
            channel.writeAndFlush(buffer, promise: nil)
            goOn()
        case .spoiled(let response, let effect):
            let answer = AnswerBytes(response: response, keepsAlive: manner.keepsAlive, isHead: manner.isHead)
            let script = AnswerScript(answer, effect, hasInterim: manner.hasInterim)
            state.isSending = true
            play(script, from: 0)
        }
    }

    /// Sends what a script says, from a step on.
    private func play(_ script: AnswerScript, from first: Int, isDue: Bool = false) {
        for (k, step) in script.steps.enumerated().dropFirst(first) {
            guard step.after <= 0 || (isDue && k == first) else {
                return later(step.after) { $0.play(script, from: k, isDue: true) }
            }
            channel.writeAndFlush(step.bytes, promise: nil)
        }
        guard script.pause > 0 else { return end(script) }
        later(script.pause) { $0.end(script) }
    }

    private func end(_ script: AnswerScript) {
        let state = bound.value
        switch script.end {
        case .usual:
            state.isSending = false
            goOn()
        case .close: closeWhenSent()
        case .reset: abort()
        }
    }

    /// Writes are in order: when this one, of nothing, is done, all are.
    private func closeWhenSent() {
        let state = bound.value
        state.isSending = true
        channel.writeAndFlush(ByteBuffer()).whenComplete { _ in self.channel.close(promise: nil) }
    }

    private func later(_ delay: Nanoseconds, _ act: @escaping @Sendable (ServedConnection) -> Void) {
        let state = bound.value
        state.timer = channel.eventLoop.scheduleTask(in: .nanoseconds(delay)) { [self] in
            guard channel.isActive else { return }
            act(self)
        }
    }

    /// An answer has been sent: the next request may come, unless this was the last.
    private func goOn() {
        let state = bound.value
        guard state.manner.keepsAlive else { return closeWhenSent() }
        guard !state.line.isEmpty else { return read(true) }
        take(state.line.removeFirst())
    }

    /// Zero linger: the peer sees a reset, as from a process that died.
    private func abort() {
        let state = bound.value
        state.isSending = true
        guard let option = channel as? any SocketOptionProvider else { return channel.close(promise: nil) }
        option.setSoLinger(linger(l_onoff: 1, l_linger: 0)).whenComplete { _ in self.channel.close(promise: nil) }
    }
}
