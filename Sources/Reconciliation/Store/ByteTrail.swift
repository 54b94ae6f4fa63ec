/// Bytes that only grow, in blocks, so that growing never holds them twice.
struct ByteTrail: ~Copyable {
    private static let blockSize = 1 << 15

    private var blocks: [UnsafeMutablePointer<UInt8>] = []
    /// How much of each block but the last is used.
    private var used: [Int] = []
    /// Next byte of the last block.
    private(set) var position = ByteTrail.blockSize

    deinit {
        for block in blocks { block.deallocate() }
    }

    /// Room for `count` bytes in one piece; at most a block.
    @inline(__always)
    mutating func room(_ count: Int) -> UnsafeMutablePointer<UInt8> {
        if position &+ count > ByteTrail.blockSize { grow() }
        return blocks.withUnsafeBufferPointer { $0[$0.count &- 1] } + position
    }

    /// Bytes of the room that were written.
    @inline(__always)
    mutating func advance(_ count: Int) { position &+= count }

    @inline(never)
    private mutating func grow() {
        if !blocks.isEmpty { used.append(position) }
        blocks.append(.allocate(capacity: ByteTrail.blockSize))
        position = 0
    }

    /// Hands every block over, in order.
    func forEachBlock(_ body: (UnsafeBufferPointer<UInt8>) -> Void) {
        for (index, block) in blocks.enumerated() {
            body(UnsafeBufferPointer(start: block, count: index < used.count ? used[index] : position))
        }
    }

    /// Bytes that are held.
    var size: Int { blocks.count * ByteTrail.blockSize }
}
