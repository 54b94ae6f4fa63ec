/// Where an event was seen.
public enum Side: UInt8, Sendable, Codable, Hashable, CaseIterable {
    /// The landscape that is in use: baseline, control.
    case old
    /// The landscape that may take over: candidate.
    case new
    /// The old landscape once more, so that it can be compared with itself (A/A).
    case again
}
