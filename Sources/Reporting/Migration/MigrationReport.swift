public import Analysis
public import Kernel
public import Reconciliation

public struct MigrationReport: Sendable {
    let findings: MigrationFindings
    public init(_ findings: MigrationFindings, rows: MigrationRows) { self.findings = findings }
    public var json: String { "{}\n" }
    public func terminal(colour: Bool, width: Int, elapsed: String?, path: String?) -> String {
        var text = "\(findings.decision.rawValue)\n"
        for line in findings.lines {
            text += "\(line.subject) \(line.decision.rawValue)\n"
            for check in line.checks { text += "   \(check.state.rawValue): \(check.criterion): \(check.arithmetic) \(check.wanting)\n" }
        }
        let total = findings.tally.total
        for verdict in VerdictClass.allCases where total[verdict].units > 0 { text += "\(verdict.name) \(total[verdict])\n" }
        for planted in findings.planted { text += "\(planted)\n" }
        return text
    }
    public func write(to folder: String) throws {}
}
public struct MigrationRows: Sendable {
    public struct Field: Sendable, Hashable { public init(name: String, value: String) {} }
    public struct Row: Sendable, Hashable {
        public init(place: String, order: String, kind: String, time: Instant?, fields: [Field]) {}
    }
    public init() {}
    public subscript(side: Side, position: UInt64) -> Row? { get { nil } set {} }
}
