import Foundation
import NIOCore
import NIOHTTP1
import NIOPosix

/// The server of the benchmarks: nginx where it is installed, otherwise SwiftNIO in a child process.
final class LoopbackServer {
    let port: UInt16
    let name: String
    private let nginx: NginxServer?
    private var child: pid_t = 0

    /// The argument that makes this program the server, on a port.
    static let childArgument = "--serve-loopback"

    init() throws {
        if let nginx = try NginxServer() {
            self.nginx = nginx
            port = nginx.port
            name = "nginx"
            return
        }
        nginx = nil
        port = try FreePort.find()
        name = "SwiftNIO"
        let own = URL(fileURLWithPath: CommandLine.arguments[0]).resolvingSymlinksInPath().path(percentEncoded: false)
        let arguments = [own, LoopbackServer.childArgument, String(port)]
        var words: [UnsafeMutablePointer<CChar>?] = arguments.map { strdup($0) }
        words.append(nil)
        defer { for word in words { free(word) } }
        guard posix_spawn(&child, own, nil, nil, words, environ) == 0, FreePort.answers(port, seconds: 5) else {
            throw BenchmarkError("the server of the benchmark does not listen on port \(port)")
        }
    }

    deinit {
        guard child > 0 else { return }
        kill(child, SIGTERM)
        var status: Int32 = 0
        waitpid(child, &status, 0)
    }

    /// What the child does: serves until it is ended.
    static func runChild(port: UInt16) throws {
        let group = MultiThreadedEventLoopGroup(numberOfThreads: 1)
        let server = ServerBootstrap(group: group)
            .serverChannelOption(ChannelOptions.backlog, value: 16_384)
            .childChannelInitializer { channel in
                channel.eventLoop.makeCompletedFuture {
                    try channel.pipeline.syncOperations.configureHTTPServerPipeline()
                    try channel.pipeline.syncOperations.addHandler(FixedAnswer())
                }
            }
        try server.bind(host: "127.0.0.1", port: Int(port)).wait().closeFuture.wait()
    }
}

/// Answers every request with the same 40 bytes.
private final class FixedAnswer: ChannelInboundHandler {
    typealias InboundIn = HTTPServerRequestPart
    typealias OutboundOut = HTTPServerResponsePart

    private let body = ByteBuffer(string: NginxServer.answer)
    private let head = HTTPResponseHead(
        version: .http1_1, status: .ok,
        headers: ["Content-Type": "application/json", "Content-Length": String(NginxServer.answer.utf8.count)])

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        guard case .end = unwrapInboundIn(data) else { return }
        context.write(wrapOutboundOut(.head(head)), promise: nil)
        context.write(wrapOutboundOut(.body(.byteBuffer(body))), promise: nil)
        context.writeAndFlush(wrapOutboundOut(.end(nil)), promise: nil)
    }
}
