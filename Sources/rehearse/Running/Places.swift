internal import Foundation

/// Where things are: shipped presets, reports.
enum Places {
    /// The checkout: as the launcher says, or the one the program was built in.
    static let home: String? = Streams.environment("REHEARSE_HOME") ?? checkout(around: Bundle.main.bundlePath)

    /// The nearest folder at or above `path` that has shipped presets.
    private static func checkout(around path: String) -> String? {
        var folder = URL(fileURLWithPath: path).standardizedFileURL.resolvingSymlinksInPath()
        while folder.path != "/" {
            if FileManager.default.fileExists(atPath: folder.path + "/Scenarios/presets") { return folder.path }
            folder = folder.deletingLastPathComponent()
        }
        return nil
    }

    /// Directories with presets besides those beside the scenario: those named, then the shipped ones.
    static func presets(_ named: [String]) -> [String] {
        var places = named
        if let home { places.append("\(home)/Scenarios/presets") }
        let here = "Scenarios/presets"
        if home == nil, FileManager.default.fileExists(atPath: here) { places.append(here) }
        return places
    }

    /// The folder under which reports are kept: the checkout's when started by its launcher, else here.
    static var reports: String { Streams.environment("REHEARSE_HOME").map { "\($0)/Reports" } ?? "Reports" }

    /// A path as short as it can be said from here.
    static func short(_ path: String) -> String {
        let here = FileManager.default.currentDirectoryPath + "/"
        return path.hasPrefix(here) ? String(path.dropFirst(here.count)) : path
    }
}
