internal import Kernel

extension WireSession {
    /// Why records could not be read.
    public struct ReadFailure: Error, Sendable, Hashable, CustomStringConvertible {
        /// The model asked about.
        public var model: String
        /// Whether it is withheld from the user, or not installed: the rest can be read without it.
        public var isWithheld: Bool
        /// What the partner said and what to do; never a secret.
        public var description: String
    }

    /// Opens a session to read by; once, before `records`. It creates nothing.
    /// - Parameter isCancelled: asked about twenty times a second; whether to give up.
    /// - Throws: what went wrong and what to do; never a secret.
    public func openToRead(isCancelled: @escaping () -> Bool = { false }) throws(SetupError) {
        try open(isCancelled: isCancelled) { $0.logIn() }
    }

    /// Reads records of the first system. What fails in passing (too many requests, a restart, a connection that breaks) is asked again,
    /// three times at most: to read twice does no harm.
    /// - Parameters:
    ///   - perSecond: requests a second at most.
    ///   - isCancelled: asked about twenty times a second; whether to give up.
    public func records(
        _ query: RecordQuery, perSecond: Double, isCancelled: @escaping () -> Bool = { false }
    ) throws(ReadFailure) -> [JSON] {
        func failure(_ words: String, isWithheld: Bool = false) -> ReadFailure {
            ReadFailure(model: query.model, isWithheld: isWithheld, description: discreet(words))
        }
        guard let partner = partners.first ?? nil else { throw failure("there is no system to read from") }
        var course = Course(isCancelled: isCancelled, isOpen: true)
        var attempt = 0
        while true {
            let asked = MonotonicClock.now
            guard let result = ending(partner, &course, of: { partner.speech.reading(query, session: partner.session) })
            else { throw failure("the protocol cannot be asked for records") }
            // The next request may begin so much later.
            let step = perSecond > 0 ? Int64(min(1e9 / perSecond, Double(1 * .hour))) : 0
            try pause(until: asked + step, &course, failure)
            if result.outcome == .ok { return result.learnt[FactName.records]?.array ?? [] }
            let isPassing: Bool
            switch result.outcome {
            case .rateLimited, .timeout, .connection, .serverError, .shed, .breakerOpen: isPassing = true
            case .ok, .businessError: isPassing = false
            }
            let words = result.detail ?? "\(query.model): the answer was \(result.outcome)"
            guard isPassing, attempt < 3, !isCancelled() else {
                throw failure(words, isWithheld: result.learnt[FactName.isWithheld]?.bool ?? false)
            }
            attempt += 1
            try pause(until: MonotonicClock.now + Int64(1 << attempt) * 500 * .millisecond, &course, failure)
        }
    }

    private func pause(
        until due: Int64, _ course: inout Course, _ failure: (String, Bool) -> ReadFailure
    ) throws(ReadFailure) {
        while MonotonicClock.now < due {
            do {
                _ = try turnOnce(until: due, 0, &course)
            } catch {
                throw failure(error.description, false)
            }
        }
    }
}
