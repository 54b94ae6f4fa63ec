/// In what way more comes.
public enum CapacityQuestion: Sendable, Codable, Hashable {
    /// The scenario's day, every hour of it so many times as busy.
    case day
    /// The scenario's mix at a steady rate, so many times that of the forecast's peak hour.
    case hour(peakPerHour: Double, Trial.Hold)

    /// The load that is so many times the forecast.
    public func load(times factor: Double) -> Trial.Load {
        switch self {
        case .day: .day(times: factor)
        case .hour(let peak, let hold): .steady(perHour: factor * peak, hold)
        }
    }
}
