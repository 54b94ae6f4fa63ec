internal import Foundation
internal import Synchronization

/// Interrupts from the keyboard (SIGINT) and requests to end (SIGTERM): the first is kept for the run to see, the second ends
/// the program at once.
enum Interrupts {
    private static let received = Atomic<Int32>(0)

    /// From now on the first signal is kept instead of ending the program.
    static func catchThem() {
        for number in [SIGINT, SIGTERM] {
            signal(number) { number in
                if Interrupts.received.exchange(number, ordering: .relaxed) != 0 { _exit(128 + number) }
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

    /// How the program is to end because of a signal; nil: there was none.
    static var status: ExitStatus? {
        switch received.load(ordering: .relaxed) {
        case SIGINT: .interrupted
        case SIGTERM: .terminated
        default: nil
        }
    }
}
