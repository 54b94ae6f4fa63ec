public import HTTPTypes

extension HTTPField.Name {
    /// `X-Correlation-ID`: names the order across systems.
    public static let correlationID = HTTPField.Name(literally: "X-Correlation-ID")
    /// `traceparent`, W3C Trace Context.
    public static let traceParent = HTTPField.Name(literally: "traceparent")
    /// `Idempotency-Key`, draft-ietf-httpapi-idempotency-key-header.
    public static let idempotencyKey = HTTPField.Name(literally: "Idempotency-Key")
}
