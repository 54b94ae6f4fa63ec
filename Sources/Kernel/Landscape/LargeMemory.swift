#if canImport(Glibc)
    internal import Glibc
#elseif canImport(Musl)
    internal import Musl
#endif

/// Memory for records by the hundred thousand.
///
/// A million orders spread over more small pages than the processor remembers the places of, so that most accesses would
/// look the place up first. Where the system has huge pages it is advised to use them here. Advice is all it is: contents
/// and results are the same without.
enum LargeMemory {
    private static var hugePage: Int { 2 << 20 }

    /// Memory for `capacity` values, not initialised; given back by `deallocate()` like any other.
    /// - Parameter alignment: of small memory; large memory starts at a huge page. By default a pair of cache lines, which
    ///   records of their size never straddle.
    static func allocate<Element: BitwiseCopyable>(
        _: Element.Type = Element.self, capacity: Int, alignment: Int = 128
    ) -> UnsafeMutablePointer<Element> {
        let bytes = capacity * MemoryLayout<Element>.stride
        guard bytes >= hugePage else {
            return UnsafeMutableRawPointer.allocate(byteCount: max(1, bytes), alignment: alignment)
                .bindMemory(to: Element.self, capacity: capacity)
        }
        let memory = UnsafeMutableRawPointer.allocate(byteCount: bytes, alignment: hugePage)
        #if os(Linux)
            // Refused by systems without huge pages; then pages are small.
            _ = madvise(memory, bytes / hugePage * hugePage, Int32(MADV_HUGEPAGE))
        #endif
        return memory.bindMemory(to: Element.self, capacity: capacity)
    }
}
