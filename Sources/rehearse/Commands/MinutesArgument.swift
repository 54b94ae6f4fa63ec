internal import ArgumentParser
internal import Kernel

/// How long a load is held: minutes, `90`, or a time with its unit, `90s`, `10m`, `2h`.
struct MinutesArgument {
    let time: Nanoseconds

    /// - Throws: `ValidationError` for anything else.
    static func parse(_ text: String) throws -> MinutesArgument {
        if let minutes = Int64(text), minutes.magnitude <= 1_000_000 {
            return MinutesArgument(time: minutes * .minute)
        }
        guard let time = try? TimeArgument.parse(text) else {
            throw ValidationError("expected minutes, such as 90, or a time such as 90s, 10m or 2h, found \"\(text)\"")
        }
        return MinutesArgument(time: Nanoseconds((time.duration.inSeconds * 1e9).rounded()))
    }
}
