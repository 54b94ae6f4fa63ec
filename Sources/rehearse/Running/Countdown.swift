internal import Foundation
internal import Kernel

/// The line that tells how long a run waits for its beginning. On a terminal it counts down, elsewhere it is said once.
struct Countdown {
    private var line: StatusLine
    private let isQuiet: Bool
    private var isTold = false

    /// - Parameter isQuiet: whether nothing is wanted.
    init(isQuiet: Bool) {
        self.isQuiet = isQuiet
        line = StatusLine(isQuiet: isQuiet)
    }

    /// Tells what is left.
    /// - Returns: whether to go on waiting: nobody has interrupted it.
    mutating func goesOn(left: Nanoseconds) -> Bool {
        let seconds = Countdown.text((left + .second - 1) / .second)
        if line.isShown {
            line.show(["begins in \(seconds)", "all sessions are open", "an interrupt calls it off"])
        } else if !isQuiet, !isTold {
            Streams.complain("begins in \(seconds)")
        }
        isTold = true
        return Interrupts.count == 0
    }

    /// Takes the line away.
    mutating func clear() { line.clear() }

    /// `45 s`, `12:05`, `1:00:00`
    static func text(_ seconds: Int64) -> String {
        if seconds < 60 { return "\(seconds) s" }
        let minutes = seconds / 60
        return minutes < 60
            ? String(format: "%d:%02d", Int(minutes), Int(seconds % 60))
            : String(format: "%d:%02d:%02d", Int(minutes / 60), Int(minutes % 60), Int(seconds % 60))
    }
}
