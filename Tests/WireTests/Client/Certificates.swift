import Foundation

/// Certificates made by `openssl` for a test.
enum Certificates {
    private static let openssl = Program.find("openssl") ?? ""

    /// Makes an authority `ca`, and leaves signed by it for the given names and days.
    static func make(_ folder: URL, _ leaves: [(name: String, names: String, days: Int)]) throws {
        try authority("ca", folder)
        for leaf in leaves {
            let request = [
                "req", "-newkey", "rsa:2048", "-nodes", "-keyout", "\(leaf.name).key", "-out", "\(leaf.name).csr",
                "-subj",
                "/CN=\(leaf.name)",
            ]
            try Program.run(openssl, request, in: folder)
            try Data("subjectAltName=\(leaf.names)\n".utf8).write(to: folder.appending(path: "\(leaf.name).ext"))
            let signature = [
                "x509", "-req", "-in", "\(leaf.name).csr", "-CA", "ca.pem", "-CAkey", "ca.key", "-set_serial", "7",
                "-days",
                "\(leaf.days)", "-extfile", "\(leaf.name).ext", "-out", "\(leaf.name).pem",
            ]
            try Program.run(openssl, signature, in: folder)
        }
    }

    /// Makes an authority.
    static func authority(_ name: String, _ folder: URL) throws {
        let arguments = [
            "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-keyout", "\(name).key", "-out", "\(name).pem", "-days",
            "2",
            "-subj", "/CN=\(name)",
        ]
        try Program.run(openssl, arguments, in: folder)
    }
}
