internal import Foundation

/// Where things are: shipped presets, reports.
enum Places {
    /// The checkout the launcher runs from, if it said so.
    static var home: String? { Streams.environment("REHEARSE_HOME") }

    /// Directories with presets besides those beside the scenario: those named, then the shipped ones.
    static func presets(_ named: [String]) -> [String] {
        var places = named
        if let home { places.append("\(home)/Scenarios/presets") }
        let here = "Scenarios/presets"
        if home == nil, FileManager.default.fileExists(atPath: here) { places.append(here) }
        return places
    }

    /// The folder under which reports are kept.
    static var reports: String { home.map { "\($0)/Reports" } ?? "Reports" }

    /// A path as short as it can be said from here.
    static func short(_ path: String) -> String {
        let here = FileManager.default.currentDirectoryPath + "/"
        return path.hasPrefix(here) ? String(path.dropFirst(here.count)) : path
    }
}
