/// When the open ones of several kinds were opened: how many of them, by short stretches of time. So the oldest is known
/// whenever one asks, while opening and closing cost a count each.
///
/// A stretch is a power of two of nanoseconds long, about a hundred-thousandth of the run: an age read from it is never
/// below the true one, and above it by less than a stretch.
struct OpenAges: ~Copyable {
    private static var pageBits: Int { 10 }
    /// A run has at least half as many stretches, if it is that many nanoseconds long.
    private static var mostStretches: Int64 { 1 << 17 }

    /// Counts of one kind.
    private struct Kind {
        /// The counts, in pages that are allocated when they are first needed.
        var pages: [UnsafeMutablePointer<UInt32>?]
        /// Open ones.
        var count = 0
        /// Before this stretch none is open.
        var first = 0
    }

    private let shift: Int
    private let last: Int
    private var kinds: [Kind]

    /// None open.
    /// - Parameters:
    ///   - kinds: how many kinds there are.
    ///   - end: the end of the run; what happens later falls into its last stretch.
    init(kinds count: Int, end: Instant) {
        var shift = 0
        while max(0, end) >> Int64(shift) >= OpenAges.mostStretches { shift += 1 }
        self.shift = shift
        last = Int(max(0, end) >> Int64(shift))
        kinds = [Kind](repeating: Kind(pages: []), count: count)
    }

    deinit {
        for kind in kinds {
            for page in kind.pages { page?.deallocate() }
        }
    }

    @inline(__always)
    private func stretch(_ instant: Instant) -> Int { min(Int(max(0, instant) >> Int64(shift)), last) }

    /// One of a kind opens.
    mutating func open(_ kind: Int, at instant: Instant) {
        let stretch = stretch(instant)
        let page = stretch >> OpenAges.pageBits
        if page >= kinds[kind].pages.count || kinds[kind].pages[page] == nil { addPage(page, to: kind) }
        kinds[kind].pages[page]?[stretch & (1 << OpenAges.pageBits - 1)] &+= 1
        kinds[kind].count += 1
        if stretch < kinds[kind].first { kinds[kind].first = stretch }
    }

    @inline(never)
    private mutating func addPage(_ page: Int, to kind: Int) {
        while kinds[kind].pages.count <= page { kinds[kind].pages.append(nil) }
        let counts = UnsafeMutablePointer<UInt32>.allocate(capacity: 1 << OpenAges.pageBits)
        counts.initialize(repeating: 0, count: 1 << OpenAges.pageBits)
        kinds[kind].pages[page] = counts
    }

    /// One of a kind that was opened then closes.
    mutating func close(_ kind: Int, openedAt instant: Instant) {
        let stretch = stretch(instant)
        kinds[kind].pages[stretch >> OpenAges.pageBits]?[stretch & (1 << OpenAges.pageBits - 1)] &-= 1
        kinds[kind].count -= 1
    }

    /// The start of the stretch in which the oldest open one of a kind was opened; nil: none is open.
    mutating func oldest(_ kind: Int) -> Instant? {
        guard kinds[kind].count > 0 else { return nil }
        var stretch = kinds[kind].first
        while stretch <= last {
            let page = stretch >> OpenAges.pageBits
            guard page < kinds[kind].pages.count, let counts = kinds[kind].pages[page] else {
                stretch = (page + 1) << OpenAges.pageBits
                continue
            }
            if counts[stretch & (1 << OpenAges.pageBits - 1)] > 0 { break }
            stretch += 1
        }
        kinds[kind].first = stretch
        return Instant(stretch) << Int64(shift)
    }
}
