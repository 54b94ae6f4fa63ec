/// A script's side of a conversation. A script reads as if each exchange were a call that returns; it is run again from its
/// beginning whenever an answer has come, is given the answers so far, and stops where the next one is missing. So a
/// conversation of many exchanges is one plain function, and its whole state is the list of answers.
struct Line<Reply: Sendable>: Sendable {
    private let replies: [Reply]
    private var place = 0
    /// What was learnt of the order so far.
    var learnt: Facts = [:]
    /// What was learnt for the session so far.
    var session: Facts = [:]
    /// Records that exist at the partner because of this conversation.
    var created: [CreatedRecord] = []

    init(_ replies: [Reply]) { self.replies = replies }

    /// The number of the exchange that `exchange` does next, from 1.
    var number: Int { place + 1 }

    /// One exchange. The request is only built when it has to be sent.
    mutating func exchange(_ request: @autoclosure () -> WireRequest) throws(Interruption) -> Reply {
        guard place < replies.count else { throw .ask(request()) }
        place += 1
        return replies[place - 1]
    }
}
