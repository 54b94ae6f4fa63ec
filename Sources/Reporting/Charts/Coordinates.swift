/// The grid that drawings use: whole numbers, so that paths are short and the same everywhere. The picture is stretched
/// to the room it gets; strokes keep their width.
enum Grid {
    /// Columns of a plot.
    static let width = 3_000
    /// Rows of a plot.
    static let height = 1_000

    /// The column at a share of the width.
    static func x(_ position: Double) -> Int { Int((position * Double(width)).rounded()) }
    /// The row at a share of the height, counted from the bottom.
    static func y(_ position: Double) -> Int { Int(((1 - position) * Double(height)).rounded()) }

    /// A share as a CSS percentage: `37.5%`.
    static func percent(_ position: Double) -> Markup { Markup(raw: Figures.trimmed(position * 100, 2) + "%") }
}
