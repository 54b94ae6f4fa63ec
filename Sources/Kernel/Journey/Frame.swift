/// One program being executed: a request at a system, a message at a consumer, or a stretch of an order's journey.
///
/// Frames exist only while something goes on. A journey that merely waits (for an event, a calendar, a delay) is kept in its
/// `OrderRecord` alone, so a million parcels in transit cost no frames.
struct Frame: BitwiseCopyable {
    /// What kind of program this is.
    enum Kind: UInt8 {
        /// A stretch of the order's journey.
        case journey
        /// An operation, asked for by `caller`.
        case request
        /// A consumer's handling of a message.
        case message
    }

    /// What the frame is waiting for.
    enum State: UInt8 {
        /// Its turn to run. Can go to any other.
        case ready
        /// A worker. Can go to `ready`, `hanging`.
        case inLine
        /// The end of a service time. Can go to `ready`, `sleeping`.
        case working
        /// The end of a sleep after a hot-row conflict. Can go to `working`.
        case sleeping
        /// The end of a delay. Can go to `ready`.
        case waiting
        /// The end of a hang (fault). Can go nowhere but the end.
        case hanging
        /// The answer to its attempt. Can go to `ready`, `pausing`.
        case calling
        /// The end of the pause before a retry. Can go to `calling`, `throttled`.
        case pausing
        /// The answer of a cache. Can go to `ready`.
        case cached
        /// A client-side slot: pacing or bulkhead. Can go to `calling`.
        case throttled
        /// The network: request on its way. Can go to `inLine`, `ready`.
        case outbound
        /// The network: answer on its way. Can go nowhere but the end.
        case inbound
        /// The result of an earlier attempt with the same idempotency key. Can go to `inbound`.
        case joined
        /// The pause before a failed message is taken again. Can go to `inLine`.
        case redelivering
        /// The outside: sent to a system that this machine does not run. Can go to `inLine`, `ready` (it came back as a
        /// request to a served system), `returning`, `inbound`.
        case departed
        /// The outside: its answer was handed out and has not come back yet. Can go to `inbound`.
        case returning
    }

    /// Whether a request's program has begun and not ended.
    var hasBegun: Bool {
        switch state {
        case .inLine, .outbound, .inbound, .joined, .redelivering, .departed, .returning: false
        case .ready, .working, .sleeping, .waiting, .hanging, .calling, .pausing, .cached, .throttled: true
        }
    }

    /// Nothing, for 32-bit indexes.
    static let none = UInt32.max

    // The order of the fields is that of their use: 64 bytes of the program's own, then 64 of its call and its answer.

    /// The order it works for.
    var order: UInt32
    /// The next step.
    var pc: UInt32
    /// Operation (request) or queue (message).
    var owner: UInt16
    /// What kind of program this is.
    var kind: Kind
    /// What it waits for.
    var state: State
    /// Nesting of calls, for traces.
    var depth: UInt8
    /// Whether no retry, redelivery or resumption above caused this.
    var primary: Bool
    /// Whether a worker of its pool is held.
    var holdsWorker: Bool
    /// Whether the caller has given up on it.
    var abandoned: Bool
    /// What will spoil its answer on the way (fault): the index in `Plan.faults`, plus 1; 0: nothing.
    var spoiledBy: UInt16
    /// Whether limits were passed, so that concurrency places must be given back.
    var admitted: Bool
    /// Whether it will hang (fault), and then for how long: `segment` holds the length until it starts.
    var hangs: Bool
    /// Whether it came in from outside, so that its answer goes there.
    var isServed: Bool
    /// Whether its order may have a trace; false is certain, and spares a look at the order.
    var traced: Bool
    /// The answer that is on its way (`inbound`).
    var answer: Outcome
    /// Why the last attempt of the call in progress failed.
    var cause: Outcome
    /// Whether any attempt was sent on this edge.
    var sent: Bool
    /// Whether the call in progress counts as primary.
    var callPrimary: Bool
    /// Root of its draws.
    var key: RandomKey
    /// Draws made.
    var draws: UInt32
    /// Who waits for its answer.
    var caller: UInt32
    /// The attempt of the caller that it answers; must equal the caller's `attemptSerial`.
    var callerSerial: UInt32
    /// Effects of the call it belongs to (`CallEffects`), once an attempt was abandoned; else `none`.
    var effects: UInt32
    /// When it arrived (request), was put on the queue or failed last (message).
    var arrived: Instant
    /// When the current service, sleep, wait or pause began, or the attempt in flight was sent.
    var segment: Instant

    /// The edge a request came by: its caller may have given up and gone on with something else.
    var via: UInt16
    /// Tries at the current work under contention.
    var tries: UInt16
    /// Times this message was taken.
    var taken: UInt16
    /// The call in progress: `Plan.calls` index.
    var call: UInt16
    /// The edge it goes by now.
    var edge: UInt16
    /// Attempts made on this edge.
    var attempt: UInt16
    /// Number of the attempt in flight, unique in the run; 0: none.
    var attemptSerial: UInt32
    /// The frame that works on the attempt in flight.
    var child: UInt32
    /// The call's effects, as caller.
    var callEffects: UInt32
    /// Members of the route tried, as bits.
    var tried: UInt64
    /// When the call on this edge began.
    var callStart: Instant
    /// The call in progress ends by this; `never` without one, or without a deadline.
    var deadline: Instant
    /// Length of the pause before.
    var pause: Nanoseconds
    /// When the answer says to come back (rate limits that tell).
    var retryAt: Instant

    /// Root of the draws of the call in progress: the last draw made, as a program makes none while it waits for an answer.
    /// A call in the background goes by the frame's own key, which is the draw that its caller would have made for it.
    var callKey: RandomKey { draws == 0 ? key : key.child(UInt64(draws &- 1)) }

    /// Makes this the frame of a program that starts. All fields are set one by one where the frame lies: building it
    /// elsewhere and copying it costs several times as much.
    @inline(__always)
    mutating func start(
        kind: Kind, order: Int, owner: Int, pc: Int, key: RandomKey, depth: UInt8, primary: Bool, traced: Bool,
        now: Instant
    ) {
        self.order = UInt32(truncatingIfNeeded: order)
        self.pc = UInt32(truncatingIfNeeded: pc)
        self.owner = UInt16(truncatingIfNeeded: owner)
        self.kind = kind
        state = .ready
        self.depth = depth
        self.primary = primary
        holdsWorker = false
        abandoned = false
        spoiledBy = 0
        admitted = false
        hangs = false
        isServed = false
        self.traced = traced
        answer = .ok
        retryAt = .never
        self.key = key
        draws = 0
        caller = Frame.none
        callerSerial = 0
        effects = Frame.none
        arrived = now
        segment = now
        via = 0
        tries = 0
        taken = 0
        call = 0
        edge = 0
        attempt = 0
        cause = .ok
        sent = false
        callPrimary = false
        tried = 0
        attemptSerial = 0
        child = Frame.none
        callEffects = Frame.none
        callStart = now
        deadline = .never
        pause = 0
    }
}

/// Where a frame lies: good for as long as the machine lives, though what lies there may be given up and taken again.
typealias FramePointer = UnsafeMutablePointer<Frame>

/// How often a call with an abandoned attempt has taken effect at the server; shared by its attempts and its caller.
struct CallEffects: BitwiseCopyable {
    /// Effects so far.
    var count: UInt32 = 0
    /// Frames that refer to it.
    var references: UInt32 = 0
    /// The request that is at work on it.
    var worker = Frame.none
    /// The request that waits for the result of `worker` instead of working again (idempotency).
    var joined = Frame.none
}
