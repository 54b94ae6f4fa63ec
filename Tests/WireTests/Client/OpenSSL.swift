import Glibc

/// The functions of OpenSSL that a server for tests needs, out of the library that libcurl has brought along.
enum OpenSSL {
    /// The version numbers of TLS in OpenSSL's ssl3.h.
    enum Version: Int { case tls12 = 0x0303, tls13 = 0x0304 }

    /// Whether libcurl came with an OpenSSL.
    static var isThere: Bool { function("SSL_CTX_new") != nil && function("TLS_server_method") != nil }

    typealias Handle = UnsafeMutableRawPointer

    private static func function(_ name: String) -> Handle? {
        for library in ["libssl.so.3", "libssl.so.1.1"] {
            // The handle is kept: the library stays as long as the process.
            if let found = dlopen(library, RTLD_LAZY | RTLD_NOLOAD).flatMap({ dlsym($0, name) }) { return found }
        }
        return nil
    }

    private static func function<Function>(_ name: String, as type: Function.Type) -> Function {
        guard let found = function(name) else { preconditionFailure("OpenSSL has no \(name)") }
        return unsafeBitCast(found, to: type)
    }

    private typealias Maker = @convention(c) () -> Handle?
    private typealias Make = @convention(c) (Handle?) -> Handle?
    private typealias Act = @convention(c) (Handle?) -> Int32
    private typealias Number = @convention(c) (Handle?, Int32) -> Int32
    private typealias File = @convention(c) (Handle?, UnsafePointer<CChar>?) -> Int32
    private typealias TypedFile = @convention(c) (Handle?, UnsafePointer<CChar>?, Int32) -> Int32
    private typealias Files = @convention(c) (Handle?, UnsafePointer<CChar>?, UnsafePointer<CChar>?) -> Int32
    private typealias Control = @convention(c) (Handle?, Int32, Int, Handle?) -> Int
    private typealias Verify = @convention(c) (Handle?, Int32, Handle?) -> Void
    private typealias Bytes = @convention(c) (Handle?, UnsafeMutableRawPointer?, Int32) -> Int32
    private typealias Free = @convention(c) (Handle?) -> Void

    /// A context of a server; nil: a file is not as it should be.
    /// - Parameters:
    ///   - authorities: whose certificates callers must have; nil: they need none.
    ///   - newest: the newest version that is spoken.
    static func context(certificate: String, key: String, authorities: String?, newest: Version) -> Handle? {
        let method = function("TLS_server_method", as: Maker.self)()
        guard let context = function("SSL_CTX_new", as: Make.self)(method) else { return nil }
        let filetypePEM: Int32 = 1
        guard function("SSL_CTX_use_certificate_chain_file", as: File.self)(context, certificate) == 1,
            function("SSL_CTX_use_PrivateKey_file", as: TypedFile.self)(context, key, filetypePEM) == 1
        else { return nil }
        let setMaxProtoVersion: Int32 = 124
        _ = function("SSL_CTX_ctrl", as: Control.self)(context, setMaxProtoVersion, newest.rawValue, nil)
        if let authorities {
            guard function("SSL_CTX_load_verify_locations", as: Files.self)(context, authorities, nil) == 1 else {
                return nil
            }
            // SSL_VERIFY_PEER and SSL_VERIFY_FAIL_IF_NO_PEER_CERT.
            function("SSL_CTX_set_verify", as: Verify.self)(context, 3, nil)
        }
        return context
    }

    static func free(context: Handle) { function("SSL_CTX_free", as: Free.self)(context) }

    /// The server's side of TLS over a socket; nil: no agreement.
    static func accept(_ context: Handle, _ socket: Int32) -> Handle? {
        guard let session = function("SSL_new", as: Make.self)(context) else { return nil }
        _ = function("SSL_set_fd", as: Number.self)(session, socket)
        guard function("SSL_accept", as: Act.self)(session) == 1 else {
            free(session)
            return nil
        }
        return session
    }

    /// Bytes that came; none: the end, or a failure.
    static func read(_ session: Handle, _ buffer: inout [UInt8]) -> ArraySlice<UInt8> {
        let size = Int32(buffer.count)
        let count = buffer.withUnsafeMutableBytes {
            function("SSL_read", as: Bytes.self)(session, $0.baseAddress, size)
        }
        return buffer[..<max(0, Int(count))]
    }

    /// Whether bytes that have come wait in OpenSSL.
    static func hasPending(_ session: Handle) -> Bool { function("SSL_pending", as: Act.self)(session) > 0 }

    /// Writes all of it; false: the peer has gone.
    static func write(_ session: Handle, _ bytes: ArraySlice<UInt8>) -> Bool {
        var bytes = Array(bytes)
        let size = Int32(bytes.count)
        return bytes.withUnsafeMutableBytes {
            function("SSL_write", as: Bytes.self)(session, $0.baseAddress, size)
        } == size
    }

    /// Says that nothing more comes.
    static func end(_ session: Handle) {
        _ = function("SSL_shutdown", as: Act.self)(session)
        free(session)
    }

    private static func free(_ session: Handle) { function("SSL_free", as: Free.self)(session) }
}
