public import Kernel

/// A resource that holds the limit down, found by lifting it.
public struct CapacityConstraint: Sendable, Codable, Hashable {
    /// Which.
    public var resource: Resource
    /// How it was used at the limit it held down.
    public var use: TrialReading.Use
    /// Those that bind at the same load, so that lifting any of them alone moves nothing; empty: it binds alone.
    public var together: [TrialReading.Use] = []
    /// The limit without it and what binds together with it, those before it lifted as well.
    public var lifted: CapacityLimit
    /// Others that let the limit rise when they alone are lifted, furthest first: carriers that stand in for one another. Each is
    /// as good a place to begin.
    public var others: [CapacityConstraint] = []

    /// It, and what binds together with it.
    public var resources: [Resource] { [resource] + together.map(\.resource) }

    /// Whether it is spoken of as several: "gives", "give".
    public var areSeveral: Bool {
        guard together.isEmpty else { return true }
        return switch resource {
        case .workers, .connections, .hours: true
        case .limit, .pace, .hotRow, .window: false
        }
    }

    /// What it is called: "ups label quota", "antwerp pickers and tilburg pickers together".
    public func name(in plan: Plan) -> String {
        let names = resources.map { $0.name(in: plan) }
        guard let last = names.last, names.count > 1 else { return names[0] }
        return names.dropLast().joined(separator: ", ") + " and " + last + " together"
    }
}
