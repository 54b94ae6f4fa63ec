internal import Foundation

/// Writes a run's files into a folder: each whole or not at all, so that nobody ever reads half a report.
public enum ReportWriter {
    /// Something could not be written.
    public struct Failure: Error, Sendable, CustomStringConvertible {
        /// The file or folder.
        public var path: String
        /// Why, in the system's words.
        public var reason: String

        /// `cannot write PATH: REASON`.
        public var description: String { "cannot write \(path): \(reason)" }
    }

    /// Writes files.
    /// - Parameters:
    ///   - files: names and contents.
    ///   - folder: where; made with its parents if it is not there.
    /// - Throws: `Failure`, naming the path.
    public static func write(_ files: [(name: String, bytes: [UInt8])], to folder: String) throws(Failure) {
        let place = URL(fileURLWithPath: folder, isDirectory: true)
        do {
            try FileManager.default.createDirectory(at: place, withIntermediateDirectories: true)
        } catch {
            throw Failure(path: folder, reason: words(error))
        }
        for file in files {
            let target = place.appendingPathComponent(file.name)
            do {
                try Data(file.bytes).write(to: target, options: .atomic)
            } catch {
                throw Failure(path: target.path, reason: words(error))
            }
        }
    }

    private static func words(_ error: any Error) -> String {
        if let underlying = (error as NSError).userInfo[NSUnderlyingErrorKey] as? NSError {
            return underlying.localizedDescription
        }
        return error.localizedDescription
    }
}
