/// Credentials in rotation: the new one takes over, the old one stays valid until it is revoked, and is fallen back to
/// when the new one is refused.
public struct CredentialRing<Credential: Sendable>: Sendable, CustomStringConvertible, CustomReflectable {
    /// Names a credential without showing it: the first is 1, each rotation adds one.
    public typealias Generation = Int

    private var current: (generation: Generation, credential: Credential)
    private var previous: (generation: Generation, credential: Credential)?
    private var isFallenBack = false
    private var latest: Generation = 1

    /// A ring of one.
    public init(_ credential: Credential) { current = (1, credential) }

    /// Says which generations there are, nothing of them.
    public var description: String {
        let others = previous.map { " of \(current.generation) and \($0.generation)" } ?? ""
        return "credential \(inUse.generation)\(others)"
    }
    /// Nothing inside.
    public var customMirror: Mirror { Mirror(self, children: []) }

    /// What is to be used now.
    public var inUse: (generation: Generation, credential: Credential) {
        if isFallenBack, let previous { return previous }
        return current
    }

    /// Whether two are valid side by side.
    public var overlaps: Bool { previous != nil }

    /// A new credential takes over; the one before it stays, the one before that goes.
    public mutating func rotate(to credential: Credential) {
        latest += 1
        // If the last rotation failed, what works is what is kept.
        previous = inUse
        current = (latest, credential)
        isFallenBack = false
    }

    /// The old one is no longer valid.
    public mutating func revokeOld() {
        previous = nil
        isFallenBack = false
    }

    /// A partner refused a credential.
    /// - Returns: whether there is another one to try instead.
    public mutating func refused(_ generation: Generation) -> Bool {
        guard generation == inUse.generation else { return true }
        guard previous != nil, !isFallenBack else { return false }
        isFallenBack = true
        return true
    }
}
