/// What a scanner found at the front of the bytes.
enum RowScan: Equatable {
    /// A row of so many bytes, over so many lines; its values are in the slots.
    case row(Int, lines: Int)
    /// Bytes between rows.
    case skip(Int, lines: Int)
    /// A row that cannot be read, and why.
    case bad(Int, lines: Int, String)
    /// The row is not there as a whole: more bytes are needed.
    case more
    /// Nothing after this can be read, and why.
    case hopeless(String)
}
