/// A caller's state towards one callee.
struct LinkState {
    /// Attempts in flight.
    var inFlight = 0
    /// Whether those waiting are being admitted right now.
    var admitting = false
    /// Frames waiting for a bulkhead place.
    var waiting = Ring<UInt32>()
    /// Deadlines of attempts in flight, in order because the timeout is constant; entries of answered attempts are stale.
    var timeouts = Ring<TimeoutEntry>()
    /// Whether an event is scheduled for the first of them.
    var timerArmed = false
    /// Deadlines of calls in progress, in order because the time allowed is constant; entries of ended calls are stale.
    var deadlines = Ring<DeadlineEntry>()
    /// Whether an event is scheduled for the first of them.
    var deadlineArmed = false
    var breaker = Breaker()
    var budget = RetryBudget()
    var pacer = Pacer()
}

/// When a call must have ended. Stale unless the frame is in a call on the link with the same deadline.
struct DeadlineEntry: BitwiseCopyable {
    var deadline: Instant
    var frame: UInt32
}

/// When an attempt times out.
struct TimeoutEntry: BitwiseCopyable {
    var deadline: Instant
    var frame: UInt32
    /// Stale unless the frame's `attemptSerial` still equals this.
    var serial: UInt32
}
