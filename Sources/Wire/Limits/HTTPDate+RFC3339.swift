extension HTTPDate {
    /// A moment by RFC 3339, in UTC: "2026-11-27T00:00:03Z".
    /// - Parameter seconds: since 1970.
    public static func rfc3339(_ seconds: Int64) -> String {
        // "Fri, 27 Nov 2026 00:00:03 GMT"
        let parts = text(seconds).split(separator: " ")
        let month = months.firstIndex(of: String(parts[2])).map { $0 + 1 } ?? 1
        return "\(parts[3])-\(two(Int64(month)))-\(parts[1])T\(parts[4])Z"
    }
}
