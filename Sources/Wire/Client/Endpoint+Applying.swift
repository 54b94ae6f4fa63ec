internal import CCurl
internal import Glibc

extension Endpoint {
    /// What stands in the request line: path and query; towards an HTTP proxy that forwards, the whole URL.
    func requestTarget(_ target: String) -> String {
        isForwarded ? origin + target : target
    }

    /// Whether a proxy reads our requests and passes them on; through all others goes a tunnel.
    var isForwarded: Bool { scheme == .http && proxy.map { $0.kind != .socks5 } ?? false }

    /// Sets all options of a handle that do not differ from request to request.
    func apply(to easy: UnsafeMutableRawPointer, options: HTTPClient.Options) throws(ClientError) {
        var setter = OptionSetter(easy: easy, place: origin)
        // Signals would be for the whole program; a resolver's thread that is given up must not stop the loop until it ends.
        setter.set(CURLOPT_NOSIGNAL, 1)
        setter.set(CURLOPT_QUICK_EXIT, 1)
        setter.set(CURLOPT_URL, origin + "/")
        setter.set(CURLOPT_PROTOCOLS_STR, "http,https")
        setter.set(CURLOPT_FOLLOWLOCATION, 0)
        setter.set(CURLOPT_HTTP09_ALLOWED, 0)
        setter.set(CURLOPT_SUPPRESS_CONNECT_HEADERS, 1)
        setter.set(CURLOPT_NOPROGRESS, 1)
        setter.set(CURLOPT_USERAGENT, options.userAgent)
        setter.set(CURLOPT_BUFFERSIZE, options.bufferBytes)
        setter.set(CURLOPT_DNS_CACHE_TIMEOUT, nameLifetime)
        setter.set(CURLOPT_MAXAGE_CONN, max(1, keepAlive))
        switch version {
        case .http1: setter.set(CURLOPT_HTTP_VERSION, CURL_HTTP_VERSION_1_1)
        case .http2: setter.set(CURLOPT_HTTP_VERSION, scheme == .https ? CURL_HTTP_VERSION_2TLS : CURL_HTTP_VERSION_2_0)
        case .http2PriorKnowledge: setter.set(CURLOPT_HTTP_VERSION, CURL_HTTP_VERSION_2_PRIOR_KNOWLEDGE)
        }
        if version == .http2PriorKnowledge, !Endpoint.sharesWithPriorKnowledge {
            setter.set(CURLOPT_FRESH_CONNECT, 1)
            setter.set(CURLOPT_FORBID_REUSE, 1)
        } else if version != .http1 {
            // A new request joins a connection that is being made, if that may turn out to carry many.
            setter.set(CURLOPT_PIPEWAIT, 1)
        }
        if compression { setter.set(CURLOPT_ACCEPT_ENCODING, "") }
        applyTLS(&setter)
        applyProxy(&setter)
        if let problem = setter.problem { throw problem }
    }

    /// libcurl before 8.0 fails the second request on a connection made with prior knowledge of HTTP/2
    /// (https://github.com/curl/curl/pull/10643); there each request has a connection of its own.
    static let sharesWithPriorKnowledge = rehearse_curl_version() >= 0x08_0000

    /// libcurl before 8.1.1 keeps, in a handle that is used again, a pointer to the last header field of the answer before, and
    /// crashes where the next answer begins with a folded field (https://github.com/curl/curl/pull/11103); there each
    /// request has a handle of its own, which costs a few microseconds.
    static let forgetsFields = rehearse_curl_version() >= 0x08_0101

    private func applyTLS(_ setter: inout OptionSetter) {
        setter.set(CURLOPT_SSL_VERIFYPEER, 1)
        setter.set(CURLOPT_SSL_VERIFYHOST, 2)
        setter.set(CURLOPT_SSLVERSION, versions)
        guard scheme == .https else { return }
        setter.set(CURLOPT_CAINFO, CURLOPT_CAINFO_BLOB, tls.authorities, "authorities")
        setter.set(CURLOPT_SSLCERT, CURLOPT_SSLCERT_BLOB, tls.certificate, "certificate")
        setter.set(CURLOPT_SSLKEY, CURLOPT_SSLKEY_BLOB, tls.key, "key")
        // Without any, OpenSSL would ask at the terminal for the password of a key that has one.
        if tls.key != nil { setter.set(CURLOPT_KEYPASSWD, tls.keyPassword?.revealed ?? "") }
    }

    private var versions: Int { tls.minimum == .tls12 ? CURL_SSLVERSION_TLSv1_2 : CURL_SSLVERSION_TLSv1_3 }

    private func applyProxy(_ setter: inout OptionSetter) {
        // An empty text keeps libcurl from reading http_proxy and its like.
        setter.set(CURLOPT_PROXY, proxy?.url ?? "")
        setter.set(CURLOPT_NOPROXY, "")
        if let proxy, proxy.kind == .https {
            setter.set(CURLOPT_PROXY_SSLVERSION, versions)
            setter.set(CURLOPT_PROXY_CAINFO, CURLOPT_PROXY_CAINFO_BLOB, tls.authorities, "authorities")
        }
        if let user = proxy?.user { setter.set(CURLOPT_PROXYUSERNAME, user) }
        if let password = proxy?.password { setter.set(CURLOPT_PROXYPASSWORD, password.revealed) }
    }
}

/// Sets options and keeps the first that libcurl does not take.
private struct OptionSetter {
    let easy: UnsafeMutableRawPointer
    let place: String
    var problem: ClientError?

    init(easy: UnsafeMutableRawPointer, place: String) {
        self.easy = easy
        self.place = place
    }

    mutating func set(_ option: CURLoption, _ value: Int) { check(option, rehearse_setopt_long(easy, option, value)) }

    mutating func set(_ option: CURLoption, _ text: String) {
        check(option, rehearse_setopt_string(easy, option, text))
    }

    mutating func set(
        _ file: CURLoption, _ blob: CURLoption, _ material: TLSSettings.Material?, _ name: String
    ) {
        switch material {
        case nil: return
        case .file(let path):
            guard access(path, R_OK) == 0 else {
                let reason = String(cString: strerror(errno))
                note("\(name): expected a PEM file at \(path), found none that can be read (\(reason))")
                return
            }
            set(file, path)
        case .pem(let text):
            var bytes = text.revealed
            let code = bytes.withUTF8 { rehearse_setopt_blob(easy, blob, $0.baseAddress, $0.count) }
            check(blob, code)
        }
    }

    private mutating func check(_ option: CURLoption, _ code: CURLcode) {
        guard code != CURLE_OK else { return }
        note("libcurl does not take option \(option.rawValue): \(String(cString: curl_easy_strerror(code)))")
    }

    private mutating func note(_ text: String) {
        if problem == nil { problem = ClientError("\(place): \(text)") }
    }
}
