extension Machine {
    /// Whether a cache at the caller answers a call; if so, the program goes on when it has.
    ///
    /// The draw is a child of the call's key that no attempt uses (theirs stay below 2^48), so nothing else is drawn
    /// otherwise, and what hits at one share hits at every larger one.
    @inline(never)
    mutating func hitsCache(_ f: Int, _ edge: Int) -> Bool {
        let frame = frames.at(f)
        guard frame.pointee.callKey.child(0xcac4e << 40 | UInt64(edge)).uniform < edges[edge].hits else { return false }
        recorder.add(meters.cached(edge), 1)
        frame.pointee.edge = UInt16(truncatingIfNeeded: edge)
        frame.pointee.attempt = 0
        frame.pointee.callStart = now
        frame.pointee.state = .cached
        trace(frame, .call(edge), now, now + edges[edge].answersIn)
        schedule(f, after: edges[edge].answersIn)
        return true
    }

    /// A cache has answered: the time was the caller's, and no call was made.
    mutating func cacheAnswered(_ f: Int) {
        let frame = frames.at(f)
        bookCallTime(frame, now - frame.pointee.callStart)
        frame.pointee.pc += 1
        run(f)
    }
}
