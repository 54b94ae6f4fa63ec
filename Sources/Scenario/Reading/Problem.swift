/// Something wrong in a scenario or preset: where, what was expected, what was found.
public struct Problem: Sendable, Hashable {
    /// Where in which file.
    public var place: Place
    /// The path of keys to it as the user wrote them (`systems.ups.rate limit.quota`); empty for the file as a whole.
    public var path: String
    /// What is wrong and what to do.
    public var message: String

    /// A problem.
    public init(place: Place, path: String, message: String) {
        self.place = place
        self.path = path
        self.message = message
    }
}

extension Problem: CustomStringConvertible {
    /// `file:line:column: path: message`
    public var description: String {
        path.isEmpty ? "\(place): \(message)" : "\(place): \(path): \(message)"
    }
}

extension Problem {
    /// One line a problem and a last line with their number, for people.
    public static func text(_ problems: [Problem]) -> String {
        let lines = problems.map(\.description) + [problems.count == 1 ? "1 problem" : "\(problems.count) problems"]
        return lines.joined(separator: "\n")
    }

    /// A JSON array for tools: `file`, `line`, `column`, `path`, `message` (line and column 0: the whole file).
    public static func json(_ problems: [Problem]) -> String {
        JSONText.list(
            problems.map {
                .object([
                    ("file", .text($0.place.file)), ("line", .whole($0.place.line)),
                    ("column", .whole($0.place.column)), ("path", .text($0.path)), ("message", .text($0.message)),
                ])
            }
        ).rendered()
    }
}
