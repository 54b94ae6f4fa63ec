extension RateLimitBudget {
    /// For people: "100/60 s", "burst: 40, 2/s"; nil where nothing is told of how much is allowed.
    static func words(_ budgets: [RateLimitBudget]) -> String? {
        let told = budgets.compactMap { budget -> String? in
            guard budget.limit != nil || budget.rate != nil else { return nil }
            let name = budget.name.map { "\($0): " } ?? ""
            let amount = budget.limit.map { LimitEstimate.short($0) } ?? ""
            let window = budget.window.map { "/\(LimitEstimate.seconds($0))" } ?? ""
            let rate = budget.rate.map { "\(amount.isEmpty ? "" : ", ")\(LimitEstimate.short($0))/s" } ?? ""
            return "\(name)\(amount)\(window)\(rate)"
        }
        return told.isEmpty ? nil : told.joined(separator: ", ")
    }
}
