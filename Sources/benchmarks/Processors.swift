internal import CCurl
internal import Glibc

/// Which processor a thread runs on; threads it starts inherit that.
enum Processors {
    /// Where servers run.
    static let server: Int32 = 0
    /// Where load comes from: another one, if there is one.
    static let load = Int32(clamping: min(1, sysconf(Int32(_SC_NPROCESSORS_ONLN)) - 1))

    /// Keeps the calling thread on one processor.
    static func pin(_ processor: Int32) {
        var before = [UInt](repeating: 0, count: 16)
        _ = rehearse_pin(processor, &before)
    }

    /// Runs a body with the calling thread on one processor, and gives it back its own ones.
    static func on<Result>(_ processor: Int32, _ body: () throws -> Result) rethrows -> Result {
        var before = [UInt](repeating: 0, count: 16)
        guard rehearse_pin(processor, &before) == 0 else { return try body() }
        defer { rehearse_unpin(before) }
        return try body()
    }
}
