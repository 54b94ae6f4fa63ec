public import Kernel

/// A run that is compared: its recording, and what is known of where it comes from.
public struct ComparedRun: Sendable {
    /// As it was named on the command line.
    public var name: String
    /// What it recorded.
    public var recording: Recording
    /// What depends on the machine and the moment; nil: not known.
    public var facts: RunFacts?

    /// A run.
    public init(name: String, recording: Recording, facts: RunFacts?) {
        self.name = name
        self.recording = recording
        self.facts = facts
    }
}
