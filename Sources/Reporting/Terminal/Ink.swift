/// Colour and weight on a terminal; plain when colour is not wanted.
struct Ink: Sendable {
    /// Whether escape sequences are written.
    let isColoured: Bool

    func good(_ text: String) -> String { wrap(text, "32") }
    func bad(_ text: String) -> String { wrap(text, "31") }
    func warning(_ text: String) -> String { wrap(text, "33") }
    func strong(_ text: String) -> String { wrap(text, "1") }
    func soft(_ text: String) -> String { wrap(text, "2") }
    func strongGood(_ text: String) -> String { wrap(text, "1;32") }
    func strongBad(_ text: String) -> String { wrap(text, "1;31") }
    func strongWarning(_ text: String) -> String { wrap(text, "1;33") }

    private func wrap(_ text: String, _ code: String) -> String {
        isColoured && !text.isEmpty ? "\u{1B}[\(code)m\(text)\u{1B}[0m" : text
    }
}
