internal import Foundation

/// Standard output and error: whether they are terminals, how wide, whether colour is welcome.
enum Streams {
    /// Writes a text to standard output; a reader that has gone away is no error of ours, a full disk is.
    static func say(_ text: String, terminator: String = "\n") {
        guard let code = write(text + terminator, to: 1), code != EPIPE else { return }
        complain("error: cannot write to standard output: \(String(cString: strerror(code)))")
        exit(ExitStatus.failure.rawValue)
    }

    /// Writes a message to standard error.
    static func complain(_ text: String, terminator: String = "\n") { _ = write(text + terminator, to: 2) }

    /// - Returns: what went wrong (`errno`), or nil.
    private static func write(_ text: String, to stream: Int32) -> Int32? {
        let bytes = Array(text.utf8)
        var written = 0
        while written < bytes.count {
            let count = bytes.withUnsafeBytes {
                Foundation.write(stream, $0.baseAddress.map { $0 + written }, $0.count - written)
            }
            if count < 0 && errno == EINTR { continue }
            guard count > 0 else { return count < 0 ? errno : EIO }
            written += count
        }
        return nil
    }

    /// Whether a stream is a terminal that understands escape sequences.
    static func isTerminal(_ stream: Int32) -> Bool { isatty(stream) == 1 && environment("TERM") != "dumb" }

    /// Whether colour may be written to standard output: a terminal, and nobody objects (https://no-color.org).
    static var isColourWelcome: Bool { isTerminal(1) && (environment("NO_COLOR") ?? "").isEmpty }

    /// Columns of a stream's terminal; when it is none, those that `COLUMNS` asks for, or 100.
    static func width(_ stream: Int32) -> Int {
        var size = winsize()
        if ioctl(stream, UInt(TIOCGWINSZ), &size) == 0, size.ws_col >= 20 { return Int(size.ws_col) }
        if let asked = environment("COLUMNS").flatMap({ Int($0) }), asked >= 20 { return asked }
        return 100
    }

    /// A variable of the environment.
    static func environment(_ name: String) -> String? { ProcessInfo.processInfo.environment[name] }
}
