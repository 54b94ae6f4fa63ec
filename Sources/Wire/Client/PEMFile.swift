/// A look at a file in PEM before a run begins, so that one that is missing or of the wrong kind is told once and by name.
enum PEMFile {
    /// What a file is to hold.
    enum Content {
        /// One certificate or more.
        case certificates
        /// A private key; locked: a password for it is known.
        case key(isLocked: Bool)
    }

    /// What is read at most; bundles of all public authorities have a quarter of it.
    private static let most = 1 << 20
    private static let begin = "-----BEGIN "

    /// Whether a file holds what it is to hold. Whether that is valid, libcurl says when it connects.
    /// - Throws: what was expected, what was found, and what to do; nothing of what the file holds.
    static func check(_ path: String, for content: Content) throws(ClientError) {
        let text = try read(path)
        // RFC 7468, and the older names that OpenSSL reads as well.
        let labels = text.split(whereSeparator: \.isNewline).filter { $0.hasPrefix(begin) }.map { line in
            line.dropFirst(begin.count).prefix { $0 != "-" }
        }
        switch content {
        case .certificates:
            guard labels.contains(where: { $0.hasSuffix("CERTIFICATE") }) else {
                throw wrong(path, "a certificate in PEM (-----BEGIN CERTIFICATE-----)", labels, "openssl x509")
            }
        case .key(let isLocked):
            guard let label = labels.first(where: { $0.hasSuffix("PRIVATE KEY") }) else {
                throw wrong(path, "a private key in PEM (-----BEGIN PRIVATE KEY-----)", labels, "openssl pkey")
            }
            guard isLocked || !(label.hasPrefix("ENCRYPTED") || text.contains("Proc-Type: 4,ENCRYPTED")) else {
                throw ClientError(
                    "the key in \(path) is locked with a password, and none is given: expected \"password\" beside it, as ${env:NAME} or ${file:PATH}"
                )
            }
        }
    }

    private static func wrong(_ path: String, _ expected: String, _ labels: [Substring], _ tool: String) -> ClientError
    {
        let found = labels.first.map { "-----BEGIN \($0)-----" } ?? "nothing in PEM"
        return ClientError(
            "\(path): expected \(expected), found \(found); name the right file, or convert it (\(tool))")
    }

    private static func read(_ path: String) throws(ClientError) -> String {
        do {
            return String(decoding: try RegularFile.bytes(of: path, atMost: most), as: UTF8.self)
        } catch {
            throw ClientError(
                "expected a PEM file at \(path), found none that can be read (\(error)); correct the path, or the rights on the file"
            )
        }
    }
}
