internal import Kernel

/// A file to lay over a scenario (`--with`), with the tables it names.
public struct ScenarioOverlay: Sendable {
    /// A table of quantiles.
    public struct Table: Sendable, Hashable {
        /// Its file's name, beside the overlay.
        public var name: String
        /// What is in it.
        public var text: String
    }

    /// The file; nil: there is nothing to write.
    public var text: String?
    /// Tables that it names.
    public var tables: [Table]
    /// Figures that have no place in the scenario, and why, by their index.
    public var refusals: [Int: String]
}

extension ScenarioFile {
    /// The figures of a run as a file to lay over the scenario, in the scenario's own keys.
    /// - Parameters:
    ///   - figures: what was found.
    ///   - comments: lines for its head.
    public func overlay(_ figures: [ScenarioFigure], comments: [String]) -> ScenarioOverlay {
        var writer = OverlayWriter(self)
        var refusals: [Int: String] = [:]
        for (place, figure) in figures.enumerated() {
            do {
                try writer.write(figure)
            } catch {
                refusals[place] = error.reason
            }
        }
        let head = comments.map { "# \(YAMLText.comment($0))\n" }.joined()
        return ScenarioOverlay(
            text: writer.overlay.map { head + $0.yaml }, tables: writer.tables, refusals: refusals)
    }

    /// Each system as it is over its preset, by its index in the plan; nil: it cannot be had.
    var systemTrees: [Tree?] {
        let reading = Reading()
        let directories = [FileStore.resolve("presets", besides: source.path)] + source.presets
        let library = PresetLibrary(directories: directories, reading: reading)
        return plan.systems.map { system in
            source.tree["systems"]?[system.name].flatMap { library.overlaid(Item(root: $0, reading: reading)) }?.tree
        }
    }

    /// Whether `links` has network times of its own, which go before what a system says.
    var hasLatencyInLinks: Bool {
        guard case .mapping(let links) = source.tree["links"]?.content else { return false }
        return links.contains { $0.value["latency"] != nil }
    }
}
