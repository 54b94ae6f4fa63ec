internal import ArgumentParser
internal import Kernel

/// Which part of the work: `0/8` to `7/8`.
struct ShardArgument {
    let shard: Shard

    /// - Throws: `ValidationError` for anything else.
    static func parse(_ text: String) throws -> ShardArgument {
        let parts = text.split(separator: "/", omittingEmptySubsequences: false).map { Int($0) }
        if parts.count == 2, let index = parts[0], let count = parts[1], index == count, (1...10_000).contains(count) {
            throw ValidationError(
                "parts are counted from 0: expected 0/\(count) for the first of \(count) to \(count - 1)/\(count) for the last, "
                    + "found \"\(text)\"")
        }
        guard parts.count == 2, let index = parts[0], let count = parts[1], (1...10_000).contains(count),
            (0..<count).contains(index)
        else {
            throw ValidationError(
                "expected a part and their number such as 0/8, the first of eight, to 7/8, the last; found \"\(text)\"")
        }
        return ShardArgument(shard: Shard(index, of: count))
    }

    static let help = ArgumentHelp(
        "Which part of the work this is: 0/8 is the first of eight, 7/8 the last.", valueName: "i/n")
}
