internal import Kernel

/// Calls that a caller does not wait for: all of a link, or those of some operations.
enum AsyncCalls {
    case all
    case none
    case operations([Located<String>])

    private static let names = Shape<[Located<String>]>.oneOrMore(Shape<String>.text.located, of: "operations")

    static let shape = Shape<AsyncCalls>(
        describe: { book in
            .object([("anyOf", .list([Shape<Bool>.yesNo.describe(book), names.describe(book)]))])
        },
        read: { item in
            names.read(item).map { names in
                switch names.count == 1 ? names[0].value.lowercased() : "" {
                case "yes", "true", "on": .all
                case "no", "false", "off": .none
                default: .operations(names)
                }
            }
        })
}
