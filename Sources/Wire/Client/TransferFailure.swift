public import Kernel

/// Why a transfer brought no answer.
public struct TransferFailure: Error, Sendable, Hashable, CustomStringConvertible {
    /// What was under way when time ran out.
    public enum Phase: String, Sendable, Hashable {
        /// Waiting in the client for a place.
        case line = "waiting in line for a place"
        /// Looking up the name.
        case name = "looking up the name"
        /// Connecting.
        case connect = "connecting"
        /// Agreeing on TLS.
        case tls = "agreeing on TLS"
        /// Writing the request.
        case sending = "sending the request"
        /// Between the request and the first byte of the answer.
        case waiting = "waiting for the first byte"
        /// Between the first and the last byte of the answer.
        case receiving = "receiving the answer"
    }

    /// What this machine can run out of.
    public enum Resource: String, Sendable, Hashable {
        /// Local ports towards one address: each connection needs one of its own, and for a minute after it was closed.
        case ports = "local ports"
        /// Descriptors: those of the process or of the whole machine.
        case descriptors = "file descriptors"
        /// Memory, the kernel's for sockets or our own.
        case memory = "memory"
    }

    /// The class of the failure.
    public enum Kind: Sendable, Hashable {
        /// Nothing listens at the port.
        case refused
        /// The peer broke the connection off.
        case reset
        /// The peer closed the connection in order, before any byte of an answer.
        case closed
        /// No way to the host.
        case unreachable
        /// The name is not known.
        case nameNotFound
        /// A certificate was not accepted, ours or theirs.
        case tlsCertificate
        /// TLS could not be agreed on.
        case tlsHandshake
        /// Time ran out.
        case timeout(Phase)
        /// The answer ended before its promised end.
        case truncated
        /// The answer is longer than allowed.
        case tooLarge
        /// The answer is not HTTP.
        case badHTTP
        /// A redirect to another origin, or more of them than allowed.
        case redirectRefused
        /// The proxy did not do its part.
        case proxy
        /// Taken back by the caller.
        case cancelled
        /// The endpoint's limits had no place, and its policy is to refuse.
        case refusedHere
        /// This machine ran out of something, before the peer heard of us.
        case exhausted(Resource)
        /// The request itself cannot be sent.
        case badRequest
        /// What none of these describes; the words tell.
        case other
    }

    /// The class.
    public var kind: Kind
    /// Method and origin ("POST https://host:8443"), and the proxy on the way; never path, query or header fields, as they may
    /// hold secrets.
    public var place: String
    /// What libcurl said, or the client.
    public var words: String
    /// libcurl's code (CURLcode); 0 where the client itself decided.
    public var code: Int32 = 0
    /// The system's error number, if a system call failed.
    public var systemError: Int32 = 0
    /// The status, if the first line of an answer had come.
    public var status: Int?

    /// For people.
    public var description: String {
        let answered = status.map { " (status \($0) had come)" } ?? ""
        return "\(place): \(kind.meaning)\(answered): \(words); \(kind.remedy)"
    }
}

extension TransferFailure.Kind {
    /// The class that a link's policy sees; nil for a cancelled transfer.
    public var outcome: Outcome? {
        switch self {
        case .timeout: .timeout
        case .refusedHere: .shed
        case .cancelled: nil
        case .badHTTP, .tooLarge: .serverError
        case .redirectRefused, .badRequest: .businessError
        case .refused, .reset, .closed, .unreachable, .nameNotFound, .tlsCertificate, .tlsHandshake, .truncated, .proxy,
            .exhausted, .other:
            .connection
        }
    }

    /// What it means, in words.
    public var meaning: String {
        switch self {
        case .refused: "connection refused"
        case .reset: "connection reset by the peer"
        case .closed: "connection closed by the peer before any answer"
        case .unreachable: "host unreachable"
        case .nameNotFound: "unknown host name"
        case .tlsCertificate: "certificate not accepted"
        case .tlsHandshake: "no agreement on TLS"
        case .timeout(let phase): "timed out \(phase.rawValue)"
        case .truncated: "answer cut short"
        case .tooLarge: "answer too large"
        case .badHTTP: "answer is not HTTP"
        case .redirectRefused: "redirect refused"
        case .proxy: "proxy failed"
        case .cancelled: "cancelled"
        case .refusedHere: "not sent: the endpoint's limits had no place"
        case .exhausted(let resource): "this machine ran out of \(resource.rawValue)"
        case .badRequest: "the request cannot be sent"
        case .other: "failed"
        }
    }

    /// What to do about it.
    public var remedy: String {
        switch self {
        case .refused: "start the server, or correct host and port"
        case .reset, .closed, .truncated: "look into the server's log, and at proxies and balancers in between"
        case .unreachable: "check routes and firewalls"
        case .nameNotFound: "correct the host's name, or the resolver's configuration"
        case .tlsCertificate: "check the name in the certificate, its dates, `authorities` and our own certificate"
        case .tlsHandshake:
            "check that the port speaks TLS, the versions both sides allow, and whether the server wants a certificate of ours"
        case .timeout(.line): "raise the connection or in-flight limit, or lower the rate"
        case .timeout: "raise the time limit, or find out why the system is slow"
        case .tooLarge: "raise the limit on answers if such an answer is meant"
        case .badHTTP: "check that an HTTP server of the right version listens at this port"
        case .redirectRefused: "name the redirect's target as the system's URL if it is the one that is meant"
        case .proxy: "check the proxy's address, its user (`proxy user`), and what its rules allow"
        case .cancelled: "nothing need be done"
        case .refusedHere: "raise the limits, or let requests wait"
        case .exhausted(.ports):
            "each connection needs a port, for a minute more once we close it: keep connections alive, lower the rate, or widen net.ipv4.ip_local_port_range"
        case .exhausted(.descriptors): "raise the limit on open files (ulimit -n), or lower `connections` of systems"
        case .exhausted(.memory): "lower the rate or `connections` of systems, or give this machine more memory"
        case .badRequest: "correct method and path"
        case .other: "the words above tell what to do"
        }
    }
}
