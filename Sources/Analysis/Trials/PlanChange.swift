/// One thing that is different in a trial.
public enum PlanChange: Sendable, Codable, Hashable {
    /// So many times as much of a resource. Counts are rounded, one stays at least; of a hot row transactions hold so much less.
    case scale(Resource, by: Double)
}
