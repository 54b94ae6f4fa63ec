/// What became of a row.
enum RowOutcome: Equatable {
    /// It is an event.
    case event
    /// Its kind is left out on purpose.
    case ignored
    /// Its kind is none that the mapping names.
    case unknownKind
    /// It has no time yet, in an export in which a row tells of several events.
    case notYet
    /// It cannot be used: the column and why.
    case bad(column: String, String)
}
