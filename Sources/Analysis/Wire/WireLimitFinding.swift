import Kernel

/// A partner's limit on an operation, from three sides.
public struct WireLimitFinding: Sendable, Hashable {
    /// The operation; "all operations" for what they share.
    public var operation: String
    /// Requests let through.
    public var admitted: Int64
    /// Requests refused for the limit's sake.
    public var refused: Int64
    /// What the scenario documents; nil: nothing.
    public var documented: String?
    /// What the partner's answers told of it; nil: nothing.
    public var announced: String?
    /// What was found in practice, in words.
    public var practice: String
    /// Requests a second that it allows in the long run; nil: no limit was found.
    public var sustained: Double?
    /// Requests at once that it allows, where it is a token bucket.
    public var burst: Double?
    /// Share of decisions that this explains, 0...1.
    public var confidence: Double

    init(_ operation: String, _ facts: LimitFacts) {
        self.operation = operation
        admitted = facts.admitted
        refused = facts.refused
        documented = facts.documented
        sustained = facts.sustained
        burst = facts.burst
        confidence = facts.confidence
        let parts = WireLimitFinding.parts(facts)
        announced = parts.announced
        practice = parts.practice
    }

    /// The line of a recording taken apart: "documented ...; announced ...; in practice ...".
    private static func parts(_ facts: LimitFacts) -> (announced: String?, practice: String) {
        let opening = "documented \(facts.documented ?? "nothing"); announced "
        let joint = Array("; in practice ")
        guard facts.words.hasPrefix(opening) else { return (nil, facts.words) }
        let rest = Array(facts.words.dropFirst(opening.count))
        let last = stride(from: rest.count - joint.count, through: 0, by: -1).first {
            rest[$0..<($0 + joint.count)].elementsEqual(joint)
        }
        guard let last else { return (nil, facts.words) }
        let announced = String(rest[..<last])
        // How much it explains, and of how many decisions, stands in figures of its own.
        let practice = String(rest[(last + joint.count)...])
        let bare = practice.hasSuffix(")") ? practice.lastIndex(of: "(").map { practice[..<$0] } : nil
        return (
            announced == "nothing" ? nil : announced,
            bare.map { String($0.reversed().drop { $0 == " " }.reversed()) } ?? practice
        )
    }
}
