import HTTPTypes
import Kernel
import Synchronization

@testable import Wire

/// A partner on loopback that ends sessions after so many requests: a served protocol behind a server of the tests.
final class SessionPartner: Sendable {
    private struct State {
        var book = ServedBook()
        /// Sessions opened so far.
        var sessions = 0
        /// Requests within the latest.
        var uses = 0
        /// Requests that were refused as their session was over.
        var refused = 0
    }

    private let state: Mutex<State> = Mutex(State())
    /// Requests that a session is good for.
    private let uses: Int
    private let pause: Int
    private let speech: any WireProtocol
    private let server = Mutex<FaultServer?>(nil)

    /// A partner that speaks a protocol.
    /// - Parameters:
    ///   - pause: how long a log-in takes, in milliseconds.
    ///   - logIn: what answers a log-in instead, by the number of the log-in from 1; nil: the protocol does.
    init(
        _ speech: any WireProtocol, uses: Int, pause: Int = 0,
        logIn: @escaping @Sendable (Int) -> [FaultServer.Action]? = { _ in nil }
    ) throws {
        self.pause = pause
        self.speech = speech
        self.uses = uses
        let made = try FaultServer { [unowned self] in self.answer($0, logIn) }
        server.withLock { $0 = made }
    }

    var url: String { server.withLock { $0?.url ?? "" } }
    var requests: [FaultServer.Request] { server.withLock { $0?.requests ?? [] } }
    var sessions: Int { state.withLock { $0.sessions } }
    var refused: Int { state.withLock { $0.refused } }
    /// What the partner knows of the orders.
    var book: ServedBook { state.withLock { $0.book } }

    func stop() { server.withLock { $0?.stop() } }

    private func answer(
        _ asked: FaultServer.Request, _ logIn: (Int) -> [FaultServer.Action]?
    ) -> [FaultServer.Action] {
        var fields = HTTPFields()
        for name in [HTTPField.Name.authorization, .cookie] { fields[name] = asked.field(name.rawName) }
        let method = HTTPRequest.Method(String(asked.line.prefix { $0 != " " })) ?? .get
        let request = WireRequest(method, asked.target, fields: fields, body: asked.body)
        return state.withLock { state in
            if asked.target == "/api/token" || asked.target == OdooWebCodec.logInPath {
                if let answer = logIn(state.sessions + 1) {
                    state.sessions += 1
                    return answer
                }
                state.sessions += 1
                state.uses = 0
                if asked.target == "/api/token" {
                    let token = #"{"refresh": "r", "access": "canary-session-\#(state.sessions)"}"#
                    return [.pause(pause), .answer(token, status: "201 Created")]
                }
            } else {
                state.uses += 1
                let isKarrio = speech is KarrioProtocol
                let isOver = state.uses > uses
                if isOver { state.book.endSessions() }
                if isKarrio, isOver || fields[.authorization] != "Bearer canary-session-\(state.sessions)" {
                    state.refused += 1
                    let said = fields[.authorization] ?? ""
                    return [
                        .answer(
                            #"{"errors": [{"code": "token_not_valid", "message": "\#(said) is over"}]}"#,
                            status: "401 Unauthorized")
                    ]
                }
            }
            let response: WireResponse
            switch speech.recognise(request, in: &state.book) {
            case .immediate(let answer): response = answer
            case .operation(let call): response = speech.answer(call, ServedVerdict(.ok), in: &state.book)
            }
            let text = String(decoding: response.body, as: UTF8.self)
            if text.contains("SessionExpiredException") { state.refused += 1 }
            let cookie = response.fields[.setCookie].map { "Set-Cookie: \($0)\r\n" } ?? ""
            return [
                .answer(text, status: "\(response.status) Said", fields: "Content-Type: application/json\r\n\(cookie)")
            ]
        }
    }
}
