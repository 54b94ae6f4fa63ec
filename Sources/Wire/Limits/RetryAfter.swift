public import HTTPTypes
public import Kernel

/// How long a partner asks to be left alone, from a response's header fields.
///
/// Read are, the finest first: `retry-after-ms` and `x-ms-retry-after-ms` (whole or broken milliseconds, Azure),
/// `Retry-After` (RFC 9110 section 10.2.3: seconds or a date; Shopify writes "2.0") and ShipBob's `x-retry-after`
/// (https://developer.shipbob.com/rate-limit).
public struct RetryAfter: Sendable, Hashable {
    /// How it was written.
    public enum Form: String, Sendable, Hashable {
        /// Milliseconds from now.
        case milliseconds
        /// Seconds from now.
        case seconds
        /// A date.
        case date
    }

    /// From the response to when the partner may be asked again; never negative.
    public var wait: Nanoseconds
    /// How it was written.
    public var form: Form
    /// Whether what was written lay beyond the bound, and `wait` is the bound.
    public var isBounded: Bool

    /// A day: longer waits are not waited out by a run.
    public static let defaultBound: Nanoseconds = .day

    /// Reads it from a response's fields; nil where none says it, or none can be read.
    /// - Parameters:
    ///   - now: when the response came, as seconds since 1970. Where the response has a `Date`, dates are measured from
    ///     that: the partner's clock is then compared with itself.
    ///   - bound: the longest wait believed.
    public init?(_ fields: HTTPFields, now: Double, bound: Nanoseconds = RetryAfter.defaultBound) {
        for name in RetryAfter.millisecondFields {
            if let wait = fields[name].flatMap({ RetryAfter.nanoseconds($0, unit: .millisecond) }) {
                self.init(wait: wait, form: .milliseconds, bound: bound)
                return
            }
        }
        for name in RetryAfter.secondFields {
            guard let text = fields[name] else { continue }
            if let wait = RetryAfter.nanoseconds(text, unit: .second) {
                self.init(wait: wait, form: .seconds, bound: bound)
                return
            }
            let here = RetryAfter.whole(now)
            guard let there = HTTPDate.seconds(text, now: here) else { continue }
            let reference = fields[.date].flatMap { HTTPDate.seconds($0, now: here) }
            let seconds = Double(there) - (reference.map { Double($0) } ?? now)
            self.init(wait: RetryAfter.nanoseconds(max(0, seconds), unit: .second), form: .date, bound: bound)
            return
        }
        return nil
    }

    private init(wait: Nanoseconds, form: Form, bound: Nanoseconds) {
        self.wait = min(wait, bound)
        self.form = form
        isBounded = wait > bound
    }

    private static let millisecondFields = [
        HTTPField.Name(literally: "retry-after-ms"), HTTPField.Name(literally: "x-ms-retry-after-ms"),
    ]
    private static let secondFields = [HTTPField.Name.retryAfter, HTTPField.Name(literally: "x-retry-after")]

    /// A number of digits with at most one point among them; no signs, no exponents.
    static func decimal(_ text: String) -> Double? {
        let units = text.utf8
        guard (1...20).contains(units.count), units.filter({ $0 == UInt8(ascii: ".") }).count <= 1,
            units.allSatisfy({ (48...57).contains($0) || $0 == UInt8(ascii: ".") }), units.first != UInt8(ascii: ".")
        else { return nil }
        return Double(text)
    }

    static func nanoseconds(_ text: String, unit: Nanoseconds) -> Nanoseconds? {
        decimal(text).map { nanoseconds($0, unit: unit) }
    }

    /// Not more than fits; a wait of centuries is cut by the bound anyway.
    static func nanoseconds(_ value: Double, unit: Nanoseconds) -> Nanoseconds {
        let exact = (value * Double(unit)).rounded()
        return exact < 9.2e18 ? Nanoseconds(exact) : .max
    }

    static func whole(_ seconds: Double) -> Int64 { Int64(exactly: seconds.rounded(.down)) ?? 0 }
}
