/// A pattern as PostgreSQL's LIKE knows it: "%" stands for any characters, "_" for one, and a backslash takes the meaning of
/// the character after it away. https://www.postgresql.org/docs/15/functions-matching.html
struct LikePattern {
    private enum Part: Equatable {
        case any
        case one
        case character(Character)
    }

    private let parts: [Part]

    init(_ text: String) {
        var parts: [Part] = []
        var isEscaped = false
        for character in text {
            switch character {
            case _ where isEscaped:
                parts.append(.character(character))
                isEscaped = false
            case "\\": isEscaped = true
            case "%": parts.append(.any)
            case "_": parts.append(.one)
            default: parts.append(.character(character))
            }
        }
        self.parts = parts
    }

    /// Whether a whole text is of this kind. Only the latest "%" is ever tried again: time is that of both lengths multiplied.
    func matches(_ text: String) -> Bool {
        let text = Array(text)
        var (place, position) = (0, 0)
        var retry: (place: Int, position: Int)?
        while position < text.count {
            switch place < parts.count ? parts[place] : nil {
            case .any?:
                retry = (place, position)
                place += 1
                continue
            case .one?:
                place += 1
                position += 1
                continue
            case .character(let wanted)? where wanted == text[position]:
                place += 1
                position += 1
                continue
            default: break
            }
            guard let last = retry else { return false }
            retry = (last.place, last.position + 1)
            place = last.place + 1
            position = last.position + 1
        }
        return parts[place...].allSatisfy { $0 == .any }
    }
}
