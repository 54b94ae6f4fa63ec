internal import Reconciliation

/// What is left of a key without what systems put around it: prefixes, zeros at the front, capitals.
///
/// Keys that are the same after any such change have one core, so that the same orders are sampled on both sides before
/// it is known how keys were changed.
enum KeyCore {
    /// The core's hash; nil: there is no value.
    static func hash(_ bytes: UnsafeRawBufferPointer) -> UInt64? {
        guard !bytes.isEmpty, bytes.count <= 200 else { return nil }
        var start = bytes.firstIndex { $0 &- 0x30 < 10 } ?? 0
        while start < bytes.count - 1, bytes[start] == 0x30 { start += 1 }
        return withUnsafeTemporaryAllocation(byteCount: 200, alignment: 8) { room in
            var count = 0
            for index in start..<bytes.count {
                let byte = bytes[index]
                room[count] = (0x41...0x5a).contains(byte) ? byte | 0x20 : byte
                count += 1
            }
            return KeyHash.of(UnsafeRawBufferPointer(rebasing: room[..<count]))
        }
    }
}
