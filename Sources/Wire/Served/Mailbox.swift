internal import Synchronization

/// What other threads have for the driver's loop, in order; it is woken when something arrives while it sleeps, and only then.
final class Mailbox<Message: Sendable>: Sendable {
    private struct State {
        var messages: [Message] = []
        var isAsleep = true
    }

    private let state = Mutex(State())
    private let waker: Waker

    init(waker: Waker) { self.waker = waker }

    /// Puts messages in. From any thread.
    func put(_ messages: [Message]) {
        let wakes = state.withLock { state in
            state.messages += messages
            defer { state.isAsleep = false }
            return state.isAsleep
        }
        if wakes { waker.wake() }
    }

    /// Takes all messages out.
    /// - Parameter messages: gets them; its old contents go.
    func take(into messages: inout [Message]) {
        messages.removeAll(keepingCapacity: true)
        state.withLock { state in
            state.isAsleep = false
            swap(&state.messages, &messages)
        }
    }

    /// Puts messages back before all others.
    func putBack(_ messages: [Message]) {
        state.withLock { $0.messages.insert(contentsOf: messages, at: 0) }
    }

    /// Says that the loop is about to wait.
    /// - Returns: whether it may: nothing has come meanwhile.
    func fallAsleep() -> Bool {
        state.withLock { state in
            state.isAsleep = state.messages.isEmpty
            return state.isAsleep
        }
    }
}
