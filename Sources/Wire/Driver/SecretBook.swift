internal import CCurl
internal import Kernel

/// The secrets of a run: each looked up before anything is sent, those in files once more where a partner refuses them, and
/// all of them kept out of what is told.
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

    /// All secrets of a credential, the current one first.
    mutating func secrets(_ credential: CredentialReference) throws(SecretFailure) -> [Secret] {
        var secrets: [Secret] = []
        for reference in credential.all { secrets.append(try secret(reference)) }
        return secrets
    }

    /// Reads secrets that stand in files once more: that is how secret managers change them under a program that runs. A file
    /// that cannot be read at the moment, as it is being replaced, keeps the secret that it had.
    /// - Returns: whether any of them is another one.
    mutating func readAnew(_ references: [SecretReference]) -> Bool {
        var isOther = false
        for reference in Set(references) {
            guard reference.isFile, let secret = try? reference.resolved(by: source), secret != known[reference] else {
                continue
            }
            known[reference] = secret
            redactor.add(secret)
            isOther = true
        }
        return isOther
    }
}
