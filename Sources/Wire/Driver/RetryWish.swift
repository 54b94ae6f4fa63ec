internal import HTTPTypes
internal import Kernel

/// When an answer says to come back.
enum RetryWish {
    /// The instant; nil: it does not say.
    static func instant(_ response: WireResponse, at now: Instant, unix: Double) -> Instant? {
        guard response.status == 429 || response.status == 503 || response.status == 413,
            let text = response.fields[.retryAfter], let seconds = Double(text), seconds >= 0, seconds < 1e7
        else { return nil }
        return now + Nanoseconds(seconds * 1e9)
    }
}
