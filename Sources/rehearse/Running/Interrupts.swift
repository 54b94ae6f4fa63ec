internal import Foundation
internal import Synchronization

/// Interrupts from the keyboard (SIGINT) and requests to end (SIGTERM): the first ones are kept for the run to see, one more
/// ends the program at once.
enum Interrupts {
    private static let received = Atomic<Int32>(0)
    private static let counted = Atomic<Int>(0)
    private static let kept = Atomic<Int>(1)

    /// From now on the first signals are kept instead of ending the program.
    /// - Parameter number: how many: two where the first one only stops what is new.
    static func catchThem(_ number: Int = 1) {
        kept.store(number, ordering: .relaxed)
        for number in [SIGINT, SIGTERM] {
            signal(number) { number in
                Interrupts.received.store(number, ordering: .relaxed)
                let count = Interrupts.counted.add(1, ordering: .relaxed).newValue
                if count > Interrupts.kept.load(ordering: .relaxed) { _exit(128 + number) }
            }
        }
        // Whoever started us may have had them blocked, and a mask is inherited.
        var wanted = sigset_t()
        sigemptyset(&wanted)
        sigaddset(&wanted, SIGINT)
        sigaddset(&wanted, SIGTERM)
        pthread_sigmask(SIG_UNBLOCK, &wanted, nil)
        // Written to a pipe that nobody reads any more: `write` tells, the program lives on.
        signal(SIGPIPE, SIG_IGN)
    }

    /// How many came.
    static var count: Int { counted.load(ordering: .relaxed) }

    /// How the program is to end because of a signal; nil: there was none.
    static var status: ExitStatus? {
        switch received.load(ordering: .relaxed) {
        case SIGINT: .interrupted
        case SIGTERM: .terminated
        default: nil
        }
    }
}
