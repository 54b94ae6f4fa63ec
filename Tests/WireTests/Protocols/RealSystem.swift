import Foundation
import HTTPTypes
import Kernel

@testable import Wire

#if canImport(FoundationNetworking)
    import FoundationNetworking
#endif

/// A real server on this machine, named by the environment; without the variable its tests do not run.
struct RealSystem {
    let url: URL
    private let environment = ProcessInfo.processInfo.environment
    private let prefix: String

    /// Only loopback is ever a target.
    init?(_ prefix: String) {
        guard let text = environment["\(prefix)_URL"], let url = URL(string: text), url.host == "127.0.0.1" else {
            return nil
        }
        self.url = url
        self.prefix = prefix
    }

    func setting(_ name: String) -> String { environment["\(prefix)_\(name)"] ?? "" }

    /// One exchange.
    func answer(_ request: WireRequest) async throws -> WireResponse {
        guard let target = URL(string: request.path, relativeTo: url) else { throw URLError(.badURL) }
        var message = URLRequest(url: target, timeoutInterval: 60)
        message.httpMethod = request.method.rawValue
        for field in request.fields { message.setValue(field.value, forHTTPHeaderField: field.name.rawName) }
        if !request.body.isEmpty { message.httpBody = Data(request.body) }
        let (data, response) = try await URLSession.shared.data(for: message)
        guard let http = response as? HTTPURLResponse else { throw URLError(.badServerResponse) }
        var fields = HTTPFields()
        for (name, value) in http.allHeaderFields {
            guard let name = HTTPField.Name("\(name)") else { continue }
            fields[name] = "\(value)"
        }
        return WireResponse(http.statusCode, fields: fields, body: Array(data))
    }

    /// A conversation from its beginning to its end; prints what was said where `..._TALK` is set.
    func hold(_ conversation: (any Conversation)?) async throws -> ConversationResult {
        guard var conversation else { return ConversationResult(.breakerOpen, detail: "no conversation") }
        var response: WireResponse?
        while true {
            switch conversation.next(response) {
            case .end(let result): return result
            case .send(let request, _):
                let answered = try await answer(request)
                if !setting("TALK").isEmpty {
                    print("> \(request.path) \(String(decoding: request.body.prefix(700), as: UTF8.self))")
                    print("< \(answered.status) \(String(decoding: answered.body.prefix(700), as: UTF8.self))")
                }
                response = answered
            }
        }
    }
}
