internal import Kernel

/// Conditions as text: `channel is edi`, `destination is eu or world`, `5% of orders`, `lines at least 10`,
/// `lines 2..5`, `weight at most 30 kg`, `parked at most 1 times`, `on time`.
struct ConditionNotation {
    let demand: DemandPlan

    static let expected =
        "a condition such as channel is edi, lines at least 10, weight at most 30 kg, 5% of orders or on time"

    /// The condition, or nil when a problem was reported.
    func read(_ text: Located<String>) -> Condition? {
        let words = Name.folded(text.value)
        if words == "on time" { return .onTime }
        if words.hasSuffix("of orders"),
            let share = try? ShareNotation.parse(String(words.dropLast(9)).filter { $0 != " " })
        {
            guard share <= 1 else {
                text.item.refuse("expected a share of at most 100%, found \(quoted(text.value))")
                return nil
            }
            return .chance(share)
        }
        if let range = words.firstRange(of: " is ") {
            return attribute(String(words[..<range.lowerBound]), String(words[range.upperBound...]), text)
        }
        var scanner = Scanner(words)
        if let word = scanner.word(), let condition = numbers(word, &scanner) { return condition }
        text.item.refuse(expected: ConditionNotation.expected)
        return nil
    }

    private func numbers(_ word: String, _ scanner: inout Scanner) -> Condition? {
        func value(_ scanner: inout Scanner) -> Int? {
            let quantity: Quantity = word == "weight" ? .weight : .count
            return (try? quantity.scan(&scanner)).map { Int($0) }
        }
        if word == "parked" {
            guard scanner.take("at most"), let times = value(&scanner) else { return nil }
            _ = scanner.take("times") || scanner.take("time")
            return scanner.isAtEnd ? .parkedAtMost(times) : nil
        }
        let range: ClosedRange<Int>
        if scanner.take("at least") {
            guard let low = value(&scanner) else { return nil }
            range = low...max(low, Int(Int32.max))
        } else if scanner.take("at most") {
            guard let high = value(&scanner) else { return nil }
            range = 0...high
        } else {
            guard let low = value(&scanner) else { return nil }
            if scanner.take("..") {
                guard let high = value(&scanner), low <= high else { return nil }
                range = low...high
            } else {
                range = low...low
            }
        }
        guard scanner.isAtEnd else { return nil }
        switch word {
        case "lines": return .lines(range)
        case "units": return .units(range)
        case "weight": return .weight(range)
        default: return nil
        }
    }

    private func attribute(_ name: String, _ values: String, _ text: Located<String>) -> Condition? {
        let names: [String]
        let attribute: Condition.Attribute
        switch name {
        case "channel": (attribute, names) = (.channel, demand.channels.names)
        case "destination": (attribute, names) = (.destination, demand.destinations.names)
        case "service": (attribute, names) = (.service, demand.services.names)
        case "warehouse": (attribute, names) = (.warehouse, demand.warehouses.names)
        case "carrier": (attribute, names) = (.carrier, demand.carriers)
        default:
            let known = Condition.Attribute.allCases.map(\.rawValue)
            text.item.refuse("orders have no \(quoted(name))\(Name.hint(for: name, among: known))")
            return nil
        }
        let isNegated = values.hasPrefix("not ")
        var mask: UInt64 = 0
        for value in (isNegated ? String(values.dropFirst(4)) : values).split(separator: " or ") {
            // A preset speaks of channels that a scenario may not have: nothing comes that way then.
            if let index = names.firstIndex(where: { Name.folded($0) == Name.folded(String(value)) }), index < 64 {
                mask |= 1 << UInt64(index)
            } else if !ConditionNotation.usual.contains(String(value)) {
                let holes = text.item.reading.holes
                text.item.refuse(
                    name: String(value), "there is no \(name) \(quoted(String(value)))", among: names,
                    isPartial: holes.contains(attribute == .carrier ? .systems : .orders))
                return nil
            }
        }
        return .attribute(attribute, mask: isNegated ? ~mask : mask)
    }

    /// Values that presets may speak of although a scenario's orders do not have them.
    private static let usual: Set<String> = [
        "shop", "marketplace", "edi", "domestic", "eu", "world", "standard", "express",
    ]
}
