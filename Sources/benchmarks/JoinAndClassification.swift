import Dispatch
import Exports
import Foundation
import Reconciliation
import Scenario
import Synchronization

/// What `rehearse reconcile` does before it explains anything: two exports are read, joined by their keys, and each event is put
/// into its class. The like of what a database's join of the same files does.
enum JoinAndClassification {
    /// - Returns: seconds from the first byte read to the last event counted, on two threads.
    static func seconds(_ old: String, _ new: String) throws -> Double {
        let since = ContinuousClock.now
        let mapping = MappingFile.standard
        let agreement = mapping.agreement
        let files = [try ExportFiles.of(old, mapping[.old]), try ExportFiles.of(new, mapping[.new])]
        let stores = [SideStore(.old, agreement: agreement), SideStore(.new, agreement: agreement)]
        let failures = Mutex<[any Error]>([])
        DispatchQueue.concurrentPerform(iterations: 2) { side in
            do {
                _ = try ExportReader(files[side], agreement: agreement).read(into: stores[side])
            } catch {
                failures.withLock { $0.append(error) }
            }
        }
        if let failure = failures.withLock({ $0.first }) { throw failure }
        let reconciler = Reconciler(EventStore(agreement, stores), asOf: nil)
        let tallies = Mutex<[Tally]>([])
        DispatchQueue.concurrentPerform(iterations: 2) { thread in
            let tally = reconciler.tally(parts: Array(stride(from: thread, to: SideStore.partCount, by: 2)))
            tallies.withLock { $0.append(tally) }
        }
        var sum = tallies.withLock { $0[0] }
        sum.merge(tallies.withLock { $0[1] })
        let took = Stopwatch.seconds(since: since)
        let total = sum.total.total
        guard total.old == stores[0].count, total.new == stores[1].count else {
            throw BenchmarkError("\(stores.map(\.count)) events were read, \(total.old) and \(total.new) counted")
        }
        return took
    }
}
