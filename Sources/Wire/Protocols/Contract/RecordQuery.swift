/// A question about records that are there. There is none that changes anything: who reads by these cannot write.
public enum RecordQuery: Sendable, Hashable {
    /// Which of these fields a model has, as texts.
    case fields(of: String, among: [String])
    /// Records that fulfil a condition, by rising id, at most so many.
    case records(of: String, where: JSON, fields: [String], limit: Int)

    /// The model asked about ("sale.order").
    public var model: String {
        switch self {
        case .fields(let model, _), .records(let model, _, _, _): model
        }
    }
}
