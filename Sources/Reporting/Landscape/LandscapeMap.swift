import Kernel

/// The landscape as a map: systems in layers from the order to the doorstep, edges as thick as their traffic and as red
/// as their trouble.
struct LandscapeMap: Sendable {
    /// Which way the layers run.
    enum Direction: Sendable {
        /// Left to right, for wide screens and paper.
        case across
        /// Top to bottom, for phones.
        case down
    }

    private struct Place {
        var x: Double
        var y: Double
        var layer: Int
    }

    private let traffic: LandscapeTraffic
    private let direction: Direction
    private let places: [Place]
    private let width: Double
    private let height: Double
    private let nodeWidth: Double
    private let nodeHeight: Double

    init(_ traffic: LandscapeTraffic, direction: Direction) {
        self.traffic = traffic
        self.direction = direction
        let layers = LandscapeMap.layers(traffic)
        let widest = layers.map(\.count).max() ?? 1
        let isAcross = direction == .across
        nodeWidth = isAcross ? 140 : 106
        nodeHeight = isAcross ? 50 : 46
        let along = isAcross ? max(190, 1_000 / Double(max(1, layers.count))) : 104
        let beside = isAcross ? 84.0 : 124.0
        let length = Double(layers.count) * along
        let breadth = max(Double(widest) * beside, isAcross ? 210 : 372)
        width = isAcross ? length : breadth
        height = isAcross ? breadth + 30 : length
        var places = [Place](repeating: Place(x: 0, y: 0, layer: 0), count: traffic.nodes.count)
        for (k, layer) in layers.enumerated() {
            for (position, node) in layer.enumerated() {
                let a = (Double(k) + 0.5) * along
                let b = breadth / Double(layer.count) * (Double(position) + 0.5)
                places[node] = Place(x: isAcross ? a : b, y: isAcross ? b : a, layer: k)
            }
        }
        self.places = places
    }

    /// How far from the order a role stands.
    private static func rank(_ role: SystemPlan.Role?) -> Int {
        switch role {
        case nil: 0
        case .channel, .marketplace: 1
        case .gateway, .edi: 2
        case .middleware, .broker: 3
        case .erp: 4
        case .warehouse, .finance, .crm, .desk: 5
        case .carrier, .transport, .customs: 6
        case .other: 4
        }
    }

    /// Nodes by layer, empty layers left out, in the order of the plan.
    private static func layers(_ traffic: LandscapeTraffic) -> [[Int]] {
        let ranks = traffic.nodes.map { rank($0.role) }
        return Set(ranks).sorted().map { rank in traffic.nodes.indices.filter { ranks[$0] == rank } }
    }

    /// The drawing.
    var markup: Markup {
        let most = Double(traffic.flows.map(\.attempts).max() ?? 1)
        let flows = traffic.flows.sorted { $0.trouble < $1.trouble }.map { edge($0, most: max(most, 1)) }.joined()
        let nodes = traffic.nodes.indices.map { node($0) }.joined()
        let worst = traffic.flows.filter { $0.trouble >= 0.02 }.sorted { $0.trouble > $1.trouble }.prefix(3).map {
            "\(traffic.nodes[$0.from].label) to \(traffic.nodes[$0.to].label): \(Figures.roughPercent($0.trouble)) of attempts in trouble"
        }
        let words =
            worst.isEmpty ? "No edge has more than 2 % of its attempts in trouble." : worst.joined(separator: "; ")
        return """
            <svg class="map \(direction == .across ? "across" : "down")" viewBox="0 0 \(number(width)) \(number(height))" \
            role="img"><title>Map of the landscape</title><desc>\(traffic.nodes.count) systems, \
            \(traffic.flows.count) connections. \(words)</desc>\(flows)\(nodes)</svg>
            """
    }

    private func edge(_ flow: LandscapeTraffic.Flow, most: Double) -> Markup {
        let a = places[flow.from]
        let b = places[flow.to]
        let thickness = flow.attempts == 0 ? 1 : 1.5 + 10 * (Double(flow.attempts) / most).squareRoot()
        let path = curve(from: a, to: b)
        let words =
            "\(traffic.nodes[flow.from].label) → \(traffic.nodes[flow.to].label): \(Figures.count(flow.calls)) calls, "
            + "\(Figures.count(flow.attempts)) attempts, \(Figures.percent(flow.trouble, digits: 1)) of them in trouble"
        return """
            <path class="flow t\(HeatMap.level(flow.trouble))" style="stroke-width:\(number(thickness))" \
            d="\(Markup(raw: path))"><title>\(words)</title></path>
            """
    }

