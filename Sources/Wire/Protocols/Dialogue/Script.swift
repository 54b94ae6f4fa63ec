/// A conversation written as one function over its exchanges. It must be pure: the same answers make the same requests.
protocol Script: Sendable {
    /// An answer as the script wants to see it.
    associatedtype Reply: Sendable

    /// Reads an answer, once.
    /// - Parameter number: the number of the exchange, from 1.
    func read(_ response: WireResponse, number: Int) -> Reply

    /// Runs from the beginning until an answer is missing or the end.
    func run(_ line: inout Line<Reply>) throws(Interruption) -> Ending
}

extension Script where Reply == WireResponse {
    func read(_ response: WireResponse, number: Int) -> WireResponse { response }
}
