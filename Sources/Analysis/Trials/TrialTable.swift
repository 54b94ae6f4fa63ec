/// Readings of the trials made so far, and the trials that are wanted next.
///
/// Whoever needs a reading asks for it and goes without where it is not there yet; then the wanted trials are made, all at
/// once on as many cores as there are, and everything is asked again from the beginning. A study so written reads as if all
/// readings were there, is a pure function of them, and can be interrupted, resumed and divided among machines.
public struct TrialTable: Sendable {
    /// The readings.
    public private(set) var readings: [Trial: TrialReading]
    /// Trials that were asked for and are not there, in the order in which they were asked for.
    public private(set) var wanted: [Trial] = []
    private var isWanted: Set<Trial> = []

    /// A table with readings made before.
    public init(_ readings: [Trial: TrialReading] = [:]) { self.readings = readings }

    /// The reading of a trial; nil: it is not there yet, and is wanted.
    public mutating func reading(of trial: Trial) -> TrialReading? {
        if let reading = readings[trial] { return reading }
        if isWanted.insert(trial).inserted { wanted.append(trial) }
        return nil
    }

    /// Readings of several trials; nil where one is missing, but all that are missing are wanted.
    public mutating func readings(of trials: [Trial]) -> [TrialReading]? {
        var found: [TrialReading] = []
        for trial in trials { if let reading = reading(of: trial) { found.append(reading) } }
        return found.count == trials.count ? found : nil
    }

    /// Takes a reading in.
    public mutating func keep(_ reading: TrialReading, of trial: Trial) { readings[trial] = reading }

    /// Forgets what is wanted, before everything is asked again.
    public mutating func forgetWants() {
        wanted = []
        isWanted = []
    }
}
