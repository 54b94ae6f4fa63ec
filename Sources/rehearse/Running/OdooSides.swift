internal import Exports
internal import Foundation
internal import Scenario

/// The sides of a comparison, those among them that are an Odoo to be read first.
struct OdooSides {
    /// Names of the files with what was read, by side.
    private static let names = ["old.jsonl", "new.jsonl", "again.jsonl"]

    private let places: [String]
    private let isOdoo: [Bool]
    private let allowedTargets: [String]
    private let isQuiet: Bool

    /// - Parameter places: old, new, and the old once more if there is one.
    init(_ places: [String], allowedTargets: [String], isQuiet: Bool) {
        self.places = places
        self.allowedTargets = allowedTargets
        self.isQuiet = isQuiet
        isOdoo = places.map { place in
            guard let bytes = FirstBytes.of(place, atMost: 4_096) else { return false }
            return OdooSourceFile.isOne(String(decoding: bytes, as: UTF8.self))
        }
    }

    /// Whether any is an Odoo.
    var hasAny: Bool { isOdoo.contains(true) }

    /// Reads the files that name an Odoo, so that mistakes are told before anything is asked.
    func check() throws {
        for (place, isOdoo) in zip(places, isOdoo) where isOdoo { _ = try source(place) }
    }

    /// Reads every Odoo, one after the other.
    /// - Parameter folder: gets what they told.
    /// - Returns: the places of the sides, now all files or folders.
    func read(into folder: String) throws -> [String] {
        try places.indices.map { side in
            guard isOdoo[side] else { return places[side] }
            let file = "\(folder)/\(Self.names[side])"
            try OdooReading(
                source: try source(places[side]), place: places[side], allowedTargets: allowedTargets, isQuiet: isQuiet
            ).write(to: file)
            return file
        }
    }

    /// Reads every Odoo into a folder that is gone afterwards, and makes a text of it, in which that folder is not named.
    func readInPassing(_ body: ([String]) throws -> String) throws -> String {
        guard hasAny else { return try body(places) }
        let folder = FileManager.default.temporaryDirectory.appending(path: "rehearse-\(UUID())")
        defer { try? FileManager.default.removeItem(at: folder) }
        do {
            // Business data: nobody else's.
            try FileManager.default.createDirectory(
                at: folder, withIntermediateDirectories: true, attributes: [.posixPermissions: 0o700])
        } catch {
            throw CommandFailure("cannot write to \(folder.path): \(error.localizedDescription)")
        }
        return try body(try read(into: folder.path)).replacing("\(folder.path)/", with: "")
    }

    private func source(_ place: String) throws -> OdooSource {
        let (source, problems) = OdooSourceFile.load(place)
        guard let source else { throw CommandFailure(Problem.text(problems), code: .usage) }
        return source
    }
}
