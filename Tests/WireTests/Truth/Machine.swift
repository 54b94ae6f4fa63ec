import Foundation

/// The machine that tests run on.
enum Machine {
    /// Whether a test has it for itself, so that what is judged in milliseconds can be.
    static let isAlone = ProcessInfo.processInfo.environment["REHEARSE_ALONE"] != nil
}
