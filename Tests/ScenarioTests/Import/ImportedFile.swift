import Foundation
import Kernel
import Testing

@testable import Scenario

/// What an import made, read back.
struct ImportedFile {
    /// What was made.
    let result: ImportResult
    private let tree: Tree

    /// Imports a text, which must succeed; the scenario must be valid.
    init(_ text: String, _ importer: Importer = Importer(), _ location: SourceLocation = #_sourceLocation) throws {
        result = try importer.run(Array(text.utf8), source: "folder/source.txt")
        let (_, problems) = ScenarioFile.read(result.scenario, as: ImportedFile.folder + "imported.yaml")
        #expect(problems.map(\.description) == [], "\(result.scenario)", sourceLocation: location)
        tree = try #require(
            TreeParser.parse(bytes: Array(result.scenario.utf8), file: "imported.yaml", reading: Reading()),
            sourceLocation: location)
    }

    /// A folder with profiles.
    static let folder = "\(ShippedScenariosTests.folder)/"

    /// Names of the operations of a system, in order.
    func operations(_ system: String) -> [String] { tree["systems"]?[system]?["operations"]?.entries.map(\.key) ?? [] }

    /// The tree at keys.
    subscript(_ keys: String...) -> Tree? {
        keys.reduce(tree) { tree, key in tree.flatMap { $0[key] } }
    }

    /// An operation's only request.
    func request(_ system: String, _ operation: String, _ location: SourceLocation = #_sourceLocation) throws
        -> HTTPRequestPlan
    {
        let http = try #require(self["systems", system, "operations", operation, "http"], sourceLocation: location)
        let reading = Reading()
        let section = HTTPOperationSection.shape.read(Item(root: http, reading: reading))
        #expect(reading.problems.map(\.description) == [], sourceLocation: location)
        let plan = try #require(section, sourceLocation: location).plan
        #expect(plan.requests.count == 1, sourceLocation: location)
        return plan.requests[0]
    }

    /// The time that an operation's work takes, as written.
    func work(_ system: String, _ operation: String) -> String? {
        self["systems", system, "operations", operation, "steps"]?.elements.first?["work"]?.string
    }
}
