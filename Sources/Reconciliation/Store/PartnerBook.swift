/// Names of partners and their numbers, as they come.
public final class PartnerBook {
    /// More than these are counted as one.
    public static let limit = 4_000
    /// The name of those beyond the limit.
    public static let others = "other partners"

    /// Names, by number.
    public private(set) var names: [String] = []
    private var numbers: [String: UInt16] = [:]
    private var byHash: [UInt64: UInt16] = [:]

    /// Without names.
    public init() {}

    /// The number of a name.
    public func number(_ name: String) -> UInt16 {
        if let number = numbers[name] { return number }
        guard names.count < PartnerBook.limit else {
            if names.count == PartnerBook.limit {
                names.append(PartnerBook.others)
                numbers[PartnerBook.others] = UInt16(PartnerBook.limit)
            }
            return UInt16(PartnerBook.limit)
        }
        let number = UInt16(names.count)
        names.append(name)
        numbers[name] = number
        return number
    }

    /// The number of a name of which the bytes are there.
    public func number(of bytes: UnsafeRawBufferPointer) -> UInt16 {
        let hash = KeyHash.of(bytes)
        if let number = byHash[hash] { return number }
        let number = number(String(decoding: bytes, as: UTF8.self))
        byHash[hash] = number
        return number
    }
}
