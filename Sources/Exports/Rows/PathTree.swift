/// Paths into JSON objects that are needed, as a tree: `data.order.ref` is three keys below each other.
struct PathTree {
    /// A key of an object.
    private struct Node {
        var key: [UInt8]
        var slot: Int
        var children: [Int]
    }

    private var nodes: [Node] = [Node(key: [], slot: -1, children: [])]

    /// The paths, each with the slot of its values.
    init(_ paths: [(path: String, slot: Int)]) {
        for (path, slot) in paths {
            var at = 0
            for part in path.split(separator: ".", omittingEmptySubsequences: false) {
                let key = Array(part.utf8)
                if let child = nodes[at].children.first(where: { nodes[$0].key == key }) {
                    at = child
                } else {
                    nodes.append(Node(key: key, slot: -1, children: []))
                    nodes[at].children.append(nodes.count - 1)
                    at = nodes.count - 1
                }
            }
            nodes[at].slot = slot
        }
    }

    /// The node of a key below another; nil: not needed.
    @inline(__always)
    func child(of node: Int, _ key: UnsafeRawBufferPointer) -> Int? {
        for child in nodes[node].children where nodes[child].key.count == key.count {
            if nodes[child].key.elementsEqual(key) { return child }
        }
        return nil
    }

    /// The slot of a node, or -1.
    func slot(_ node: Int) -> Int { nodes[node].slot }
}
