public import Kernel

extension SecretReference {
    /// The largest secret in bytes: a key in a file is a few thousand.
    public static let largest = 65_536

    /// Reads a reference as a scenario writes it.
    /// - Throws: where the text is something else, above all a secret itself; the message does not repeat it.
    public init(parsing text: String) throws(SecretFailure) {
        if let reference = SecretReference(text) {
            self = reference
            return
        }
        guard text.hasPrefix("${"), text.hasSuffix("}") else {
            throw SecretFailure(
                description:
                    "expected ${env:NAME} or ${file:PATH}, found \(text.isEmpty ? "nothing" : "a literal value"). "
                    + "Secrets do not stand in scenarios: put it into an environment variable or a file, and name that")
        }
        throw SecretFailure(
            description: "${...}: expected ${env:NAME}, the name of letters, digits and _ with no digit first, "
                + "or ${file:PATH}, as in ${env:CARRIER_KEY} or ${file:/run/secrets/carrier-key}")
    }

    /// Looks the secret up. A line break that ends it is not part of it.
    public func resolved(by source: SecretSource) throws(SecretFailure) -> Secret {
        switch self {
        case .environment(let name):
            guard let value = source.environment(name) else {
                throw SecretFailure(
                    description: "\(self): the environment variable \(name) is not set; set it before the run")
            }
            return try secret(value)
        case .file(let path):
            let bytes: [UInt8]
            do { bytes = try source.file(path) } catch {
                throw SecretFailure(
                    description: "\(self): \(path) cannot be read: \(error); check the path and who may read it")
            }
            guard bytes.count <= SecretReference.largest else {
                throw SecretFailure(
                    description: "\(self): \(path) has \(bytes.count) bytes, expected at most "
                        + "\(SecretReference.largest); is it the right file?")
            }
            guard let text = String(validating: bytes, as: UTF8.self) else {
                throw SecretFailure(description: "\(self): \(path) is not UTF-8 text; is it the right file?")
            }
            return try secret(text)
        }
    }

    private func secret(_ text: String) throws(SecretFailure) -> Secret {
        // By bytes: "\r\n" is one character, and just one line break goes.
        var units = Array(text.utf8)
        if units.last == 0x0a {
            units.removeLast()
            if units.last == 0x0d { units.removeLast() }
        }
        guard !units.isEmpty else { throw SecretFailure(description: "\(self): it is empty; put the secret there") }
        guard !units.contains(0) else {
            throw SecretFailure(description: "\(self): it holds a zero byte; expected text")
        }
        return Secret(String(decoding: units, as: UTF8.self))
    }
}
