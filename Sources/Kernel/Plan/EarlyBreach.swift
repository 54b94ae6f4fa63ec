/// When a breach of a budget is certain while the run still goes on.
public enum EarlyBreach: Sendable, Hashable {
    /// As soon as something is higher than it may be: a maximum, a depth, an age.
    case atOnce
    /// When a window that breaches lies behind.
    case afterWindow
    /// When its calendar will not open again.
    case afterCalendar
    /// When so many samples are on the wrong side that none of those that can still come helps: an order brings this many
    /// at the most.
    case beyondRecovery(perOrder: Int)
    /// At the end of the run only.
    case atTheEnd(Why)

    /// Why nobody can know before the end.
    public enum Why: Sendable, Hashable {
        /// It is counted then: orders parked.
        case countedThen
        /// Throughput of the whole run, which has no length before.
        case throughput
        /// Cut-offs of some hours, or of windows, and shares of them that may be too high.
        case cutoffs
        /// What is still to come may mend it: floors under means, heights and amplification.
        case mayBeMended
        /// Nobody knows how many orders there will be: they are replayed from a file.
        case ordersUnknown
        /// Nobody knows how often an order makes these calls.
        case callsUnbounded
    }
}

extension Plan {
    /// When a breach of one of the plan's budgets is certain.
    /// - Parameter ordersKnown: whether it is known how many orders there will be.
    public func earlyBreach(of budget: Budget, ordersKnown: Bool) -> EarlyBreach {
        let isCeiling = budget.comparison == .less || budget.comparison == .lessOrEqual
        switch budget.measure {
        case .parkedShare: return .atTheEnd(.countedThen)
        case .cutoffShare:
            guard budget.during == nil, budget.anyWindow == nil, !isCeiling else { return .atTheEnd(.cutoffs) }
            return ordersKnown ? .beyondRecovery(perOrder: 1) : .atTheEnd(.ordersUnknown)
        case .maximum, .depth, .age: if isCeiling { return .atOnce }
        default: break
        }
        if budget.anyWindow != nil { return .afterWindow }
        if budget.during != nil { return .afterCalendar }
        switch budget.measure {
        case .rate: return .atTheEnd(.throughput)
        case .maximum, .depth, .age: return .atTheEnd(.mayBeMended)
        case .mean where !isCeiling, .amplification where !isCeiling: return .atTheEnd(.mayBeMended)
        default: break
        }
        guard ordersKnown else { return .atTheEnd(.ordersUnknown) }
        guard case .edges(let edges) = budget.subject else { return .beyondRecovery(perOrder: 1) }
        return samples(on: edges, budget.measure).map { .beyondRecovery(perOrder: $0) } ?? .atTheEnd(.callsUnbounded)
    }

    /// The most samples of a measure that an order brings on some edges; nil: there is no bound.
    private func samples(on edges: [EdgeID], _ measure: Budget.Measure) -> Int? {
        let bounds = CallBounds(self)
        var sum = 0
        for edge in edges {
            guard let calls = bounds.calls[edge], let attempts = bounds.attempts[edge] else { return nil }
            if case .outcomeShare = measure {
                // A call that an open breaker never let out counts as a try.
                sum += attempts + (links[self.edges[edge].link].breaker == nil ? 0 : calls)
            } else {
                sum += calls
            }
        }
        return sum > 0 ? sum : nil
    }
}
