/// Many tests at once: the procedure of Y. Benjamini and Y. Hochberg (1995), which bounds the expected share of false
/// alarms among the alarms.
public enum FalseDiscovery {
    /// Each p-value adjusted: the smallest share of false discoveries at which its test would be called.
    ///
    /// In ascending order p_(i) m / i, from the largest down never rising above the one after it.
    public static func adjusted(_ pValues: [Double]) -> [Double] {
        let order = pValues.indices.sorted { (pValues[$0], $0) < (pValues[$1], $1) }
        var adjusted = pValues
        var least = 1.0
        for (rank, index) in order.enumerated().reversed() {
            least = min(least, pValues[index] * Double(pValues.count) / Double(rank + 1))
            adjusted[index] = least
        }
        return adjusted
    }

    /// Which tests are called when at most this share of the calls may be false, in expectation.
    public static func discoveries(_ pValues: [Double], rate: Double) -> [Int] {
        adjusted(pValues).enumerated().filter { $0.element <= rate }.map(\.offset)
    }
}
