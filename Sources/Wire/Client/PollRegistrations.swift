/// What epoll knows of each descriptor, and what libcurl wants of it.
///
/// libcurl takes its interest in a kept-alive connection back after every transfer and declares it again for the next one. Two
/// system calls a request are saved by leaving the registration as it is: a descriptor that nobody wants is taken out only when
/// an event arrives for it (the server closed it), or by the kernel when it is closed. That holds only for descriptors whose
/// opening and closing we see; others (the resolver's) are registered and taken out at once, as their numbers are
/// used again behind our back.
struct PollRegistrations {
    /// Reading, writing, or both.
    struct Interest: OptionSet, Hashable {
        let rawValue: UInt8
        /// Bytes, an end or an error to read.
        static let reading = Interest(rawValue: 1)
        /// Room to write.
        static let writing = Interest(rawValue: 2)
    }

    /// What epoll is to be told.
    enum Change: Equatable {
        /// Nothing.
        case none
        /// A new descriptor.
        case add(Interest, tag: UInt64)
        /// Another interest in a known descriptor.
        case modify(Interest, tag: UInt64)
        /// No interest any more.
        case remove
    }

    /// Whom an event is for.
    struct Delivery: Equatable {
        /// The lane whose libcurl is to be told.
        var lane: Int
        /// The descriptor.
        var descriptor: Int32
        /// What it can do and libcurl wants.
        var ready: Interest
    }

    /// What an event means.
    enum Reception: Equatable {
        /// Tell libcurl.
        case deliver(Delivery)
        /// Nobody wants it: take it out, or it would fire for ever.
        case remove(descriptor: Int32)
        /// It was for a descriptor that is closed by now.
        case stale
    }

    private struct Entry {
        var wanted: Interest = []
        var registered: Interest = []
        var ours = false
        var lane: Int32 = 0
        /// Counts openings, so that an event for a closed descriptor is not taken for one of its successor.
        var generation: UInt32 = 0
    }

    private var entries: [Entry] = []

    /// Makes room for a descriptor.
    private mutating func reach(_ descriptor: Int32) -> Int {
        let place = Int(descriptor)
        while entries.count <= place { entries.append(Entry()) }
        return place
    }

    /// A descriptor was opened through us.
    mutating func opened(_ descriptor: Int32) {
        let place = reach(descriptor)
        entries[place] = Entry(ours: true, generation: entries[place].generation &+ 1)
    }

    /// A descriptor that was opened through us is about to be closed; the kernel takes it out of epoll by itself.
    mutating func closed(_ descriptor: Int32) {
        let place = reach(descriptor)
        entries[place] = Entry(generation: entries[place].generation &+ 1)
    }

    /// libcurl's interest changed.
    mutating func wanted(_ interest: Interest, _ descriptor: Int32, lane: Int) -> Change {
        guard descriptor >= 0 else { return .none }
        let place = reach(descriptor)
        entries[place].wanted = interest
        entries[place].lane = Int32(lane)
        let registered = entries[place].registered
        if interest.isEmpty {
            guard !entries[place].ours, !registered.isEmpty else { return .none }
            entries[place] = Entry(generation: entries[place].generation &+ 1)
            return .remove
        }
        guard registered != interest else { return .none }
        entries[place].registered = interest
        let tag = UInt64(entries[place].generation) << 32 | UInt64(place)
        return registered.isEmpty ? .add(interest, tag: tag) : .modify(interest, tag: tag)
    }

    /// An event arrived.
    /// - Parameters:
    ///   - tag: what `wanted` gave it.
    ///   - ready: what the descriptor can do.
    ///   - broken: an error or a hang-up was told; libcurl finds out which by doing what it wants to do.
    mutating func received(tag: UInt64, ready: Interest, broken: Bool) -> Reception {
        let place = Int(tag & 0xffff_ffff)
        guard place < entries.count, entries[place].generation == UInt32(tag >> 32) else { return .stale }
        let entry = entries[place]
        let told = broken ? entry.wanted : ready.intersection(entry.wanted)
        if told.isEmpty, entry.wanted.isEmpty {
            entries[place].registered = []
            return .remove(descriptor: Int32(place))
        }
        return .deliver(Delivery(lane: Int(entry.lane), descriptor: Int32(place), ready: told))
    }
}