    private func curve(from a: Place, to b: Place) -> String {
        let isAcross = direction == .across
        let forward = b.layer > a.layer
        let halfAlong = isAcross ? nodeWidth / 2 : nodeHeight / 2
        if a.layer == b.layer {
            // Neighbours in a layer: a bow on the side away from the order.
            let bow = isAcross ? nodeWidth / 2 + 46 : nodeHeight / 2 + 34
            return isAcross
                ? "M\(f(a.x + halfAlong)) \(f(a.y))C\(f(a.x + bow)) \(f(a.y)) \(f(b.x + bow)) \(f(b.y)) \(f(b.x + halfAlong)) \(f(b.y))"
                : "M\(f(a.x)) \(f(a.y + halfAlong))C\(f(a.x)) \(f(a.y + bow)) \(f(b.x)) \(f(b.y + bow)) \(f(b.x)) \(f(b.y + halfAlong))"
        }
        // The way back runs beside the way there.
        let shift = forward ? -7.0 : 9.0
        let sign = forward ? 1.0 : -1.0
        let far = (b.layer - a.layer).magnitude > 1
        // Long ways bow around what stands between.
        let detour = far && crosses(a, b) ? (isAcross ? 62.0 : 78.0) : 0
        let side = forward ? -1.0 : 1.0
        if isAcross {
            let x1 = a.x + sign * halfAlong
            let x2 = b.x - sign * halfAlong
            let reach = (x2 - x1) * 0.42
            return "M\(f(x1)) \(f(a.y + shift))C\(f(x1 + reach)) \(f(a.y + shift + side * detour)) "
                + "\(f(x2 - reach)) \(f(b.y + shift + side * detour)) \(f(x2)) \(f(b.y + shift))"
        }
        let y1 = a.y + sign * halfAlong
        let y2 = b.y - sign * halfAlong
        let reach = (y2 - y1) * 0.42
        return "M\(f(a.x + shift)) \(f(y1))C\(f(a.x + shift + side * detour)) \(f(y1 + reach)) "
            + "\(f(b.x + shift + side * detour)) \(f(y2 - reach)) \(f(b.x + shift)) \(f(y2))"
    }

    /// Whether a straight way between two places meets a third one.
    private func crosses(_ a: Place, _ b: Place) -> Bool {
        let low = min(a.layer, b.layer)
        let high = max(a.layer, b.layer)
        return places.contains { c in
            guard c.layer > low && c.layer < high else { return false }
            let share = Double(c.layer - a.layer) / Double(b.layer - a.layer)
            return direction == .across
                ? (a.y + (b.y - a.y) * share - c.y).magnitude < nodeHeight * 0.8
                : (a.x + (b.x - a.x) * share - c.x).magnitude < nodeWidth * 0.7
        }
    }

    private func node(_ index: Int) -> Markup {
        let node = self.traffic.nodes[index]
        let place = places[index]
        let x = place.x - nodeWidth / 2
        let y = place.y - nodeHeight / 2
        let trouble = node.attempts > 0 ? Double(node.troubled) / Double(node.attempts) : 0
        let level = HeatMap.level(trouble)
        let traffic = Figures.short(Double(node.attempts))
        let share = Figures.roughPercent(trouble) + " trouble"
        let small =
            node.system == nil
            ? "the demand"
            : trouble < 0.001 ? traffic + " attempts" : direction == .across ? "\(traffic) · \(share)" : share
        return """
            <g class="node n\(level)"><rect x="\(number(x))" y="\(number(y))" width="\(number(nodeWidth))" \
            height="\(number(nodeHeight))" rx="8"/><text x="\(number(place.x))" y="\(number(place.y - 3))">\
            \(shortened(node.label))</text><text class="small" x="\(number(place.x))" y="\(number(place.y + 14))">\(small)</text></g>
            """
    }

    private func shortened(_ label: String) -> String {
        let limit = direction == .across ? 17 : 14
        return label.count <= limit ? label : label.prefix(limit - 1) + "…"
    }

    private func f(_ value: Double) -> String { Figures.trimmed(value, 1).filter { $0 != "," } }
    private func number(_ value: Double) -> Markup { Markup(raw: f(value)) }
}
