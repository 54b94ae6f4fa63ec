internal import Kernel

/// A request for a token under way.
struct TokenFetch {
    /// For which system.
    let system: SystemID
    /// The keeper's number of it.
    let number: UInt64
}

extension WallRun {
    /// The longest that a token endpoint may take.
    private static let patience: Nanoseconds = 30 * .second

    /// An exchange's request needs a token.
    func wantToken(for token: UInt64, of system: SystemID, at instant: Instant) {
        guard let actions = partners[system]?.tokens?.keeper.want(token, at: steadyNow) else { return }
        carry(actions, of: system, at: instant)
    }

    /// A partner answered 401 to a request with a token.
    func tokenRefused(_ number: UInt64, of token: UInt64, _ system: SystemID, at instant: Instant) {
        exchanges[token]?.launched = nil
        guard let actions = partners[system]?.tokens?.keeper.rejected(token, token: number, at: steadyNow) else {
            return giveUp(token, .businessError, "status 401", at: instant)
        }
        carry(actions, of: system, at: instant)
    }

    /// A token endpoint answered, or could not be reached.
    func handle(_ transfer: Transfer, _ fetch: TokenFetch, at instant: Instant) {
        let answer: TokenAnswer =
            switch transfer.result {
            case .success(let response): TokenAnswer(response)
            case .failure(let failure): .unavailable(failure.description)
            }
        if case .token(let secret, _) = answer { ledger.keepQuiet(about: secret) }
        answered(fetch, answer, at: instant)
    }

    private func answered(_ fetch: TokenFetch, _ answer: TokenAnswer, at instant: Instant) {
        guard let partner = partners[fetch.system] else { return }
        let actions =
            partner.tokens?.keeper.answered(fetch.number, answer, at: steadyNow) { readAnew(partner) } ?? []
        carry(actions, of: fetch.system, at: instant)
    }

    /// Does what keepers want done at this time.
    func runTokenTimers(at now: Instant) {
        for system in tokenSystems where (partners[system]?.tokens?.keeper.nextDue ?? .never) <= steadyNow {
            carry(partners[system]?.tokens?.keeper.due(at: steadyNow) ?? [], of: system, at: now)
        }
    }

    /// When a keeper wants to be asked next.
    var nextTokenTime: Instant {
        let due = tokenSystems.reduce(Instant.never) { min($0, partners[$1]?.tokens?.keeper.nextDue ?? .never) }
        return due == .never ? .never : clock.instant(due)
    }

    private func carry(_ actions: [TokenKeeper.Action], of system: SystemID, at instant: Instant) {
        for action in actions {
            switch action {
            case .use(let token, let held):
                launch(token, with: .bearer(held.secret), credential: held.number, at: instant)
            case .refuse(let token, let outcome, let words): giveUp(token, outcome, words, at: instant)
            case .fetch(let number, let request):
                guard let route = partners[system]?.tokens?.route else { continue }
                let fetch = TokenFetch(system: system, number: number)
                guard governors.allow(route.governor, at: steadyNow) else {
                    ledger.keptBack(system)
                    answered(fetch, .unavailable("kept back by the caps on \(route.host)"), at: instant)
                    continue
                }
                lastToken += 1
                fetches[lastToken] = fetch
                client.send(
                    request, to: route.endpoint,
                    limits: TransferLimits(total: WallRun.patience, connect: 10 * .second, responseBytes: 1 << 20),
                    token: lastToken)
            }
        }
    }
}
