internal import Kernel

/// What the times of a plan are for, so that one that differs can be told by name: "shop hand over work".
struct DistributionNames {
    private var names: [DistributionID: String] = [:]

    /// By the first program that uses each: an operation's, a queue's consumer's, or the journey.
    init(_ plan: Plan) {
        func name(_ system: SystemID, _ part: String) -> String { "\(plan.systems[system].name) \(part)" }
        let programs =
            ([(plan.journey.entry, "journey")]
            + plan.operations.map { ($0.entry, name($0.system, $0.name)) }
            + plan.queues.map { ($0.entry, name($0.system, $0.name)) }).sorted { $0.0 < $1.0 }
        var next = 0
        var program = "journey"
        for (place, step) in plan.steps.enumerated() {
            while next < programs.count, programs[next].0 <= place {
                program = programs[next].1
                next += 1
            }
            switch step {
            case .work(let work) where plan.works.indices.contains(work):
                enter(plan.works[work].base, "\(program) work")
                enter(plan.works[work].perLine, "\(program) work a line")
                enter(plan.works[work].perUnit, "\(program) work a unit")
            case .wait(let distribution): enter(distribution, "\(program) wait")
            default: break
            }
        }
    }

    private mutating func enter(_ distribution: DistributionID?, _ name: String) {
        // A dot would look like another key.
        if let distribution, names[distribution] == nil {
            names[distribution] = String(name.map { $0 == "." ? "·" : $0 })
        }
    }

    /// What a distribution is for; nil: for something that has no name.
    subscript(_ distribution: DistributionID) -> String? { names[distribution] }
}
