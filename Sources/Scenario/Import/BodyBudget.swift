/// How many bodies go into a scenario: a file that is too large to be read helps nobody.
struct BodyBudget {
    /// The most bytes of one body.
    static let bodyLimit = 32 << 10
    /// The most bytes of all, with their indentation.
    private var left = 2 << 20

    /// Takes a body's room; false: there is not enough.
    mutating func take(_ text: String) -> Bool {
        let lines = text.utf8.count { $0 == 10 }
        let room = text.utf8.count + 16 * lines
        guard text.utf8.count <= BodyBudget.bodyLimit, room <= left else { return false }
        left -= room
        return true
    }
}
