internal import CCurl
internal import Glibc

/// What is known of a transfer that libcurl gave up, and the class it makes.
struct FailureReading {
    /// libcurl's code (CURLcode).
    var code: UInt32
    /// What libcurl wrote into the error buffer; may be empty.
    var words: String
    /// The error of the last system call that mattered to it.
    var systemError: Int32
    /// How far it came.
    var progress: Progress
    /// Whether a proxy is in between.
    var hasProxy: Bool

    /// How far a transfer came.
    struct Progress {
        /// The name was known.
        var named = false
        /// The connection stood, and TLS had begun.
        var shaking = false
        /// All was ready for the request.
        var ready = false
        /// Bytes of the request's body that were left to send.
        var unsent = false
        /// A byte of the answer had come.
        var answered = false
    }

    /// What was under way.
    var phase: TransferFailure.Phase {
        if progress.answered { return .receiving }
        if progress.ready { return progress.unsent ? .sending : .waiting }
        if progress.shaking { return .tls }
        return progress.named ? .connect : .name
    }

    /// The class.
    var kind: TransferFailure.Kind {
        switch CURLcode(rawValue: code) {
        case CURLE_OPERATION_TIMEDOUT: return .timeout(phase)
        case CURLE_COULDNT_RESOLVE_HOST: return .nameNotFound
        case CURLE_COULDNT_RESOLVE_PROXY, CURLE_PROXY: return .proxy
        case CURLE_COULDNT_CONNECT: return connectKind
        case CURLE_PEER_FAILED_VERIFICATION, CURLE_SSL_CERTPROBLEM, CURLE_SSL_CACERT_BADFILE, CURLE_SSL_ISSUER_ERROR,
            CURLE_SSL_PINNEDPUBKEYNOTMATCH, CURLE_SSL_INVALIDCERTSTATUS, CURLE_SSL_CLIENTCERT:
            return .tlsCertificate
        case CURLE_SSL_CONNECT_ERROR, CURLE_SSL_CIPHER, CURLE_USE_SSL_FAILED, CURLE_SSL_ENGINE_INITFAILED:
            return handshakeKind
        case CURLE_PARTIAL_FILE: return .truncated
        case CURLE_FILESIZE_EXCEEDED: return .tooLarge
        case CURLE_GOT_NOTHING: return .closed
        case CURLE_UNSUPPORTED_PROTOCOL, CURLE_WEIRD_SERVER_REPLY, CURLE_BAD_CONTENT_ENCODING, CURLE_WRITE_ERROR:
            return .badHTTP
        case CURLE_HTTP2, CURLE_HTTP2_STREAM: return brokenKind ?? .badHTTP
        case CURLE_SEND_ERROR, CURLE_RECV_ERROR: return exchangeKind
        case CURLE_URL_MALFORMAT: return .badRequest
        case CURLE_OUT_OF_MEMORY: return .exhausted(.memory)
        // An answer had begun and the connection held: then libcurl stumbled over what the answer says.
        default: return brokenKind ?? (progress.answered ? .badHTTP : .other)
        }
    }

    private var connectKind: TransferFailure.Kind {
        switch systemError {
        case EADDRNOTAVAIL: return .exhausted(.ports)
        case EMFILE, ENFILE: return .exhausted(.descriptors)
        case ENOBUFS, ENOMEM, EAGAIN: return .exhausted(.memory)
        default: break
        }
        // What fails towards the proxy says nothing of the system behind it.
        if hasProxy { return .proxy }
        switch systemError {
        case ECONNREFUSED: return .refused
        case ECONNRESET, EPIPE, ECONNABORTED: return .reset
        case ETIMEDOUT: return .timeout(.connect)
        case ENETUNREACH, EHOSTUNREACH, EHOSTDOWN, ENETDOWN, EACCES, EPERM, EINVAL, EAFNOSUPPORT: return .unreachable
        default: return words.contains("refused") ? .refused : .other
        }
    }

    private var handshakeKind: TransferFailure.Kind {
        // OpenSSL words a rejected certificate as an alert of the peer: "certificate required", "unknown ca", "bad certificate".
        let text = words.lowercased()
        let named = ["certificate", "unknown ca", "certificate required"].contains { text.contains($0) }
        if named { return .tlsCertificate }
        return .tlsHandshake
    }

    /// Reset or closed, if that is what ended it.
    private var brokenKind: TransferFailure.Kind? {
        if [ECONNRESET, EPIPE, ECONNABORTED].contains(systemError) { return .reset }
        let text = words.lowercased()
        return text.contains("reset by peer") || text.contains("broken pipe") ? .reset : nil
    }

    private var exchangeKind: TransferFailure.Kind {
        // Before TLS with the system begins there is nobody but the proxy to talk to.
        if hasProxy, !progress.ready, !progress.shaking { return .proxy }
        if let brokenKind { return brokenKind }
        if systemError == ETIMEDOUT { return .timeout(phase) }
        let text = words.lowercased()
        // With TLS 1.3 a server refuses our certificate only after the handshake has ended for us.
        if text.contains("alert"), handshakeKind == .tlsCertificate { return .tlsCertificate }
        if text.contains("unexpected eof") || text.contains("connection closed") || text.contains("close notify") {
            return progress.answered ? .truncated : .closed
        }
        return .badHTTP
    }
}
