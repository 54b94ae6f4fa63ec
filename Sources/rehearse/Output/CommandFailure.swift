internal import Analysis

/// How the program ends.
enum ExitStatus: Int32 {
    /// Every budget holds.
    case pass = 0
    /// A fault of the program, or the machine refused a file.
    case failure = 1
    /// Usage, or a scenario with problems.
    case usage = 2
    /// A budget is breached.
    case budgetFailed = 3
    /// A run is worse than the one that it was compared with.
    case regression = 4
    /// The run is invalid, or a budget has no data.
    case noVerdict = 5
    /// Interrupted from the keyboard.
    case interrupted = 130
    /// Asked to end.
    case terminated = 143

    /// How a run with these findings ends.
    init(_ status: Verdict.Status) {
        switch status {
        case .pass: self = .pass
        case .fail: self = .budgetFailed
        case .noData, .invalid: self = .noVerdict
        }
    }
}

/// An end of the program that is not a success: what is said on standard error, and the exit code.
struct CommandFailure: Error {
    /// What went wrong and what to do; empty when all has been said.
    var message: String
    /// How the program ends.
    var code: ExitStatus

    /// A failure.
    init(_ message: String, code: ExitStatus = .failure) {
        self.message = message
        self.code = code
    }

    /// An end with nothing more to say.
    init(code: ExitStatus) {
        message = ""
        self.code = code
    }
}
