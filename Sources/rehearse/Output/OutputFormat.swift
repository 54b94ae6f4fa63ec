internal import ArgumentParser

/// What a command prints.
enum OutputFormat: String, ExpressibleByArgument, CaseIterable {
    /// Words for people.
    case text
    /// JSON for tools.
    case json

    /// Prints what is asked for; words are left out where nothing is wanted.
    func say(json: @autoclosure () -> String, words: @autoclosure () -> String, isQuiet: Bool) {
        switch self {
        case .json: Streams.say(json(), terminator: "")
        case .text: if !isQuiet { Streams.say(words(), terminator: "") }
        }
    }
}
