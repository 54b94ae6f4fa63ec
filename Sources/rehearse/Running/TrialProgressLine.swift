internal import Analysis
internal import Kernel
internal import Reporting

/// The line that tells how far a capacity study is: trials made, trials known to be wanted, what is tried. On a terminal only.
struct TrialProgressLine {
    private let isShown: Bool
    private let known: Int
    private let started = ContinuousClock.now
    private var isThere = false

    /// - Parameters:
    ///   - isQuiet: whether nothing is wanted.
    ///   - known: trials that are there already.
    init(isQuiet: Bool, known: Int) {
        isShown = !isQuiet && Streams.isTerminal(2)
        self.known = known
    }

    /// Shows how far it is, after a trial.
    mutating func update(made: Int, wanted: Int, events: UInt64, last: Trial) {
        guard isShown else { return }
        let (seconds, attoseconds) = (ContinuousClock.now - started).components
        let elapsed = max(0.001, Double(seconds) + Double(attoseconds) * 1e-18)
        var parts = ["\(known + made) trials made"]
        // A lower bound: what is found decides what is asked next.
        if wanted > 0 {
            let left = elapsed / Double(max(1, made)) * Double(wanted)
            parts.append("\(wanted) more wanted so far, at least \(Int(left.rounded(.up))) s left")
        }
        let load =
            switch last.load {
            case .day(let times): "the day \(Figures.trimmed(times, 2)) times"
            case .steady(let rate, _): "\(Figures.count(Int64(rate.rounded()))) orders/h"
            }
        parts.append(load + (last.changes.isEmpty ? "" : ", changed"))
        parts.append("\(Figures.trimmed(Double(events) / elapsed / 1e6, 1)) M events/s")
        while parts.count > 1, parts.joined(separator: "   ").count >= Streams.width(2) { parts.removeLast() }
        Streams.complain("\r\u{1B}[K" + parts.joined(separator: "   "), terminator: "")
        isThere = true
    }

    /// Takes the line away.
    mutating func clear() {
        guard isThere else { return }
        Streams.complain("\r\u{1B}[K", terminator: "")
        isThere = false
    }
}
