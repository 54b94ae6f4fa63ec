import Foundation

/// A program run to its end, with what it used.
enum ChildProcess {
    /// What is known of a child that has ended.
    struct Result {
        /// Exit code; 128 + the signal's number if one ended it.
        let status: Int32
        /// What it wrote to standard output, when captured.
        let text: String
        /// From start to end.
        let seconds: Double
        /// The most memory it had resident, in bytes.
        let peakBytes: Int
    }

    /// Runs a program and waits for it.
    ///
    /// `posix_spawn` and `wait4` instead of `Process`, because only `wait4` tells the peak memory of this one child.
    /// - Parameters:
    ///   - arguments: the program's path and its arguments.
    ///   - capture: whether standard output is read; otherwise it goes to /dev/null. Standard error always does.
    static func run(_ arguments: [String], capture: Bool = false) throws -> Result {
        var actions = posix_spawn_file_actions_t()
        posix_spawn_file_actions_init(&actions)
        defer { posix_spawn_file_actions_destroy(&actions) }
        var ends: [Int32] = [-1, -1]
        if capture {
            guard pipe(&ends) == 0 else { throw failure("pipe", errno) }
            posix_spawn_file_actions_adddup2(&actions, ends[1], 1)
            posix_spawn_file_actions_addclose(&actions, ends[0])
            posix_spawn_file_actions_addclose(&actions, ends[1])
        } else {
            posix_spawn_file_actions_addopen(&actions, 1, "/dev/null", O_WRONLY, 0)
        }
        posix_spawn_file_actions_addopen(&actions, 2, "/dev/null", O_WRONLY, 0)
        var words: [UnsafeMutablePointer<CChar>?] = arguments.map { strdup($0) }
        words.append(nil)
        defer { for word in words { free(word) } }
        let start = ContinuousClock.now
        var child: pid_t = 0
        let problem = posix_spawn(&child, arguments[0], &actions, nil, words, environ)
        if capture { close(ends[1]) }
        guard problem == 0 else {
            if capture { close(ends[0]) }
            throw failure(arguments[0], problem)
        }
        let text = capture ? readAll(ends[0]) : ""
        var status: Int32 = 0
        var usage = rusage()
        while wait4(child, &status, 0, &usage) < 0 {
            guard errno == EINTR else { throw failure("wait4", errno) }
        }
        let signal = status & 0x7f
        #if os(Linux)
            let unit = 1024
        #else
            let unit = 1
        #endif
        return Result(
            status: signal == 0 ? (status >> 8) & 0xff : 128 + signal, text: text,
            seconds: Stopwatch.seconds(since: start), peakBytes: Int(usage.ru_maxrss) * unit)
    }

    private static func failure(_ what: String, _ code: Int32) -> BenchmarkError {
        BenchmarkError("\(what): \(String(cString: strerror(code)))")
    }

    private static func readAll(_ descriptor: Int32) -> String {
        var bytes: [UInt8] = []
        var buffer = [UInt8](repeating: 0, count: 4096)
        while true {
            let count = read(descriptor, &buffer, buffer.count)
            if count < 0 && errno == EINTR { continue }
            guard count > 0 else { break }
            bytes += buffer[..<count]
        }
        close(descriptor)
        return String(decoding: bytes, as: UTF8.self)
    }
}
