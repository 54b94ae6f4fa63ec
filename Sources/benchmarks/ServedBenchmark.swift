import Foundation
import Kernel
import NIOCore
import NIOHTTP1
import NIOPosix
import Synchronization
import Wire

/// A served system, model and books included, against a bare SwiftNIO HTTP server that answers as much.
enum ServedBenchmark {
    static let benchmark = Benchmark(
        name: "served", summary: "requests/s of a served system, 64 connections, against a bare SwiftNIO HTTP server"
    ) { settings in
        let head = [
            "POST /ask HTTP/1.1", "Host: 127.0.0.1", "User-Agent: benchmarks", "Accept: */*",
            "Content-Type: application/json", "Content-Length: \(body.utf8.count)",
        ]
        let request = Array((head.joined(separator: "\r\n") + "\r\n\r\n" + body).utf8)
        var (ours, bare) = (0.0, 0.0)
        // Turn by turn, so that both meet the same moods of the machine.
        for _ in 0..<settings.repetitions {
            let plain = try PlainServer.start()
            bare = max(bare, try HTTPLoad(port: plain.port, request: request).run(seconds: 2))
            plain.stop()
            let served = try ServedSystem.start(plan)
            ours = max(ours, try HTTPLoad(port: served.port, request: request).run(seconds: 2))
            served.stop()
        }
        return [
            Figure(
                work: "served system, 64 connections", value: ours, unit: "requests/s",
                baseline: Figure.Baseline(value: bare.rounded(), source: "a bare SwiftNIO HTTP server, measured now"),
                goal: Figure.Goal(subject: .ratio, sense: .atLeast, must: 0.8, aim: 0.95),
                note: "the server's threads on one processor, the load on another; each request is read, run by the "
                    + "model, noted in books and ledger, and answered")
        ]
    }

    static let body = #"{"reference":"SO-2026-000123","lines":[{"sku":"P000017","quantity":2}],"grams":1200}"#

    /// One system with one operation that takes no time.
    private static var plan: Plan {
        var plan = Plan(title: "served", seed: 1, window: .hour, end: .hour)
        plan.systems = [SystemPlan(name: "box", role: .other)]
        plan.operations = [OperationPlan(name: "ask", system: 0, pool: nil, entry: 0)]
        plan.steps = [.reply]
        return plan
    }
}

/// A bare SwiftNIO HTTP server on one event loop: reads the request, answers JSON.
private struct PlainServer {
    let port: Int
    private let group: MultiThreadedEventLoopGroup
    private let listener: any Channel

    static func start() throws -> PlainServer {
        try Processors.on(Processors.server) {
            let group = MultiThreadedEventLoopGroup(numberOfThreads: 1)
            let listener = try ServerBootstrap(group: group)
                .serverChannelOption(.backlog, value: 1024)
                .childChannelOption(.tcpOption(.tcp_nodelay), value: 1)
                .childChannelInitializer { channel in
                    channel.eventLoop.makeCompletedFuture {
                        try channel.pipeline.syncOperations.configureHTTPServerPipeline(withErrorHandling: true)
                        try channel.pipeline.syncOperations.addHandler(PlainHandler())
                    }
                }
                .bind(host: "127.0.0.1", port: 0).wait()
            return PlainServer(port: listener.localAddress?.port ?? 0, group: group, listener: listener)
        }
    }

    func stop() {
        try? listener.close().wait()
        try? group.syncShutdownGracefully()
    }
}

private final class PlainHandler: ChannelInboundHandler {
    typealias InboundIn = HTTPServerRequestPart
    typealias OutboundOut = HTTPServerResponsePart

    private static let answer = ByteBuffer(string: #"{"reference":"SO-2026-000123","result":"done"}"#)
    private var bytes = 0

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        switch unwrapInboundIn(data) {
        case .head: bytes = 0
        case .body(let buffer): bytes += buffer.readableBytes
        case .end:
            let head = HTTPResponseHead(
                version: .http1_1, status: .ok,
                headers: [
                    "content-type": "application/json", "content-length": String(PlainHandler.answer.readableBytes),
                ])
            context.write(wrapOutboundOut(.head(head)), promise: nil)
            context.write(wrapOutboundOut(.body(.byteBuffer(PlainHandler.answer))), promise: nil)
            context.writeAndFlush(wrapOutboundOut(.end(nil)), promise: nil)
        }
    }
}

/// A plan's only system, served on threads of its own.
private final class ServedSystem: Sendable {
    private struct NoOrders: OrderSource {
        mutating func next() -> Order? { nil }
    }

    private let found = Mutex<(port: Int, failure: String?)>((0, nil))
    private let isStopping = Atomic(false)
    private let started = DispatchSemaphore(value: 0)
    private let ended = DispatchSemaphore(value: 0)

    var port: Int { found.withLock { $0.port } }

    static func start(_ plan: Plan) throws -> ServedSystem {
        let system = ServedSystem()
        Thread.detachNewThread {
            Processors.pin(Processors.server)
            system.run(plan)
        }
        system.started.wait()
        if let failure = system.found.withLock({ $0.failure }) { throw BenchmarkError(failure) }
        return system
    }

    private func run(_ plan: Plan) {
        defer { ended.signal() }
        do {
            let session = try WireSession(plan, WireSession.Options(isService: true, run: "b"))
            defer { session.close() }
            let port = session.listeners.first?.url.split(separator: ":").last.flatMap { Int($0) } ?? 0
            found.withLock { $0.port = port }
            started.signal()
            var nobody = NoOrders()
            _ = session.run(orders: &nobody, tracing: .none) { _, _ in
                self.isStopping.load(ordering: .relaxed) ? .stop(.finished) : .carryOn
            }
        } catch {
            found.withLock { $0.failure = "\(error)" }
            started.signal()
        }
    }

    func stop() {
        isStopping.store(true, ordering: .relaxed)
        ended.wait()
    }
}
