internal import CCurl
internal import HTTPTypes

/// The header fields of a request as the list that libcurl reads, in memory that is used again for the next request: no
/// allocation a field, and no walk to the list's end a field, as `curl_slist_append` does.
final class HeaderLines {
    private var text = UnsafeMutablePointer<CChar>.allocate(capacity: 1_024)
    private var capacity = 1_024
    private var used = 0
    private var nodes = UnsafeMutablePointer<curl_slist>.allocate(capacity: 32)
    private var nodeCapacity = 32
    private var starts: [Int] = []

    deinit {
        text.deallocate()
        nodes.deallocate()
    }

    /// Fields that libcurl writes itself.
    private static let own: Set<HTTPField.Name> = {
        Set(["host", "content-length", "transfer-encoding", "connection"].compactMap { HTTPField.Name($0) })
    }()

    /// Writes the fields of a request.
    /// - Parameters:
    ///   - hasBody: whether libcurl will send a body, and would name a content type of its own.
    ///   - isLarge: whether the body is so large that libcurl would ask for leave first (`Expect`), and wait for it.
    func write(_ fields: HTTPFields, hasBody: Bool, isLarge: Bool) {
        used = 0
        starts.removeAll(keepingCapacity: true)
        var namesType = false
        for field in fields {
            guard !HeaderLines.own.contains(field.name) else { continue }
            if field.name == .contentType { namesType = true }
            line(field.name.rawName, field.value)
        }
        // A name without value takes libcurl's own field out.
        if hasBody, !namesType { line("Content-Type:") }
        if isLarge, !fields.contains(.expect) { line("Expect:") }
    }

    /// The list; nil when there is nothing in it.
    var list: UnsafeMutablePointer<curl_slist>? {
        guard !starts.isEmpty else { return nil }
        if starts.count > nodeCapacity {
            nodes.deallocate()
            nodeCapacity = starts.count * 2
            nodes = .allocate(capacity: nodeCapacity)
        }
        for (k, start) in starts.enumerated() {
            nodes[k].data = text + start
            nodes[k].next = k + 1 < starts.count ? nodes + (k + 1) : nil
        }
        return nodes
    }

    private func line(_ name: String, _ value: String) {
        starts.append(used)
        append(name)
        // libcurl sends "Name:" with nothing behind it only when it is written with a semicolon.
        append(value.isEmpty ? ";" : ": ")
        append(value)
        end()
    }

    private func line(_ whole: String) {
        starts.append(used)
        append(whole)
        end()
    }

    private func end() {
        reserve(1)
        text[used] = 0
        used += 1
    }

    private func append(_ part: String) {
        var part = part
        part.withUTF8 { bytes in
            reserve(bytes.count)
            for byte in bytes {
                text[used] = CChar(bitPattern: byte)
                used += 1
            }
        }
    }

    private func reserve(_ count: Int) {
        guard used + count > capacity else { return }
        let larger = max(capacity * 2, used + count)
        let moved = UnsafeMutablePointer<CChar>.allocate(capacity: larger)
        moved.update(from: text, count: used)
        text.deallocate()
        text = moved
        capacity = larger
    }
}
