/// Amounts of money in hundredths, exact.
enum Cents {
    /// 1990 as 19.90
    static func decimal(_ cents: Int64) -> String {
        let magnitude = cents.magnitude
        let rest = magnitude % 100
        return (cents < 0 ? "-" : "") + "\(magnitude / 100).\(rest < 10 ? "0" : "")\(rest)"
    }

    /// A JSON number such as 19.9 in hundredths, what is smaller rounded half away from zero; nil: no number that fits.
    static func reading(_ json: JSON?) -> Int64? {
        guard let amount = json?.double, amount.isFinite, amount.magnitude < 9e13 else { return nil }
        return Int64((amount * 100).rounded())
    }
}
