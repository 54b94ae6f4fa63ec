internal import Kernel

extension Shape where Value == DemandPlan.Mix {
    /// Named shares that make 100 % together, or one name for all.
    static func mix(of words: String) -> Shape<DemandPlan.Mix> {
        let mapping = Shape<[Named<Double>]>.names(.share, of: words, atMost: 64).checked { shares, item in
            // The names are known even where the shares are wrong: who speaks of them goes on with these.
            func standIn(_ names: [String]) -> DemandPlan.Mix {
                DemandPlan.Mix(names: names, weights: names.map { _ in 1 })
            }
            guard case .mapping(let entries) = item.tree.content else { return DemandPlan.Mix?.none }
            guard shares.count == entries.count else { return standIn(entries.map(\.key)) }
            guard !shares.isEmpty else {
                item.refuse("expected \(words) with their shares, found none")
                return nil
            }
            // In billionths, so that 33.3 % + 33.3 % + 33.4 % is 100 %.
            let sum = shares.reduce(0) { $0 + Int(($1.value * 1e9).rounded()) }
            guard abs(sum - 1_000_000_000) <= shares.count else {
                item.refuse("the shares make \(percent(Double(sum) / 1e9)) together, expected 100%")
                return standIn(shares.map(\.name))
            }
            return DemandPlan.Mix(names: shares.map(\.name), weights: shares.map(\.value))
        }
        return .either(
            "\(words) with their shares, such as { first: 60%, second: 40% }",
            scalar: Shape<String>.text.map { DemandPlan.Mix(only: $0) }, mapping: mapping)
    }
}

/// A fraction as a percentage with at most four decimals: `99.5%`.
func percent(_ fraction: Double) -> String {
    let units = Int((fraction * 1_000_000).rounded())
    guard units % 10_000 != 0 else { return "\(units / 10_000)%" }
    let decimals = String(String(units % 10_000 + 10_000).dropFirst().reversed().drop { $0 == "0" }.reversed())
    return "\(units / 10_000).\(decimals)%"
}

/// A count with its thousands set apart: `1,000,000`.
func grouped(_ count: Int) -> String {
    var out = ""
    for (index, digit) in String(count).reversed().enumerated() {
        if index > 0, index % 3 == 0, digit != "-" { out.append(",") }
        out.append(digit)
    }
    return String(out.reversed())
}
