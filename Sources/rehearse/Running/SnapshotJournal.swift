internal import Foundation
internal import Kernel
internal import Reporting

/// Keeps a run's recording on disk while it goes on, so that one that is killed outright still has a report up to its last
/// seconds.
struct SnapshotJournal {
    private let path: String
    private let shard: RunShard?
    private var last = ContinuousClock.now
    /// Looking costs time; the pauses grow with it, so that it never takes more than a fiftieth.
    private var pause = Duration.seconds(1)

    /// A journal at a path.
    /// - Parameter shard: which part of a divided run it is of; nil: of a whole one.
    init(path: String, shard: RunShard? = nil) {
        self.path = path
        self.shard = shard
    }

    /// Writes what there is, if it is time to.
    mutating func keep(_ snapshot: () -> Recording) {
        let now = ContinuousClock.now
        guard now - last >= pause else { return }
        write(snapshot())
        last = ContinuousClock.now
        pause = max(.seconds(1), (last - now) * 50)
    }

    /// Writes a recording before anything is sent: what a run creates while its sessions are opened can be taken back later,
    /// whatever happens to the run.
    func begin(_ plan: Plan) { write(Machine(plan: plan).snapshot()) }

    private func write(_ recording: Recording) {
        let recording = shard?.marked(recording, isEnded: false) ?? recording
        guard let bytes = try? RecordingFile.bytes(of: recording) else { return }
        // Written whole and then moved: there is never half a recording.
        try? Data(bytes).write(to: URL(fileURLWithPath: path), options: .atomic)
    }
}
