internal import ArgumentParser
internal import Kernel

/// Which part of the work: `0/8` to `7/8`.
struct ShardArgument: ExpressibleByArgument {
    let shard: Shard

    init?(argument: String) {
        let parts = argument.split(separator: "/", omittingEmptySubsequences: false).map { Int($0) }
        guard parts.count == 2, let index = parts[0], let count = parts[1], (1...10_000).contains(count),
            (0..<count).contains(index)
        else { return nil }
        shard = Shard(index, of: count)
    }

    static let help = ArgumentHelp(
        "Which part of the work this is: 0/8 is the first of eight, 7/8 the last.", valueName: "i/n")
}
