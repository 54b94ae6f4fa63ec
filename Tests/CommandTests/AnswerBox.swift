import Foundation
import Synchronization

/// An answer on its way from one thread to another.
final class AnswerBox: Sendable {
    private let value = Mutex<(status: Int, body: Data)>((0, Data()))

    /// What is in it.
    var content: (status: Int, body: Data) { value.withLock { $0 } }

    func put(_ status: Int, _ body: Data) { value.withLock { $0 = (status, body) } }
}
