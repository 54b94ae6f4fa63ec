public import Kernel

/// What came for the workers of a pool while a steady load was judged, and what they did.
public struct LineUse: Sendable, Codable, Hashable {
    /// Whose.
    public var pool: PoolID
    /// Requests and messages that came.
    public var came: Int64
    /// Those of them, and of what waited before, that were taken up.
    public var taken: Int64
    /// Share of the workers' time that was busy, 0...1.
    public var busy: Double
}

extension LineUse {
    /// - Returns: nil where nobody worked.
    init?(_ pool: PoolID, _ readings: Readings, _ span: Range<Int>) {
        let (meters, recording) = (readings.meters, readings.recording)
        let there = recording.total(meters.poolCapacityTime(pool), over: span)
        guard there > 0 else { return nil }
        self.pool = pool
        came = recording.total(meters.poolArrived(pool), over: span)
        taken = recording.total(meters.poolTaken(pool), over: span)
        busy = min(1, Double(recording.total(meters.poolBusyTime(pool), over: span)) / Double(there))
    }
}
