internal import NIOCore

/// Answers that wait for the end of the driver's turn: an event loop is woken once for all of them.
struct ReplyBatch {
    private struct Kept: Sendable {
        var connection: ServedConnection
        var serial: Int
        var reply: ServedReply
    }

    private var replies: [Kept] = []

    /// Answers kept.
    var count: Int { replies.count }

    /// Keeps an answer.
    mutating func add(_ reply: ServedReply, to connection: ServedConnection, serial: Int) {
        replies.append(Kept(connection: connection, serial: serial, reply: reply))
    }

    /// Hands them to their event loops.
    mutating func send() {
        while let first = replies.first {
            let loop = first.connection.eventLoop
            let there = replies.allSatisfy { $0.connection.eventLoop === loop }
            let batch = there ? replies : replies.filter { $0.connection.eventLoop === loop }
            loop.execute { for entry in batch { entry.connection.write(entry.reply, serial: entry.serial) } }
            if there { replies.removeAll() } else { replies.removeAll { $0.connection.eventLoop === loop } }
        }
    }
}
