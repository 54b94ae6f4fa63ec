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

    /// Where a system stands: how far along the way of an order, and where beside it.
    private struct Place {
        var along: Double
        var beside: Double
        var layer: Int
    }

    private let traffic: LandscapeTraffic
    private let direction: Direction
    private let places: [Place]
    private let layerCount: Int
    private let width: Double
    private let height: Double
    private let nodeWidth: Double
    private let nodeHeight: Double
    /// Room beside the systems, where ways over many layers run.
    private let margin: Double

    init(_ traffic: LandscapeTraffic, direction: Direction) {
        self.traffic = traffic
        self.direction = direction
        let isAcross = direction == .across
        let layers = LandscapeMap.layers(traffic, direction)
        layerCount = layers.count
        nodeWidth = isAcross ? 140 : 106
        nodeHeight = isAcross ? 48 : 46
        margin = isAcross ? 34 : 20
        let step = isAcross ? max(190, 1_060 / Double(max(1, layers.count))) : 104
        let gap = isAcross ? 60.0 : 122.0
        let length = Double(layers.count) * step + (isAcross ? 10 : 30)
        let breadth = max(Double(layers.map(\.count).max() ?? 1) * gap, isAcross ? 210 : 366) + 2 * margin
        width = isAcross ? length : breadth
        height = isAcross ? breadth : length
        var places = [Place](repeating: Place(along: 0, beside: 0, layer: 0), count: traffic.nodes.count)
        for (k, layer) in layers.enumerated() {
            for (position, node) in layer.enumerated() {
                let room = min((breadth - 2 * margin) / Double(layer.count), isAcross ? 96 : .infinity)
                let offset = (Double(position) - Double(layer.count - 1) / 2) * room
                places[node] = Place(along: (Double(k) + 0.5) * step, beside: breadth / 2 + offset, layer: k)
            }
        }
        self.places = places
    }

    /// How far from the order a role stands. Across there is room for all who are asked in the end in one column, so that
    /// no way has to pass behind anybody; on a phone carriers stand below the warehouses.
    private static func rank(_ role: SystemPlan.Role?, _ direction: Direction) -> Int {
        switch role {
        case nil: 0
        case .channel, .marketplace, .edi: 1
        case .gateway: 2
        case .middleware, .broker, .erp, .other: 3
        case .warehouse: 4
        case .finance, .crm, .desk, .carrier, .transport, .customs: direction == .across ? 4 : 5
        }
    }

    /// Nodes by layer, empty layers left out, in the order of the plan, warehouses before carriers.
    private static func layers(_ traffic: LandscapeTraffic, _ direction: Direction) -> [[Int]] {
        let ranks = traffic.nodes.map { rank($0.role, direction) }
        return Set(ranks).sorted().map { rank in
            let members = traffic.nodes.indices.filter { ranks[$0] == rank }
            let first = members.filter { [.warehouse, .middleware, .broker].contains(traffic.nodes[$0].role) }
            return first + members.filter { !first.contains($0) }
        }
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
            "\(traffic.nodes[flow.from].label) → \(traffic.nodes[flow.to].label): \(Figures.count(flow.calls, of: "call")), "
            + "\(Figures.count(flow.attempts, of: "attempt")), \(Figures.percent(flow.trouble, digits: 1)) of them in trouble"
        return """
            <path class="flow t\(HeatMap.level(flow.trouble))" style="stroke-width:\(number(thickness))" \
            d="\(Markup(raw: path))"><title>\(words)</title></path>
            """
    }

    /// The way from one system to another.
    private func curve(from a: Place, to b: Place) -> String {
        let span = b.layer - a.layer
        if span >= 3 || span <= -2 { return bus(from: a, to: b) }
        let half = direction == .across ? nodeWidth / 2 : nodeHeight / 2
        let thick = direction == .across ? nodeHeight / 2 : nodeWidth / 2
        if span == 0 {
            // Neighbours: straight from edge to edge; others in a layer: a bow around those between.
            let sign = b.beside > a.beside ? 1.0 : -1.0
            let isNear = (b.beside - a.beside).magnitude < (direction == .across ? 2.5 * nodeHeight : 1.5 * nodeWidth)
            if isNear || !isAnybodyBetween(a, b) {
                return "M" + at(a.along, a.beside + sign * thick) + "L" + at(b.along, b.beside - sign * thick)
            }
            let bow = half + 40
            return "M" + at(a.along + half, a.beside) + "C" + at(a.along + bow, a.beside) + " "
                + at(b.along + bow, b.beside) + " " + at(b.along + half, b.beside)
        }
        // The way back runs beside the way there.
        let shift = span > 0 ? -5.0 : 7.0
        let sign = span > 0 ? 1.0 : -1.0
        let detour = span > 1 && crosses(a, b) ? (direction == .across ? 40.0 : 78.0) : 0
        let from = a.along + sign * half
        let to = b.along - sign * half
        let reach = (to - from) * 0.45
        return "M" + at(from, a.beside + shift) + "C" + at(from + reach, a.beside + shift - detour) + " "
            + at(to - reach, b.beside + shift - detour) + " " + at(to, b.beside + shift)
    }

    /// A way over many layers, beside everything else: there on one side, back on the other.
    private func bus(from a: Place, to b: Place) -> String {
        let isForward = b.layer > a.layer
        let breadth = direction == .across ? height : width
        let line = isForward ? 9.0 : breadth - 9
        let start = end(a, isForward ? 11 : 23, line)
        let finish = end(b, isForward ? 11 : 23, line)
        let points = start + finish.reversed()
        return "M" + points.map { at($0.along, $0.beside) }.joined(separator: "L")
    }

    /// How a bus leaves a system: out at the far side of the last layer, else straight to the side on which the bus runs.
    private func end(_ place: Place, _ distance: Double, _ line: Double) -> [(along: Double, beside: Double)] {
        let half = direction == .across ? nodeWidth / 2 : nodeHeight / 2
        let thick = direction == .across ? nodeHeight / 2 : nodeWidth / 2
        if place.layer == layerCount - 1 {
            let out = place.along + half + distance
            return [(place.along + half, place.beside), (out, place.beside), (out, line)]
        }
        return [(place.along, place.beside + (line > place.beside ? thick : -thick)), (place.along, line)]
    }

    private func isAnybodyBetween(_ a: Place, _ b: Place) -> Bool {
        places.contains {
            $0.layer == a.layer && $0.beside > min(a.beside, b.beside) && $0.beside < max(a.beside, b.beside)
        }
    }

    /// Whether a straight way between two places meets a third one.
    private func crosses(_ a: Place, _ b: Place) -> Bool {
        places.contains { c in
            guard c.layer > min(a.layer, b.layer) && c.layer < max(a.layer, b.layer) else { return false }
            let share = Double(c.layer - a.layer) / Double(b.layer - a.layer)
            let room = direction == .across ? nodeHeight * 0.8 : nodeWidth * 0.7
            return (a.beside + (b.beside - a.beside) * share - c.beside).magnitude < room
        }
    }

    private func at(_ along: Double, _ beside: Double) -> String {
        direction == .across ? "\(f(along)) \(f(beside))" : "\(f(beside)) \(f(along))"
    }

    private func node(_ index: Int) -> Markup {
        let node = self.traffic.nodes[index]
        let place = places[index]
        let center = direction == .across ? (x: place.along, y: place.beside) : (x: place.beside, y: place.along)
        let x = center.x - nodeWidth / 2
        let y = center.y - nodeHeight / 2
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
            height="\(number(nodeHeight))" rx="8"/><text x="\(number(center.x))" y="\(number(center.y - 3))">\
            \(shortened(node.label))</text><text class="small" x="\(number(center.x))" y="\(number(center.y + 14))">\(small)</text></g>
            """
    }

    private func shortened(_ label: String) -> String {
        let limit = direction == .across ? 17 : 14
        return label.count <= limit ? label : label.prefix(limit - 1) + "…"
    }

    private func f(_ value: Double) -> String { Figures.trimmed(value, 1).filter { $0 != "," } }
    private func number(_ value: Double) -> Markup { Markup(raw: f(value)) }
}
