internal import Reconciliation

/// Reads exact decimal numbers as exports write them: `1250`, `-12.50`, `1,250.00`, `12,50-`, `+3`.
struct NumberReader {
    private let point: UInt8
    private let group: UInt8

    init(hasDecimalComma: Bool) {
        point = UInt8(ascii: hasDecimalComma ? "," : ".")
        group = UInt8(ascii: hasDecimalComma ? "." : ",")
    }

    /// Millionths; nil: it is no such number, or has digits beyond the sixth decimal, or is too large.
    @inline(__always)
    func millionths(_ bytes: UnsafeRawBufferPointer) -> Int64? {
        var value: Int64 = 0
        var decimals = -1
        var digits = 0
        var sinceGroup = -1
        var isNegative = false
        var index = 0
        let count = bytes.count
        if count > 0, bytes[0] == 0x2d || bytes[0] == 0x2b {
            isNegative = bytes[0] == 0x2d
            index = 1
        }
        while index < count {
            let byte = bytes[index]
            let digit = byte &- 0x30
            if digit < 10 {
                if decimals >= 6 {
                    // Zeros say nothing; anything else would be lost.
                    guard digit == 0 else { return nil }
                } else {
                    let (tens, first) = value.multipliedReportingOverflow(by: 10)
                    let (sum, second) = tens.addingReportingOverflow(Int64(digit))
                    guard !first, !second else { return nil }
                    value = sum
                    if decimals >= 0 { decimals &+= 1 }
                }
                digits &+= 1
                if sinceGroup >= 0 { sinceGroup &+= 1 }
            } else if byte == point {
                guard decimals < 0, sinceGroup < 0 || sinceGroup == 3 else { return nil }
                decimals = 0
                sinceGroup = -1
            } else if byte == group || byte == 0x27 || byte == 0x20 {
                guard decimals < 0, digits > 0, digits <= 3 || sinceGroup == 3 else { return nil }
                sinceGroup = 0
            } else if byte == 0x2d, index == count &- 1, digits > 0, bytes[0] != 0x2d, bytes[0] != 0x2b {
                isNegative = true
            } else {
                return nil
            }
            index &+= 1
        }
        guard digits > 0, sinceGroup < 0 || sinceGroup == 3 else { return nil }
        var missing = 6 - max(decimals, 0)
        while missing > 0 {
            let (product, overflow) = value.multipliedReportingOverflow(by: 10)
            guard !overflow else { return nil }
            value = product
            missing &-= 1
        }
        return isNegative ? -value : value
    }

    /// A number times a factor in millionths; nil: it does not fit, or it is finer than a millionth.
    @inline(__always)
    static func times(_ value: Int64, _ factor: Int64) -> Int64? {
        if factor == EventField.scale { return value }
        let product = Int128(value) * Int128(factor)
        let scale = Int128(EventField.scale)
        let (whole, rest) = product.quotientAndRemainder(dividingBy: scale)
        // A currency's rate is never exact: then the nearest millionth is.
        let rounded = whole + (2 * rest >= scale ? 1 : 2 * rest <= -scale ? -1 : 0)
        return Int64(exactly: rounded)
    }
}
