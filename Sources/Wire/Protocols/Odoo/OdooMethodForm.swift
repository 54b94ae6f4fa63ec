internal import HTTPTypes

/// How a method takes its arguments, as far as the wires need to know: JSON-RPC passes them by place, JSON-2 by name.
struct OdooMethodForm: Sendable {
    /// Whether the first argument is the ids of the records it is called on.
    var onRecords: Bool
    /// Names of the arguments by place, after the ids.
    var places: [String]

    /// The form of a method of any model.
    static func of(_ method: String) -> OdooMethodForm {
        modelMethods[method].map { OdooMethodForm(onRecords: false, places: $0) }
            ?? OdooMethodForm(onRecords: true, places: recordMethods[method] ?? [])
    }

    private static let modelMethods: [String: [String]] = [
        "create": ["vals_list"], "search": ["domain", "offset", "limit", "order"], "search_count": ["domain", "limit"],
        "search_read": ["domain", "fields", "offset", "limit", "order"], "fields_get": ["allfields", "attributes"],
        "default_get": ["fields"], "context_get": [], "name_search": ["name", "args", "operator", "limit"],
        "read_group": ["domain", "fields", "groupby"],
    ]

    private static let recordMethods: [String: [String]] = ["read": ["fields", "load"], "write": ["vals"]]

    /// Fields of Odoo's JSON answers.
    static let fields: HTTPFields = [:]

    /// A traceback as short as one can be.
    static func debug(_ error: OdooError) -> JSON {
        .string("Traceback (most recent call last):\n\(error.name): \(error.message)\n")
    }
}
