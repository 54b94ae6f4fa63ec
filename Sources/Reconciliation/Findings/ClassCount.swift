/// How much of a class there is.
public struct ClassCount: Sendable, Codable, Hashable {
    /// What was compared as one.
    public var units: Int
    /// Events of the old side in them.
    public var old: Int
    /// Events of the new side in them.
    public var new: Int

    /// Nothing.
    public static let none = ClassCount(units: 0, old: 0, new: 0)

    /// A count.
    public init(units: Int, old: Int, new: Int) {
        self.units = units
        self.old = old
        self.new = new
    }

    /// Both.
    public static func + (lhs: ClassCount, rhs: ClassCount) -> ClassCount {
        ClassCount(units: lhs.units + rhs.units, old: lhs.old + rhs.old, new: lhs.new + rhs.new)
    }
}
