/// Walks through the due times of one slice in order, without ever holding more than a handful of them.
///
/// A Poisson process given its count is `count` independent uniform positions, sorted. They are made by halving: of `n`
/// positions in an interval, Binomial(n, 1/2) fall into its first half, and that number is the count of ones among `n`
/// random bits: exact, integers only, about a fifth of a random word an order. Halving ends at blocks of at most
/// sixteen, which are drawn and sorted. Every node of this tree has its own random substream, so whole subtrees can be
/// skipped on the way to a later instant without changing what comes after.
struct SliceCursor: Sendable {
    private struct Node {
        var depth: UInt8
        /// Which of the 2^depth equal parts of the slice.
        var index: UInt64
        var count: Int
    }

    private static let blockLimit = 16
    private static let depthLimit: UInt8 = 48

    private let slice: DemandPlan.Slice
    private let spacing: DemandPlan.Spacing
    private let key: RandomKey
    private let ramp: RampPositions
    /// Nodes still to be visited, the earliest last.
    private var pending: [Node] = []
    /// Positions of the current block within its node, ascending, as 53-bit fractions.
    private var block: [UInt64] = []
    private var blockIndex = 0
    private var blockNode = Node(depth: 0, index: 0, count: 0)
    /// How many orders of the slice have been passed: the rank of the next one.
    private(set) var rank = 0

    init(slice: DemandPlan.Slice, spacing: DemandPlan.Spacing, key: RandomKey) {
        self.slice = slice
        self.spacing = spacing
        self.key = key
        ramp = RampPositions(startWeight: slice.startWeight)
        if spacing == .poisson && slice.count > 0 {
            pending.append(Node(depth: 0, index: 0, count: slice.count))
        }
    }

    /// The due time of the next order, or nil after the last.
    mutating func next() -> Instant? {
        guard rank < slice.count else { return nil }
        let due: Instant
        switch spacing {
        case .batch: due = slice.start
        case .even: due = evenPosition(rank)
        case .poisson:
            while blockIndex == block.count { nextBlock() }
            due = instant(node: blockNode, fraction: block[blockIndex])
            blockIndex += 1
        }
        rank += 1
        return due
    }

    /// Passes by orders due before `instant`; some of them may remain, so the caller still has to look at each.
    mutating func skip(before instant: Instant) {
        guard rank < slice.count else { return }
        if slice.end <= instant && slice.start < instant {
            rank = slice.count
            pending = []
            blockIndex = block.count
            return
        }
        switch spacing {
        case .batch: break
        case .even:
            var low = rank
            var high = slice.count
            while low < high {
                let middle = low + (high - low) / 2
                if evenPosition(middle) < instant { low = middle + 1 } else { high = middle }
            }
            rank = low
        case .poisson:
            guard blockIndex == block.count else { return }
            while let node = pending.last {
                if lastInstant(of: node) < instant {
                    pending.removeLast()
                    rank += node.count
                } else if node.count > SliceCursor.blockLimit && node.depth < SliceCursor.depthLimit
                    && self.instant(node: node, fraction: 0) < instant
                {
                    split()
                } else {
                    return
                }
            }
        }
    }

    private func evenPosition(_ rank: Int) -> Instant {
        let length = max(0, slice.end - slice.start)
        guard ramp.isFlat else {
            return place((Double(rank) + 0.5) / Double(slice.count))
        }
        // start + (2 rank + 1) length / (2 count), exactly.
        let (high, low) = UInt64(length).multipliedFullWidth(by: UInt64(rank) * 2 + 1)
        let divisor = UInt64(slice.count) * 2
        guard high < divisor else { return slice.end }
        return slice.start + Int64(divisor.dividingFullWidth((high, low)).quotient)
    }

    /// Halves the last pending node.
    private mutating func split() {
        let node = pending.removeLast()
        let first = SliceCursor.halfOnes(node.count, nodeKey(node))
        let second = node.count - first
        if second > 0 {
            pending.append(Node(depth: node.depth + 1, index: node.index << 1 | 1, count: second))
        }
        if first > 0 { pending.append(Node(depth: node.depth + 1, index: node.index << 1, count: first)) }
    }

    private mutating func nextBlock() {
        while let node = pending.last, node.count > SliceCursor.blockLimit, node.depth < SliceCursor.depthLimit {
            split()
        }
        guard let node = pending.popLast() else { return }
        blockNode = node
        blockIndex = 0
        block.removeAll(keepingCapacity: true)
        var generator = nodeKey(node).generator
        for _ in 0..<node.count {
            let fresh = generator.next() >> 11
            var i = block.count
            block.append(fresh)
            while i > 0 && block[i - 1] > fresh {
                block[i] = block[i - 1]
                i -= 1
            }
            block[i] = fresh
        }
    }

    private func nodeKey(_ node: Node) -> RandomKey { key.child(1 << UInt64(node.depth) | node.index) }

    @inline(__always)
    private func instant(node: Node, fraction: UInt64) -> Instant {
        // Rounding keeps the order, so instants ascend within a block and from block to block.
        // 2^-depth, so that the product is as exact as a quotient.
        let width = Double(bitPattern: (1023 - UInt64(node.depth)) << 52)
        return place((Double(node.index) + Double(fraction) * 0x1p-53) * width)
    }

    private func lastInstant(of node: Node) -> Instant { instant(node: node, fraction: 1 << 53) }

    /// Where the order at quantile `u` of the slice lies.
    @inline(__always)
    private func place(_ u: Double) -> Instant {
        let length = slice.end - slice.start
        guard length > 0 else { return slice.start }
        return slice.start + min(length - 1, Int64(ramp.position(u) * Double(length)))
    }

    /// The number of ones among `n` random bits: Binomial(n, 1/2).
    private static func halfOnes(_ n: Int, _ key: RandomKey) -> Int {
        var generator = key.generator
        var ones = 0
        for _ in 0..<(n / 64) { ones += generator.next().nonzeroBitCount }
        if n % 64 > 0 { ones += (generator.next() >> UInt64(64 - n % 64)).nonzeroBitCount }
        return ones
    }
}

/// Inverse of the cumulative share of a linear ramp: at `x` of the slice the rate is `w + 2 (1 - w) x` times the mean.
///
/// Solved by the quadratic formula in the form that neither cancels nor leaves the order of its arguments: for w > 1 the
/// numerator grows and the denominator shrinks with u; w < 1 is the mirror image.
struct RampPositions: Sendable {
    private let weight: Double
    private let mirrored: Bool

    /// Whether the rate is constant.
    var isFlat: Bool { weight == 1 }

    init(startWeight: Double) {
        let bounded = startWeight >= 0 && startWeight <= 2 ? startWeight : (startWeight > 2 ? 2 : 1)
        mirrored = bounded < 1
        weight = mirrored ? 2 - bounded : bounded
    }

    /// The position in 0...1 by which a share `u` of the orders has come.
    func position(_ u: Double) -> Double {
        if isFlat { return u }
        return mirrored ? 1 - falling(1 - u) : falling(u)
    }

    private func falling(_ u: Double) -> Double {
        2 * u / (weight + max(0, weight * weight - 4 * (weight - 1) * u).squareRoot())
    }
}
