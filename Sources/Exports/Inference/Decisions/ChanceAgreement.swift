/// How far two columns agree beyond what would agree by chance.
enum ChanceAgreement {
    /// So many pairs at least say anything.
    static let leastPairs = 30
    /// From here on two columns say the same (Cohen's kappa).
    static let same = 0.9

    /// Cohen's kappa of pairs of words, empty ones left out; nil: too few pairs, or one word only.
    static func kappa(_ texts: [(old: String, new: String)]) -> Double? {
        let told = texts.filter { !$0.old.isEmpty && !$0.new.isEmpty }
        guard told.count >= leastPairs else { return nil }
        let count = Double(told.count)
        let agree = Double(told.count { $0.old == $0.new }) / count
        let old = Dictionary(grouping: told, by: \.old).mapValues { Double($0.count) / count }
        let new = Dictionary(grouping: told, by: \.new).mapValues { Double($0.count) / count }
        let byChance = old.reduce(0) { $0 + $1.value * (new[$1.key] ?? 0) }
        return byChance < 1 ? (agree - byChance) / (1 - byChance) : nil
    }
}
