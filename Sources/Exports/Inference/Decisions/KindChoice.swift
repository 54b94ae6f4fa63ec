internal import Reconciliation

/// Which words of both sides are one kind of event.
struct KindChoice {
    /// Kinds, in the order of an order's life.
    private(set) var kinds: [ProposedKind] = []
    /// Words of each side that are left out, and why.
    private(set) var ignored: [[(word: EventWord, reason: String)]] = [[], []]

    private let orders: [[EventWord: [String: Int]]]
    private let ranks: [[EventWord: Double]]
    private let shared: Set<String>

    init(_ sides: [SideSample]) {
        let shared = Set(sides[0].byOrder.keys).intersection(sides[1].byOrder.keys)
        self.shared = shared
        orders = sides.map { side in
            var orders: [EventWord: [String: Int]] = [:]
            for event in side.told {
                let order = side.lines[event.line].order
                if shared.contains(order) { orders[event.word, default: [:]][order, default: 0] += 1 }
            }
            return orders
        }
        ranks = sides.map { KindChoice.ranks($0, shared) }
        choose(sides)
    }

    /// The kind of a word.
    func kind(_ word: EventWord, side: Int) -> Int? { kinds.firstIndex { $0.words[side].contains(word) } }

    // MARK: - Pairs

    private struct Pair {
        let old: EventWord
        let new: EventWord
        let role: EventRole?
        let together: Double
        let score: Double
    }

    private mutating func choose(_ sides: [SideSample]) {
        let words = sides.map { $0.words }
        var left = words.map { Set($0.keys) }
        for side in 0..<2 {
            for word in left[side] where KindLexicon.isReceipt(word.text) {
                left[side].remove(word)
                ignored[side].append((word, "it says that a message arrived, not what happened to an order"))
            }
        }
        var pairs: [Pair] = []
        for old in left[0] {
            for new in left[1] {
                if let pair = pair(old, new) { pairs.append(pair) }
            }
        }
        pairs.sort { ($1.score, $0.old, $0.new) < ($0.score, $1.old, $1.new) }
        for pair in pairs where left[0].contains(pair.old) && left[1].contains(pair.new) {
            left[0].remove(pair.old)
            left[1].remove(pair.new)
            add(pair)
        }
        guess(sides, &left)
        let without = left.map { $0.sorted() }
        for side in 0..<2 {
            for word in without[side] { place(word, side, words[side][word] ?? 0, facing: without[1 - side]) }
        }
        order()
        nameKinds()
    }

    private func pair(_ old: EventWord, _ new: EventWord) -> Pair? {
        let roles = [KindLexicon.role(old.text), KindLexicon.role(new.text)]
        let together = together(old, new)
        let near = 1 - abs((ranks[0][old] ?? 0.5) - (ranks[1][new] ?? 0.5))
        if let one = roles[0], one == roles[1] {
            return Pair(old: old, new: new, role: one, together: together, score: 1 + together + 0.2 * near)
        }
        // Names that say different things are not made one by how often they happen.
        guard roles[0] == nil || roles[1] == nil else { return nil }
        if old.text == new.text, old.stream == nil, new.stream == nil {
            return Pair(old: old, new: new, role: roles[0] ?? roles[1], together: together, score: 2)
        }
        guard together >= 0.8, near >= 0.6 else { return nil }
        return Pair(old: old, new: new, role: roles[0] ?? roles[1], together: together, score: together * near)
    }

    /// Share of the orders with either word that have both, and where few have one of them, how alike that is.
    private func together(_ old: EventWord, _ new: EventWord) -> Double {
        let (mine, theirs) = (orders[0][old] ?? [:], orders[1][new] ?? [:])
        let both = mine.keys.count { theirs[$0] != nil }
        let either = mine.count + theirs.count - both
        return either == 0 ? 0 : Double(both) / Double(either)
    }

    private mutating func add(_ pair: Pair) {
        var kind = ProposedKind(name: "", role: pair.role ?? .other, words: [[pair.old], [pair.new]])
        let percent = Int((pair.together * 100).rounded())
        if KindLexicon.role(pair.old.text) == nil || KindLexicon.role(pair.new.text) == nil,
            pair.old.text != pair.new.text
        {
            kind.doubts.append(
                "\"\(pair.old.text)\" of old and \"\(pair.new.text)\" of new are paired because \(percent) % of the sampled orders with one have both, at about the same place in an order's life; their names do not say so"
            )
        } else if pair.together < 0.5 {
            kind.doubts.append(
                "\"\(pair.old.text)\" of old and \"\(pair.new.text)\" of new have like names, but only \(percent) % of the sampled orders with one have both"
            )
        }
        if pair.role == .goodsReturn {
            for word in [pair.old, pair.new] where KindLexicon.isIncoming(word.text) {
                kind.doubts.append(
                    "\"\(word.text)\" is taken for what comes back: what suppliers deliver comes in as well, and is to be left out of the export if it refers to orders too"
                )
            }
        }
        if pair.role == nil {
            kind.doubts.append(
                "what it is in the life of an order is not known; say it with \"is\": \(EventRole.allCases.map(\.rawValue).joined(separator: ", "))"
            )
        }
        kinds.append(kind)
    }

