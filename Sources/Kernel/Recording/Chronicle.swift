/// Every business event of a run, one after the other: what two landscapes are compared by.
///
/// An event that happens twice to an order is there twice. Forty bytes an event; a run without one keeps none.
public final class Chronicle {
    /// The events, in the order in which they happened.
    public private(set) var records: [BusinessRecord] = []

    /// Nothing yet.
    public init() {}

    func add(_ record: BusinessRecord) { records.append(record) }
}

// One run fills it; then it is only read.
extension Chronicle: @unchecked Sendable {}
