/// The secrets of one credential while it changes: of several that may be good, the one that is in use.
public struct CredentialRing: Sendable, CustomStringConvertible, CustomReflectable {
    /// All of them, the current one first.
    public private(set) var secrets: [Secret]
    private var place = 0

    /// A ring.
    /// - Parameters:
    ///   - first: the current one, which is in use at first.
    ///   - others: those that are good beside it.
    public init(_ first: Secret, others: [Secret] = []) { secrets = [first] + others }

    /// A ring of secrets, the current one first; nil: there are none.
    public init?(_ secrets: [Secret]) {
        guard !secrets.isEmpty else { return nil }
        self.secrets = secrets
    }

    /// Says how many there are, nothing of them.
    public var description: String { "credential \(place + 1) of \(secrets.count)" }
    /// Nothing inside.
    public var customMirror: Mirror { Mirror(self, children: []) }

    /// What is to be used now.
    public var inUse: Secret { secrets[place] }

    /// The secrets were read anew. What is in use stays so if it is among them; if not, the first takes over.
    public mutating func replace(_ secrets: [Secret]) {
        guard !secrets.isEmpty else { return }
        let place = secrets.firstIndex(of: inUse) ?? 0
        self.secrets = secrets
        self.place = place
    }

    /// Goes on to one that was not refused: what is in use, else the first in order. Where all were, the first of them that is
    /// still there is in use again: it was good before.
    /// - Returns: whether there is one.
    public mutating func moveOn(from refused: [Secret]) -> Bool {
        guard refused.contains(inUse) else { return true }
        if let next = secrets.firstIndex(where: { !refused.contains($0) }) {
            place = next
            return true
        }
        place = refused.compactMap { secrets.firstIndex(of: $0) }.first ?? 0
        return false
    }
}
