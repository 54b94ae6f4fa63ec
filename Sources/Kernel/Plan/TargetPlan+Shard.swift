extension TargetPlan {
    /// The part of its caps that one shard of a run may use; those of all shards make no more than the caps.
    ///
    /// Whole numbers a second, as a part of one request may not be sent.
    /// - Returns: nil if some shard would be left without any.
    public func part(of shard: Shard) -> TargetPlan? {
        if shard.count == 1 { return self }
        let rates = shard.part(of: Int64(min(perSecond, 1e9).rounded(.down)))
        let totals = shard.part(of: total)
        guard let rates, let totals else { return nil }
        return TargetPlan(host: host, perSecond: Double(rates), total: totals)
    }
}
