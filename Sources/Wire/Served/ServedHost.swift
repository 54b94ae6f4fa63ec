internal import Glibc
internal import Kernel
internal import NIOCore
internal import NIOHTTP1
internal import NIOPosix

/// The ports that served systems listen on, on loopback unless told otherwise.
final class ServedHost {
    /// A port cannot be listened on.
    struct ListenError: Error, CustomStringConvertible {
        let description: String
    }

    private let group: MultiThreadedEventLoopGroup
    private let mailbox: Mailbox<ServedArrival>
    private var listeners: [any Channel] = []
    /// What the connections of a loop share.
    private let loops: [ObjectIdentifier: NIOLoopBoundBox<ServedLoop>]

    /// - Parameter threads: event loops.
    init(mailbox: Mailbox<ServedArrival>, threads: Int = 1) {
        self.mailbox = mailbox
        group = MultiThreadedEventLoopGroup(numberOfThreads: threads)
        loops = Dictionary(
            group.makeIterator().map { loop in
                (
                    ObjectIdentifier(loop),
                    NIOLoopBoundBox.makeBoxSendingValue(ServedLoop(loop, mailbox: mailbox), eventLoop: loop)
                )
            }, uniquingKeysWith: { first, _ in first })
    }

    /// Listens for a system.
    /// - Parameters:
    ///   - system: which, or one of `ServedArrival`'s others.
    ///   - host: an address of this machine.
    ///   - port: the port; 0: any that is free.
    /// - Returns: the port.
    func listen(_ system: SystemID, host: String = "127.0.0.1", port: Int, bodyLimit: Int = 16 << 20) throws -> Int {
        let (mailbox, loops) = (mailbox, loops)
        let bootstrap = ServerBootstrap(group: group)
            .serverChannelOption(.backlog, value: 1024)
            .serverChannelOption(.socketOption(.so_reuseaddr), value: 1)
            .childChannelOption(.tcpOption(.tcp_nodelay), value: 1)
            .childChannelOption(.maxMessagesPerRead, value: 16)
            .childChannelInitializer { channel in
                channel.eventLoop.makeCompletedFuture {
                    let decoder = ByteToMessageHandler(HTTPRequestDecoder(leftOverBytesStrategy: .dropBytes))
                    let loop = loops[ObjectIdentifier(channel.eventLoop)]?.value
                    try channel.pipeline.syncOperations.addHandlers(
                        decoder,
                        ServedConnection(
                            system: system, channel: channel, bodyLimit: bodyLimit,
                            loop: loop ?? ServedLoop(channel.eventLoop, mailbox: mailbox)))
                }
            }
        do {
            let listener = try bootstrap.bind(host: host, port: port).wait()
            listeners.append(listener)
            return listener.localAddress?.port ?? port
        } catch {
            throw ListenError(description: "cannot listen on \(host):\(port): \(ServedHost.words(error))")
        }
    }

    /// Why a port cannot be listened on, and what to do.
    private static func words(_ error: any Error) -> String {
        guard let code = (error as? IOError)?.errnoCode else {
            // What else fails is the look-up of the name.
            return
                "no such host is known; expected an address of this machine, such as 127.0.0.1, or 0.0.0.0 for all of them"
        }
        return switch code {
        case EADDRINUSE: "another program listens there; choose another port, or end what uses this one"
        case EADDRNOTAVAIL:
            "this machine has no such address; expected one of its own, such as 127.0.0.1, or 0.0.0.0 for all of them"
        case EACCES: "ports so low need rights that this program does not have; choose one from 1024 on"
        default: "\(String(cString: strerror(code))); choose another address or port"
        }
    }

    /// Closes all ports and connections.
    func close() {
        for listener in listeners { try? listener.close().wait() }
        listeners = []
        try? group.syncShutdownGracefully()
    }
}
