/// What counts as a partner in a rehearsed landscape: by what its orders are told apart.
public enum PartnerDimension: String, Sendable, Codable, Hashable, CaseIterable {
    /// Where the order came from.
    case channel
    /// Where its parcel goes.
    case destination
    /// Its service level.
    case service
    /// Where it is packed.
    case warehouse
    /// Who carries it; known only once it is chosen.
    case carrier
}
