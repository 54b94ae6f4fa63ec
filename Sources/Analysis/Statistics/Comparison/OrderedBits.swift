/// Whole numbers in the order of floating-point numbers, so that a value can be found by halving.
enum OrderedBits {
    /// A whole number for each finite number, in the same order.
    static func key(_ value: Double) -> Int64 {
        let bits = Int64(bitPattern: value.bitPattern)
        return bits >= 0 ? bits : -(bits & Int64.max)
    }

    /// The number of a key.
    static func value(_ key: Int64) -> Double {
        key >= 0 ? Double(bitPattern: UInt64(key)) : -Double(bitPattern: UInt64(-key))
    }

    /// The least value between two for which a condition holds that, once true, stays true.
    static func first(from lower: Double, to upper: Double, where holds: (Double) -> Bool) -> Double {
        var low = key(lower)
        var high = key(upper)
        while low < high {
            // The mean of two keys, rounded down, without overflow.
            let middle = (low & high) + ((low ^ high) >> 1)
            if holds(value(middle)) { high = middle } else { low = middle + 1 }
        }
        return value(low)
    }
}