    /// Pairs words of different names that are left over on both sides and happen alike: a guess, and told as one.
    private mutating func guess(_ sides: [SideSample], _ left: inout [Set<EventWord>]) {
        var guesses: [(old: EventWord, new: EventWord, role: EventRole, likeness: KindLikeness)] = []
        for old in left[0] {
            for new in left[1] {
                guard let one = KindLexicon.role(old.text), let other = KindLexicon.role(new.text),
                    KindLikeness.isNear(one, other),
                    let likeness = KindLikeness(sides, old, new, shared: shared), likeness.isAlike
                else { continue }
                guesses.append((old, new, one, likeness))
            }
        }
        guesses.sort { ($0.likeness.apart, $0.old, $0.new) < ($1.likeness.apart, $1.old, $1.new) }
        for guess in guesses where left[0].contains(guess.old) && left[1].contains(guess.new) {
            left[0].remove(guess.old)
            left[1].remove(guess.new)
            var kind = ProposedKind(name: "", role: guess.role, words: [[guess.old], [guess.new]])
            let like = guess.likeness
            kind.doubts.append(
                "a guess: \"\(guess.old.text)\" of old and \"\(guess.new.text)\" of new have names that say different things; they are paired because nothing else goes with either, \(Int((like.together * 100).rounded())) % of the sampled orders with one have both, as often (\(like.counts.old) and \(like.counts.new) times) and \(TimeTerms.text(like.apart)) apart (median, from the first event of the order); if they are two events, give each a kind of its own"
            )
            kinds.append(kind)
        }
    }

    // MARK: - Words without a counterpart

    /// What is to be thought of before a word is ignored where the other side has words that are left over as well.
    private static func caution(_ others: [EventWord], _ side: String) -> String {
        guard !others.isEmpty else { return "" }
        let names = others.prefix(4).map { "\"\($0.text)\"" }.joined(separator: ", ")
        return
            "; \(side) has \(names) without a counterpart: one event may have two names, and if both are left out, what is missing or different in it stays hidden"
    }

    private mutating func place(_ word: EventWord, _ side: Int, _ count: Int, facing others: [EventWord]) {
        let names = ["old", "new"]
        let caution = KindChoice.caution(others, names[1 - side])
        let role = KindLexicon.role(word.text)
        guard let role else {
            ignored[side].append(
                (word, "\(names[1 - side]) has nothing that goes with it (seen \(count) times in the sample)\(caution)")
            )
            return
        }
        guard let kind = kinds.firstIndex(where: { $0.role == role }) else {
            var kind = ProposedKind(name: "", role: role, words: [[], []])
            kind.words[side] = [word]
            kind.doubts.append(
                "only \(names[side]) has it (\"\(word.text)\"): every one will be \(side == 0 ? "missing" : "unexpected"); \(others.isEmpty ? "if that is meant, put the word under \"ignore\" of \(names[side])" : "look before you ignore it")\(caution)"
            )
            kinds.append(kind)
            return
        }
        let mine = orders[side][word] ?? [:]
        let main = kinds[kind].words[side].flatMap { orders[side][$0].map { Array($0.keys) } ?? [] }
        let known = Set(main)
        let theirs = Set(kinds[kind].words[1 - side].flatMap { orders[1 - side][$0].map { Array($0.keys) } ?? [] })
        let filling = mine.keys.count { !known.contains($0) && theirs.contains($0) }
        if filling * 10 >= mine.count * 6, filling > 0 || mine.isEmpty {
            kinds[kind].words[side].append(word)
            kinds[kind].doubts.append(
                "\"\(word.text)\" of \(names[side]) is taken for the same kind: \(filling) of \(mine.count) sampled orders with it have no \"\(kinds[kind].words[side][0].text)\", and the other side has one"
            )
        } else {
            ignored[side].append(
                (
                    word,
                    "by its name it is one of \(role.rawValue), which \"\(kinds[kind].words[side].first?.text ?? "")\" already is; \(names[1 - side]) has nothing that goes with it\(caution)"
                ))
        }
    }

    // MARK: - Names

    private mutating func order() {
        let all = EventRole.allCases
        kinds.sort { one, other in
            let places = [one, other].map { all.firstIndex(of: $0.role) ?? all.count }
            if places[0] != places[1] { return places[0] < places[1] }
            return (one.words.joined().min() ?? EventWord(text: "", stream: nil))
                < (other.words.joined().min() ?? EventWord(text: "", stream: nil))
        }
        if kinds.count > Agreement.kindLimit { kinds.removeLast(kinds.count - Agreement.kindLimit) }
    }

    private mutating func nameKinds() {
        var taken: Set<String> = []
        for index in kinds.indices {
            let role = kinds[index].role
            var name = role.rawValue
            if role == .other || taken.contains(name) {
                let words = NameWords.of(kinds[index].words.joined().min()?.text ?? "")
                name = String(words.joined(separator: " ").prefix(60))
                if name.isEmpty { name = role.rawValue }
            }
            var unique = name
            var number = 2
            while !taken.insert(unique).inserted {
                unique = "\(name) \(number)"
                number += 1
            }
            kinds[index].name = unique
        }
    }

    /// Where in an order's life a word usually stands: 0 first, 1 last.
    private static func ranks(_ side: SideSample, _ shared: Set<String>) -> [EventWord: Double] {
        var sums: [EventWord: (sum: Double, count: Double)] = [:]
        for (order, events) in side.byOrder where shared.contains(order) && events.count > 1 {
            let sorted = events.map { side.told[$0] }.sorted { $0.time < $1.time }
            for (place, event) in sorted.enumerated() {
                sums[event.word, default: (0, 0)].sum += Double(place) / Double(sorted.count - 1)
                sums[event.word, default: (0, 0)].count += 1
            }
        }
        return sums.mapValues { $0.sum / $0.count }
    }
}
