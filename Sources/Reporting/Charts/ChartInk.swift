/// What a line or an area is drawn in. The page's style sheet gives each its colour in light, in dark and on paper.
enum ChartInk: Sendable, Hashable {
    /// One of eight colours that tell series apart.
    case series(Int)
    /// What came in: the demand.
    case demand
    /// What went well.
    case good
    /// Trouble.
    case bad
    /// Background: context, not the point.
    case soft

    /// Its class in the style sheet.
    var name: Markup {
        switch self {
        case .series(let k): Markup(raw: "s\(k % 8)")
        case .demand: "demand"
        case .good: "good"
        case .bad: "bad"
        case .soft: "soft"
        }
    }
}
