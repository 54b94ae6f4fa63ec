internal import Kernel

/// A script as a conversation: keeps the answers and runs the script over them.
struct ScriptedConversation<S: Script>: Conversation {
    /// Exchanges after which a conversation is given up: a partner that keeps asking must not keep us for ever.
    static var longest: Int { 2_000 }

    private let script: S
    private var replies: [S.Reply] = []

    init(_ script: S) { self.script = script }

    mutating func next(_ response: WireResponse?) -> Turn {
        if let response { replies.append(script.read(response, number: replies.count + 1)) }
        var line = Line(replies)
        do throws(Interruption) {
            return .end(result(try script.run(&line), line))
        } catch {
            switch error {
            case .end(let ending): return .end(result(ending, line))
            case .ask(let request):
                guard replies.count < Self.longest else {
                    let words =
                        "given up after \(Self.longest) exchanges without an end; the partner keeps asking for more"
                    return .end(result(Ending(.serverError, words), line))
                }
                return .send(request, created: line.created)
            }
        }
    }

    private func result(_ ending: Ending, _ line: Line<S.Reply>) -> ConversationResult {
        ConversationResult(
            ending.outcome, detail: ending.detail, learnt: line.learnt, session: line.session, created: line.created)
    }
}
