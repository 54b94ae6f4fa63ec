internal import CCurl
internal import Kernel

/// The secrets of a run: each looked up once, before anything is sent, and kept out of all that is told.
struct SecretBook {
    private let source: SecretSource
    private var known: [SecretReference: Secret] = [:]
    /// Takes all of them out of text.
    private(set) var redactor = Redactor()

    init(_ source: SecretSource) { self.source = source }

    /// A secret.
    mutating func secret(_ reference: SecretReference) throws(SecretFailure) -> Secret {
        if let secret = known[reference] { return secret }
        // A process that holds a secret leaves no core, in which anybody could read it.
        if known.isEmpty { _ = rehearse_no_core_dumps() }
        let secret = try reference.resolved(by: source)
        known[reference] = secret
        redactor.add(secret)
        return secret
    }
}
