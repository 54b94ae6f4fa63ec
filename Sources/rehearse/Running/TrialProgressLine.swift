internal import Analysis
internal import Kernel
internal import Reporting

/// The line that tells how far a capacity study is: trials made, trials to come, which part of the question is open, what is tried. On a terminal only.
struct TrialProgressLine {
    private var line: StatusLine
    private let known: Int
    private let started = ContinuousClock.now

    /// - Parameters:
    ///   - isQuiet: whether nothing is wanted.
    ///   - known: trials that are there already.
    init(isQuiet: Bool, known: Int) {
        line = StatusLine(isQuiet: isQuiet)
        self.known = known
    }

    /// Shows how far it is, after a trial.
    /// - Parameter machines: among how many what is to come is divided.
    mutating func update(made: Int, outlook: StudyOutlook, among machines: Int, events: UInt64, last: Trial) {
        guard line.isShown else { return }
        let elapsed = max(0.001, (ContinuousClock.now - started).inSeconds)
        var parts = ["\(known + made) trials made"]
        // By guess: what is found decides what is asked next.
        if outlook.trials > 0 {
            let left = elapsed / Double(max(1, made)) * Double(outlook.trials) / Double(max(1, machines))
            parts.append("some \(outlook.trials) to come, about \(Countdown.text(Int64(left.rounded(.up)))) left")
        }
        if let part = outlook.part { parts.append(TrialProgressLine.words(part)) }
        let load =
            switch last.load {
            case .day(let times): "the day \(Figures.trimmed(times, 2)) times"
            case .steady(let rate, _): "\(Figures.count(Int64(rate.rounded()))) orders/h"
            }
        parts.append(load + (last.changes.isEmpty ? "" : ", changed"))
        parts.append("\(Figures.trimmed(Double(events) / elapsed / 1e6, 1)) M events/s")
        line.show(parts)
    }

    private static func words(_ part: StudyOutlook.Part) -> String {
        switch part {
        case .limits: "the limits"
        case .stumbles: "stumbles"
        case .constraints: "what binds"
        case .levers: "levers"
        }
    }

    /// Takes the line away.
    mutating func clear() { line.clear() }
}
