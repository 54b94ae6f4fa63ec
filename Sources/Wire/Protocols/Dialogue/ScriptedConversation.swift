internal import Kernel

/// A script as a conversation: keeps the answers and runs the script over them.
struct ScriptedConversation<S: Script>: Conversation {
    /// Exchanges after which a conversation is given up: a partner that keeps asking must not keep us for ever.
    static var longest: Int { 2_000 }

    private var script: S
    private var isOver = false
    private var replies: [S.Reply] = []

    init(_ script: S) { self.script = script }

    mutating func next(_ response: WireResponse?) -> Turn {
        if let response { replies.append(script.read(response, number: replies.count + 1)) }
        return turn()
    }

    mutating func resume(as fresh: any Conversation) -> Turn {
        if let fresh = fresh as? Self { script = fresh.script }
        if isOver { replies.removeLast() }
        isOver = false
        return turn()
    }

    private mutating func turn() -> Turn {
        var line = Line(replies)
        do throws(Interruption) {
            return .end(end(try script.run(&line), line))
        } catch {
            switch error {
            case .end(let ending): return .end(end(ending, line))
            case .ask(let request):
                guard replies.count < Self.longest else {
                    let words =
                        "given up after \(Self.longest) exchanges without an end; the partner keeps asking for more"
                    return .end(end(Ending(.serverError, words), line))
                }
                return .send(request, created: line.created)
            }
        }
    }

    private mutating func end(_ ending: Ending, _ line: Line<S.Reply>) -> ConversationResult {
        isOver = !replies.isEmpty
        return ConversationResult(
            ending.outcome, detail: ending.detail, learnt: line.learnt, session: line.session, created: line.created,
            isDenied: ending.isDenied && isOver)
    }
}
