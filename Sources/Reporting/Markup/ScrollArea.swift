/// Frames in which wide tables are scrolled sideways.
enum ScrollArea {
    /// The attributes by which a frame can be reached and scrolled with the keyboard, and is announced.
    /// - Parameter name: what lies in it.
    static func attributes(_ name: String) -> Markup { " tabindex=\"0\" role=\"group\" aria-label=\"\(name)\"" }
}
