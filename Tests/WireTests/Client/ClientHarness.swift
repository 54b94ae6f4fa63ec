import Foundation
import Glibc
import HTTPTypes
import Kernel
import Testing

@testable import Wire

/// A client with one endpoint, driven until its requests are answered; bounded in time.
final class ClientHarness {
    let client: HTTPClient
    let endpoint: EndpointID
    private var nextToken: UInt64 = 1

    init(_ endpoint: Endpoint, options: HTTPClient.Options = HTTPClient.Options()) throws {
        client = try HTTPClient(options)
        self.endpoint = try client.add(endpoint)
    }

    convenience init(_ url: String, change: (inout Endpoint) -> Void = { _ in }) throws {
        var endpoint = try Endpoint(url: url)
        change(&endpoint)
        try self.init(endpoint)
    }

    @discardableResult
    func send(_ request: WireRequest, limits: TransferLimits = .forTests) -> UInt64 {
        let token = nextToken
        nextToken += 1
        client.send(request, to: endpoint, limits: limits, token: token)
        return token
    }

    /// Turns until so many results are there, or the patience is at its end.
    func results(_ count: Int, seconds: Int64 = 20) throws -> [Transfer] {
        var finished: [Transfer] = []
        let end = MonotonicClock.now + seconds * .second
        while finished.count < count {
            try #require(MonotonicClock.now < end, "\(finished.count) of \(count) results after \(seconds) s")
            client.turn(until: end, into: &finished)
        }
        return finished
    }

    /// Sends one request and waits for what comes of it.
    func exchange(_ request: WireRequest, limits: TransferLimits = .forTests) throws -> Transfer {
        let token = send(request, limits: limits)
        let results = try results(1)
        #expect(results.count == 1 && results[0].token == token)
        return results[0]
    }
}

extension TransferLimits {
    /// Short enough that a test that hangs ends soon.
    static let forTests = TransferLimits(total: 10 * .second, connect: 5 * .second, responseBytes: 1 << 20)
}

extension Transfer {
    /// The answer, if there is one.
    var response: WireResponse? { try? result.get() }
    /// The failure, if there is one.
    var failure: TransferFailure? {
        guard case .failure(let failure) = result else { return nil }
        return failure
    }
    /// The body as text.
    var text: String? { response.map { String(decoding: $0.body, as: UTF8.self) } }
}

extension WireRequest {
    static func get(_ path: String, fields: HTTPFields = [:]) -> WireRequest { WireRequest(.get, path, fields: fields) }
}

/// A thousand connections need two thousand descriptors; many machines start with 1,024.
func raiseDescriptorLimit() {
    var limit = rlimit()
    getrlimit(__rlimit_resource_t(RLIMIT_NOFILE.rawValue), &limit)
    limit.rlim_cur = limit.rlim_max
    setrlimit(__rlimit_resource_t(RLIMIT_NOFILE.rawValue), &limit)
}

/// Descriptors that this process has open.
func openDescriptors() -> [String] {
    let names = (try? FileManager.default.contentsOfDirectory(atPath: "/proc/self/fd")) ?? []
    return names.compactMap { name in
        (try? FileManager.default.destinationOfSymbolicLink(atPath: "/proc/self/fd/\(name)")).map { "\(name) \($0)" }
    }.sorted()
}
