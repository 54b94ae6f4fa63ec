internal import Glibc
internal import HTTPTypes
internal import NIOCore
internal import NIOHTTP1

/// One connection to a served system. Requests go to the driver one at a time; HTTP/1.1 allows no other order of answers.
final class ServedConnection: ChannelInboundHandler, Sendable {
    typealias InboundIn = HTTPServerRequestPart
    typealias OutboundOut = HTTPServerResponsePart

    /// What is under way on the connection; touched on its event loop only.
    private struct State {
        var head: HTTPRequestHead?
        var body: [UInt8] = []
        var isTooLarge = false
        var serial = 0
        var isWaiting = false
        var keepsAlive = true
    }

    private let system: Int
    private let mailbox: Mailbox<ServedArrival>
    private let channel: any Channel
    private let bodyLimit: Int
    private let state: NIOLoopBoundBox<State>

    init(system: Int, mailbox: Mailbox<ServedArrival>, channel: any Channel, bodyLimit: Int) {
        self.system = system
        self.mailbox = mailbox
        self.channel = channel
        self.bodyLimit = bodyLimit
        state = NIOLoopBoundBox(State(), eventLoop: channel.eventLoop)
    }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        switch unwrapInboundIn(data) {
        case .head(let head):
            state.value.head = head
            state.value.body.removeAll(keepingCapacity: true)
            state.value.isTooLarge = false
        case .body(var buffer):
            guard state.value.body.count + buffer.readableBytes <= bodyLimit else {
                state.value.isTooLarge = true
                return
            }
            state.value.body += buffer.readBytes(length: buffer.readableBytes) ?? []
        case .end: complete(context)
        }
    }

    private func complete(_ context: ChannelHandlerContext) {
        guard let head = state.value.head else { return }
        state.value.head = nil
        state.value.serial += 1
        state.value.keepsAlive = head.isKeepAlive
        state.value.isWaiting = true
        guard !state.value.isTooLarge else {
            return write(.response(WireResponse(413)), serial: state.value.serial)
        }
        guard let method = HTTPRequest.Method(head.method.rawValue) else {
            return write(.response(WireResponse(501)), serial: state.value.serial)
        }
        var fields = HTTPFields()
        for header in head.headers {
            guard let name = HTTPField.Name(header.name) else { continue }
            fields.append(HTTPField(name: name, value: header.value))
        }
        let request = WireRequest(method, head.uri, fields: fields, body: state.value.body)
        mailbox.put(
            ServedArrival(
                system: system, connection: self, serial: state.value.serial, at: MonotonicClock.now,
                content: .request(request)))
    }

    func channelInactive(context: ChannelHandlerContext) {
        if state.value.isWaiting {
            mailbox.put(
                ServedArrival(
                    system: system, connection: self, serial: state.value.serial, at: MonotonicClock.now, content: .gone
                ))
        }
        context.fireChannelInactive()
    }

    func errorCaught(context: ChannelHandlerContext, error: any Error) {
        // What cannot be parsed is answered as servers do, then the connection is of no use.
        if error is HTTPParserError {
            let head = HTTPResponseHead(
                version: .http1_1, status: .badRequest, headers: ["content-length": "0", "connection": "close"])
            context.write(wrapOutboundOut(.head(head)), promise: nil)
            context.writeAndFlush(wrapOutboundOut(.end(nil)), promise: nil)
        }
        context.close(promise: nil)
    }

    /// Answers a request. From any thread; once for each, later ones are passed over.
    func reply(_ reply: ServedReply, serial: Int) {
        channel.eventLoop.execute { self.write(reply, serial: serial) }
    }

    private func write(_ reply: ServedReply, serial: Int) {
        guard state.value.isWaiting, state.value.serial == serial, channel.isActive else { return }
        state.value.isWaiting = false
        switch reply {
        case .abort:
            // Zero linger: the peer sees a reset, as from a process that died.
            if let option = channel as? any SocketOptionProvider {
                option.setSoLinger(linger(l_onoff: 1, l_linger: 0)).whenComplete { _ in self.channel.close(promise: nil)
                }
            } else {
                channel.close(promise: nil)
            }
        case .response(let response): write(response)
        }
    }

    private func write(_ response: WireResponse) {
        var headers = HTTPHeaders()
        for field in response.fields { headers.add(name: field.name.canonicalName, value: field.value) }
        headers.add(name: "content-length", value: String(response.body.count))
        let keepsAlive = state.value.keepsAlive
        if !keepsAlive { headers.add(name: "connection", value: "close") }
        let head = HTTPResponseHead(
            version: .http1_1, status: HTTPResponseStatus(statusCode: response.status), headers: headers)
        channel.write(HTTPServerResponsePart.head(head), promise: nil)
        if !response.body.isEmpty {
            channel.write(HTTPServerResponsePart.body(.byteBuffer(ByteBuffer(bytes: response.body))), promise: nil)
        }
        let end = channel.writeAndFlush(HTTPServerResponsePart.end(nil))
        if !keepsAlive { end.whenComplete { _ in self.channel.close(promise: nil) } }
    }
}
