internal import Kernel

/// Events of both sides that stand for each other in the sample.
struct EventPairs {
    /// Two events.
    struct Twin {
        let kind: Int
        let old: SideSample.Told
        let new: SideSample.Told
        /// How much later the new side has it.
        var later: Nanoseconds { new.time - old.time }
    }

    private(set) var twins: [Twin] = []
    /// Several events that may stand for fewer on the other side.
    struct Uneven {
        let kind: Int
        let old: [SideSample.Told]
        let new: [SideSample.Told]
    }

    /// Cases in which the sides have different numbers of events of one order, kind and key.
    private(set) var uneven: [Uneven] = []
    /// By kind: cases in which both sides have any.
    private(set) var both: [Int] = []
    /// Orders of either side, and of both.
    private(set) var orders: (old: Int, new: Int, both: Int) = (0, 0, 0)

    /// - Parameter key: tells events of one order and kind apart, by side; empty where there is only one.
    init(_ sides: [SideSample], _ kinds: KindChoice, key: (_ side: Int, _ event: SideSample.Told) -> String) {
        both = [Int](repeating: 0, count: kinds.kinds.count)
        orders = (sides[0].byOrder.count, sides[1].byOrder.count, 0)
        var kindOf: [[EventWord: Int]] = [[:], [:]]
        for (number, kind) in kinds.kinds.enumerated() {
            for side in 0..<2 { for word in kind.words[side] { kindOf[side][word] = number } }
        }
        for (order, mine) in sides[0].byOrder {
            guard let theirs = sides[1].byOrder[order] else { continue }
            orders.both += 1
            var cells: [Int: [String: ([SideSample.Told], [SideSample.Told])]] = [:]
            for (side, events) in [mine, theirs].enumerated() {
                for index in events {
                    let event = sides[side].told[index]
                    guard let kind = kindOf[side][event.word] else { continue }
                    let key = key(side, event)
                    if side == 0 {
                        cells[kind, default: [:]][key, default: ([], [])].0.append(event)
                    } else {
                        cells[kind, default: [:]][key, default: ([], [])].1.append(event)
                    }
                }
            }
            for (kind, byKey) in cells {
                for (old, new) in byKey.values where !old.isEmpty && !new.isEmpty {
                    both[kind] += 1
                    if old.count != new.count { uneven.append(Uneven(kind: kind, old: old, new: new)) }
                    if old.count == 1, new.count == 1 { twins.append(Twin(kind: kind, old: old[0], new: new[0])) }
                }
            }
        }
    }

    /// How much later the new side has events of a kind, sorted.
    func delays(_ kind: Int) -> [Nanoseconds] { twins.filter { $0.kind == kind }.map(\.later).sorted() }

    /// A quantile of sorted values.
    static func quantile(_ sorted: [Nanoseconds], _ share: Double) -> Nanoseconds {
        sorted.isEmpty ? 0 : sorted[min(Int(Double(sorted.count) * share), sorted.count - 1)]
    }
}
