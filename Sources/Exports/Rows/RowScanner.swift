/// Takes rows apart, one after the other.
protocol RowScanner {
    /// Puts the values of the row at the front into the slots.
    /// - Parameters:
    ///   - bytes: what is there.
    ///   - isLast: whether there is no more behind it.
    mutating func scan(_ bytes: UnsafeBufferPointer<UInt8>, isLast: Bool, into slots: FieldSlots) -> RowScan
}
