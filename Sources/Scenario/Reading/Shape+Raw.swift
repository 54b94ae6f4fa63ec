extension Shape where Value == Item {
    /// Whatever is written, unread: for parts that are laid over a preset before they are read.
    /// - Parameter description: the shape that the merged part is read by, for editors.
    static func raw<Merged>(describedBy description: Shape<Merged>) -> Shape<Item> {
        Shape<Item>(describe: description.describe, read: { $0 })
    }
}
