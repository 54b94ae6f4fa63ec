public import Kernel

/// What the scenario expects.
public struct CapacityForecast: Sendable, Codable, Hashable {
    /// Orders in all.
    public var orders: Int64
    /// Orders an hour that a steady load is measured by: those of the busiest hour among those in which it is held. Where budgets
    /// speak of the afternoon, orders that come at midnight say nothing of it.
    public var peakPerHour: Double
    /// When that hour begins, from the origin.
    public var peakHour: Instant
    /// Orders in the busiest hour of all.
    public var busiestPerHour: Double
    /// When the busiest hour begins, from the origin.
    public var busiestHour: Instant
    /// When a steady load is held: in the busiest of those hours in which most budgets are judged, and as many workers are there at
    /// its end as at its beginning.
    public var hold: Trial.Hold
    /// What changes while a load is held, wherever in the day that is: `.hours` of workers, a `.window` that orders wait for. Then what
    /// can be done changes while the load does not, and a steady load says nothing. Empty: nothing does.
    public var changing: [Resource]

    /// - Parameters:
    ///   - reading: of the scenario's day as it is.
    ///   - plan: the scenario.
    ///   - settings: how long a load is held.
    /// - Returns: nil where no orders come.
    init?(_ reading: TrialReading, of plan: Plan, _ settings: CapacitySettings) {
        let due = reading.hours.due
        guard let most = due.max(), most > 0, let busiest = due.firstIndex(of: most) else { return nil }
        orders = reading.due
        // A run shorter than an hour has its orders in less than that.
        let shortest = min(plan.window, .hour)
        busiestPerHour = Double(most) * Double(Nanoseconds.hour) / Double(shortest)
        busiestHour = Int64(busiest) * .hour
        (peakPerHour, peakHour) = (busiestPerHour, busiestHour)
        let chooser = HoldChooser(reading, plan, settings, perHour: busiestPerHour)
        let place = chooser.place
        if let own = place.hour, due[own] > 0 { (peakPerHour, peakHour) = (Double(due[own]), Int64(own) * .hour) }
        (hold, changing) = (place.hold, place.changing)
    }
}
