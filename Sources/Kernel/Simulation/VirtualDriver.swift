/// Drives the machine in virtual time: the calendar jumps from event to event, as fast as the processor can.
public enum VirtualDriver {
    /// How far a run has come.
    public struct Progress: Sendable {
        /// Rehearsal time.
        public var now: Instant
        /// Orders that came due.
        public var due: Int64
        /// Orders under way.
        public var underWay: Int64
        /// Orders that came to the promised event.
        public var promised: Int64
        /// Events handled.
        public var handled: UInt64

        /// Progress.
        public init(now: Instant, due: Int64, underWay: Int64, promised: Int64, handled: UInt64) {
            self.now = now
            self.due = due
            self.underWay = underWay
            self.promised = promised
            self.handled = handled
        }
    }

    /// What an observer wants.
    public enum Directive: Sendable, Hashable {
        /// Carry on.
        case carryOn
        /// Stop here, and say why.
        case stop(Recording.Stop)
    }

    /// Runs a plan to its end.
    /// - Parameters:
    ///   - plan: a checked plan.
    ///   - source: where orders come from.
    ///   - tracing: which orders are traced in full.
    ///   - chronicle: gets every business event; nil: nobody wants them.
    ///   - observe: asked every few thousand events, and when an interval of the recording has ended; gets the progress and a
    ///     way to look at the recording so far. So what it stops does not depend on the machine's speed.
    /// - Returns: the recording. Check `books.balance`.
    @_specialize(where Source == OrderSchedule)
    public static func run<Source: OrderSource>(
        _ plan: Plan, orders source: inout Source, tracing: TraceSelection = .none, chronicle: Chronicle? = nil,
        observe: (Progress, () -> Recording) -> Directive = { _, _ in .carryOn }
    ) -> Recording {
        var machine = Machine(plan: plan, tracing: tracing, chronicle: chronicle)
        var stop = Recording.Stop.finished
        var order = source.next()
        let end = plan.end + 1
        var limit = min(order?.due ?? .max, end)
        var steps = 0
        var boundary = machine.recorder.intervalEnd
        while true {
            steps += 1
            if steps & 0x3fff == 0 || machine.recorder.intervalEnd != boundary {
                boundary = machine.recorder.intervalEnd
                let progress = Progress(
                    now: machine.now, due: machine.books.due, underWay: machine.underWay, promised: machine.promised,
                    handled: machine.handled)
                if case .stop(let reason) = observe(progress, { machine.snapshot() }) {
                    stop = reason
                    break
                }
            }
            // Orders come before events of the same instant; events at the end of the run still count.
            if machine.step(before: limit) {
                if order == nil && machine.isIdle { break }
                continue
            }
            guard let due = order, due.due <= plan.end else { break }
            machine.admit(due)
            order = source.next()
            limit = min(order?.due ?? .max, end)
        }
        return machine.finish(stop: stop, badRows: source.badRows)
    }
}
