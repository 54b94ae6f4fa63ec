/// HdrHistogram's bucket layout (Tene, "HdrHistogram"): linear cells below 2^(half+1) µs, then `2^half` cells for every
/// doubling, so that the width of a cell is at most 2^-half of its values.
///
/// With `subBucketHalfCountMagnitude` = `half` and unit magnitude 0:
/// `bucket = max(0, bitWidth(value) - half - 1)`, `index = (bucket << half) + (value >> bucket)`.
struct BucketLayout: Sendable, Hashable {
    /// Binary logarithm of the cells in half a bucket.
    let half: Int

    /// Three significant digits: subBucketCount 2048.
    static let fine = BucketLayout(half: 10)
    /// Two significant digits: subBucketCount 256. Every fine cell lies in exactly one coarse cell.
    static let coarse = BucketLayout(half: 7)

    /// Cells that any `Nanoseconds` can reach.
    var cellLimit: Int { index(of: .max) + 1 }

    /// The cell of a time in ns; times below zero fall into the first one.
    @inline(__always)
    func index(of time: Nanoseconds) -> Int {
        let value = UInt64(bitPattern: max(time, 0)) / 1_000
        let mask = (UInt64(2) << UInt64(half)) &- 1
        let bucket = 63 &- half &- (value | mask).leadingZeroBitCount
        return (bucket &<< half) &+ Int(truncatingIfNeeded: value &>> UInt64(bucket))
    }

    /// The smallest value of a cell in µs.
    @inline(__always)
    func lowest(_ index: Int) -> UInt64 {
        let bucket = max(0, (index &>> half) &- 1)
        return UInt64(index &- (bucket &<< half)) &<< UInt64(bucket)
    }

    /// Number of µs values in a cell.
    func width(_ index: Int) -> UInt64 { 1 &<< UInt64(max(0, (index &>> half) &- 1)) }

    /// The highest value that is equivalent to the values of a cell, as HdrHistogram defines it, in ns.
    func highestEquivalent(_ index: Int) -> Nanoseconds {
        BucketLayout.nanoseconds(lowest(index) &+ width(index) &- 1)
    }

    /// The middle of a cell, as HdrHistogram defines it, in ns.
    func medianEquivalent(_ index: Int) -> Nanoseconds {
        BucketLayout.nanoseconds(lowest(index) &+ width(index) / 2)
    }

    /// The coarse cell that holds fine cell `index`.
    @inline(__always)
    static func coarse(ofFine index: Int) -> Int {
        // From 1024 µs on both layouts are logarithmic, so that eight fine cells make a coarse one: with
        // index = 1024 bucket + value >> bucket the coarse index is 128 (bucket + 3) + value >> (bucket + 3).
        index >= 1_024 ? index &>> 3 &+ 384 : fine.coarsened(index, to: coarse)
    }

    /// The cell of `layout` that holds this layout's cell `index`; `layout` must be coarser.
    @inline(__always)
    func coarsened(_ index: Int, to layout: BucketLayout) -> Int {
        let value = lowest(index)
        let mask = (UInt64(2) << UInt64(layout.half)) &- 1
        let bucket = 63 &- layout.half &- (value | mask).leadingZeroBitCount
        return (bucket &<< layout.half) &+ Int(truncatingIfNeeded: value &>> UInt64(bucket))
    }

    private static func nanoseconds(_ microseconds: UInt64) -> Nanoseconds {
        let (product, overflow) = microseconds.multipliedReportingOverflow(by: 1_000)
        return overflow || product > UInt64(Int64.max) ? .max : Nanoseconds(product)
    }
}

/// What a sum of samples needs beyond cells: exact count, sum and extremes.
public struct SampleSummary: Sendable, Codable, Hashable {
    /// Number of samples.
    public internal(set) var count: UInt64 = 0
    /// Exact sum in ns, low 64 bits.
    public internal(set) var sumLow: UInt64 = 0
    /// Exact sum in ns, high 64 bits.
    public internal(set) var sumHigh: UInt64 = 0
    /// Smallest sample in ns; meaningless when empty.
    public internal(set) var minimum: Nanoseconds = .max
    /// Largest sample in ns; meaningless when empty.
    public internal(set) var maximum: Nanoseconds = 0

    /// Of no samples.
    public init() {}

    /// The mean in ns, nil when empty.
    public var mean: Double? {
        count == 0 ? nil : (Double(sumHigh) * 0x1p64 + Double(sumLow)) / Double(count)
    }

    /// Adds a sample.
    @inline(__always)
    mutating func record(_ time: Nanoseconds) {
        let value = max(time, 0)
        add(low: UInt64(bitPattern: value), high: 0)
        count &+= 1
        minimum = min(minimum, value)
        maximum = max(maximum, value)
    }

    /// Adds a sample that occurred `count` times.
    mutating func record(_ time: Nanoseconds, count more: UInt64) {
        guard more > 0 else { return }
        let value = max(time, 0)
        let product = UInt64(value).multipliedFullWidth(by: more)
        add(low: product.low, high: product.high)
        count &+= more
        minimum = min(minimum, value)
        maximum = max(maximum, value)
    }

    /// Adds all samples of another summary.
    mutating func merge(_ other: SampleSummary) {
        add(low: other.sumLow, high: other.sumHigh)
        count &+= other.count
        minimum = min(minimum, other.minimum)
        maximum = max(maximum, other.maximum)
    }

    @inline(__always)
    mutating func add(low: UInt64, high: UInt64) {
        let (sum, carry) = sumLow.addingReportingOverflow(low)
        sumLow = sum
        sumHigh = sumHigh &+ high &+ (carry ? 1 : 0)
    }

    /// The rank (from 1) of quantile `q`: ceil(q * count), HdrHistogram's rule with its guard against rounding up.
    func rank(_ q: Double) -> UInt64 {
        let wanted = (min(max(q, 0), 1).nextDown * Double(count)).rounded(.up)
        return wanted.isNaN ? count : max(1, min(count, UInt64(max(wanted, 0))))
    }
}
