internal import Synchronization

/// How far something is that several threads do.
final class SharedProgress: Sendable {
    private let words: String
    private let total: Int
    private let state: Mutex<(done: Int, shown: ContinuousClock.Instant, line: StatusLine)>

    /// - Parameters:
    ///   - words: what is done.
    ///   - total: bytes in all.
    init(_ words: String, of total: Int, isQuiet: Bool) {
        self.words = words
        self.total = total
        state = Mutex((0, .now, StatusLine(isQuiet: isQuiet)))
    }

    /// So many bytes more are done.
    func add(_ count: Int) {
        state.withLock { state in
            state.done += count
            let now = ContinuousClock.now
            guard now - state.shown >= .milliseconds(200) else { return }
            state.shown = now
            let percent = total > 0 ? min(state.done * 100 / total, 100) : 100
            state.line.show(["\(words) \(percent) %", "\(state.done >> 20) of \(total >> 20) MB"])
        }
    }

    /// Takes the line away.
    func end() { state.withLock { $0.line.clear() } }
}
