/// How a group of files tells of events: a column with the kind, or one kind for each of its columns of times.
struct EventStream {
    /// The group.
    let group: Int
    /// The column with the kind; nil: every row is one of `fixed`.
    let event: Int?
    /// What tells the kind where no column does: a column of times, or the name of the file.
    let fixed: String
    /// The column of the time.
    let time: Int
    /// What is unsure about it.
    var doubts: [String] = []
}
