internal import Synchronization

/// How far something is that several threads do.
final class SharedProgress: Sendable {
    private let words: String
    private let total: Int
    private let unit: (name: String, size: Int)
    private let state: Mutex<(done: Int, shown: ContinuousClock.Instant, line: StatusLine)>

    /// - Parameters:
    ///   - words: what is done.
    ///   - total: how much of it in all.
    ///   - unit: what it is counted in for people, and how much of it one is.
    init(_ words: String, of total: Int, in unit: (name: String, size: Int), isQuiet: Bool) {
        self.words = words
        self.total = total
        self.unit = unit
        state = Mutex((0, .now, StatusLine(isQuiet: isQuiet)))
    }

    /// So much more is done.
    func add(_ count: Int) {
        state.withLock { state in
            state.done += count
            let now = ContinuousClock.now
            guard now - state.shown >= .milliseconds(200) else { return }
            state.shown = now
            let percent = total > 0 ? min(state.done * 100 / total, 100) : 100
            state.line.show(["\(words) \(percent) %", "\(state.done / unit.size) of \(total / unit.size) \(unit.name)"])
        }
    }

    /// Takes the line away.
    func end() { state.withLock { $0.line.clear() } }
}
