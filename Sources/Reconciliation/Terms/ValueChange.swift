/// What a field became: a value of the old side and the one of the new side.
public struct ValueChange: Sendable, Codable, Hashable {
    /// The old value.
    public var old: Int64
    /// The new value.
    public var new: Int64
}
