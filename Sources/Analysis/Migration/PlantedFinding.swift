public import Reconciliation

/// What became of differences that were planted on purpose.
public struct PlantedFinding: Sendable, Codable, Hashable {
    /// What was planted, in words.
    public var name: String
    /// The class that it should be found as.
    public var expected: VerdictClass
    /// How many were planted.
    public var planted: Int
    /// How many of them were found as that class.
    public var found: Int
    /// The others, by the class that they were found as.
    public var otherwise: [VerdictClass: Int]

    /// What became of it.
    public init(name: String, expected: VerdictClass, planted: Int, found: Int, otherwise: [VerdictClass: Int]) {
        self.name = name
        self.expected = expected
        self.planted = planted
        self.found = found
        self.otherwise = otherwise
    }
}
