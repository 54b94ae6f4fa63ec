/// Workers of a pool at one moment, and the line in front of them.
struct PoolState {
    /// Workers on duty.
    var capacity: Int
    /// Workers holding something; may exceed `capacity` after a shift's end until they finish.
    var busy = 0
    /// Frames waiting, oldest first.
    var line = Ring<UInt32>()
    /// Until when busy and capacity time have been booked.
    var bookedUntil: Instant = 0
    /// Who is served next.
    let discipline: PoolPlan.Discipline
    /// Longest line; `Int.max`: no bound.
    let bound: Int
}
