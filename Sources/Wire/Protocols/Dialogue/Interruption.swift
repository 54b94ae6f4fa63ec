/// Why a script stops running: it needs an answer that is not there yet, or there is nothing more to do.
enum Interruption: Error, Sendable {
    /// This request must be sent first.
    case ask(WireRequest)
    /// The conversation is over.
    case end(Ending)
}
