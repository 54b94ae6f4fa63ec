/// A line on standard error that tells how far something is, written over itself. On a terminal only.
struct StatusLine {
    /// Whether anybody sees it.
    let isShown: Bool
    private var isThere = false

    /// - Parameter isQuiet: whether nothing is wanted.
    init(isQuiet: Bool) { isShown = !isQuiet && Streams.isTerminal(2) }

    /// Shows parts of a line; those at the end that do not fit are left out as a whole: half a number would be another number.
    mutating func show(_ parts: [String]) {
        guard isShown else { return }
        var parts = parts
        while parts.count > 1, parts.joined(separator: "   ").count >= Streams.width(2) { parts.removeLast() }
        Streams.complain("\r\u{1B}[K" + parts.joined(separator: "   "), terminator: "")
        isThere = true
    }

    /// Takes the line away.
    mutating func clear() {
        guard isThere else { return }
        Streams.complain("\r\u{1B}[K", terminator: "")
        isThere = false
    }
}
