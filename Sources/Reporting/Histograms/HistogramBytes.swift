internal import Kernel

/// A latency histogram as the bytes that every HdrHistogram library reads (encoding V2), values in microseconds.
///
/// Layout, big-endian: cookie, length of the counts, normalizing offset (0), significant digits (3), lowest discernible
/// value (1), highest trackable value, conversion ratio (1.0 as a double), then the counts up to the last one that is not
/// zero, as ZigZag LEB128 numbers of at most nine bytes, a run of n > 1 zeros being the number -n.
enum HistogramBytes {
    /// Cookie of encoding V2, with the 0x10 that all writers add.
    private static let cookie: UInt32 = 0x1c84_9313
    /// Cookie of a V2 encoding inside a zlib stream.
    private static let compressedCookie: UInt32 = 0x1c84_9314

    /// The encoding, not compressed.
    /// - Parameter highest: highest trackable value in µs, at least the histogram's largest sample.
    static func encoded(_ histogram: LatencyHistogram, highest: UInt64) -> [UInt8] {
        var counts: [UInt8] = []
        var zeros: Int64 = 0
        for count in histogram.counts {
            guard count > 0 else {
                zeros += 1
                continue
            }
            if zeros > 0 { append(zeros > 1 ? -zeros : 0, to: &counts) }
            zeros = 0
            append(Int64(clamping: count), to: &counts)
        }
        var bytes: [UInt8] = []
        append(cookie, to: &bytes)
        append(UInt32(counts.count), to: &bytes)
        append(UInt32(0), to: &bytes)
        append(UInt32(3), to: &bytes)
        append(UInt64(1), to: &bytes)
        append(highest, to: &bytes)
        append((1.0).bitPattern, to: &bytes)
        return bytes + counts
    }

    /// The encoding in a zlib stream, as histogram logs hold it (in Base64).
    static func compressed(_ histogram: LatencyHistogram, highest: UInt64) -> [UInt8] {
        let stream = stored(encoded(histogram, highest: highest))
        var bytes: [UInt8] = []
        append(compressedCookie, to: &bytes)
        append(UInt32(stream.count), to: &bytes)
        return bytes + stream
    }

    /// A zlib stream (RFC 1950) of stored blocks (RFC 1951, 3.2.4): valid, and the counts are short already.
    static func stored(_ content: [UInt8]) -> [UInt8] {
        var bytes: [UInt8] = [0x78, 0x01]
        var position = 0
        repeat {
            let end = min(content.count, position + 0xffff)
            let length = UInt16(end - position)
            bytes.append(end == content.count ? 1 : 0)
            for number in [length, ~length] {
                bytes.append(UInt8(truncatingIfNeeded: number))
                bytes.append(UInt8(truncatingIfNeeded: number >> 8))
            }
            bytes += content[position..<end]
            position = end
        } while position < content.count
        append(adler32(content), to: &bytes)
        return bytes
    }

    /// The checksum of a zlib stream (RFC 1950, 8.2).
    private static func adler32(_ content: [UInt8]) -> UInt32 {
        var low: UInt32 = 1
        var high: UInt32 = 0
        for byte in content {
            low = (low + UInt32(byte)) % 65_521
            high = (high + low) % 65_521
        }
        return high << 16 | low
    }

    private static func append(_ number: some FixedWidthInteger & UnsignedInteger, to bytes: inout [UInt8]) {
        for shift in stride(from: number.bitWidth - 8, through: 0, by: -8) {
            bytes.append(UInt8(truncatingIfNeeded: number >> shift))
        }
    }

    /// ZigZag LEB128 of HdrHistogram: seven bits a byte, but the ninth byte, if there is one, holds eight.
    private static func append(_ number: Int64, to bytes: inout [UInt8]) {
        var rest = UInt64(bitPattern: number << 1 ^ number >> 63)
        for _ in 0..<8 {
            guard rest >= 0x80 else { break }
            bytes.append(UInt8(truncatingIfNeeded: rest) | 0x80)
            rest >>= 7
        }
        bytes.append(UInt8(truncatingIfNeeded: rest))
    }
}
