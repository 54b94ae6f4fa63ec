internal import Kernel
internal import Reconciliation

/// Writes a proposal as YAML that a person reads and corrects.
struct ProposalWriter {
    private let inference: Inference
    private let paths: [String]
    private let names = ["old", "new"]
    private let doubts = DoubtBook()

    init(_ inference: Inference, paths: [String]) {
        self.inference = inference
        self.paths = paths
    }

    /// The whole file.
    func text() -> String {
        var body = YAMLLines()
        writeEvents(&body)
        writeFields(&body)
        for side in 0..<2 { writeSide(side, &body) }
        var out = YAMLLines()
        out.comment(
            "Proposed by `rehearse reconcile --infer` from \(paths[0]) (old) and \(paths[1]) (new). Read it before you use it."
        )
        writeOverlap(&out)
        if doubts.list.isEmpty {
            out.comment("Nothing in the sample speaks against it.")
        } else {
            out.comment("Look at these first (each stands as \"unsure\" above the line that it is about):")
            for (number, doubt) in doubts.list.prefix(12).enumerated() { out.comment("\(number + 1). \(doubt)") }
            if doubts.list.count > 12 { out.comment("and \(doubts.list.count - 12) more.") }
        }
        out.add("rehearse mapping: 1")
        out.add("")
        out.add(body, level: 0)
        return out.lines.map { $0.allSatisfy { $0 == " " } ? "" : $0 }.joined(separator: "\n") + "\n"
    }

    private func writeOverlap(_ out: inout YAMLLines) {
        let (old, new, common) = inference.key.sampled
        func percent(_ part: Int, _ all: Int) -> String {
            let tenths = all == 0 ? 0 : (part * 1_000 + all / 2) / all
            return "\(tenths / 10).\(tenths % 10) %"
        }
        out.comment(
            "\(percent(common, old)) of \(old) sampled orders of old are on new, \(percent(common, new)) of \(new) of new are on old; \(inference.pairs.twins.count) pairs of events were compared."
        )
        if inference.key.share < 1 {
            out.comment(
                "The files are large: the first \(percent(Int(inference.key.share * 100_000), 100_000)) of each side was looked through; an order that is further behind on one side counts as not there."
            )
        }
        for (side, sample) in inference.sides.enumerated() {
            for list in Set(sample.groups.flatMap(\.lists)).sorted().prefix(5) {
                out.comment("Not used: \(list) of \(names[side]) is a list; only values of objects can be compared.")
            }
        }
        for unused in inference.unused { out.comment("Not used: \(unused).") }
    }

    private func unsure(_ text: String, about: String, _ out: inout YAMLLines, level: Int) {
        out.comment("unsure: \(text)", level: level)
        doubts.list.append("\(about): \(text)")
    }

    // MARK: - Agreement

    private func writeEvents(_ out: inout YAMLLines) {
        out.add("events:")
        var guessed: [String] = []
        for (number, kind) in inference.kinds.kinds.enumerated() {
            let terms = inference.terms[number]
            if let seen = terms.seen { out.comment(seen, level: 1) }
            for doubt in kind.doubts { unsure(doubt, about: kind.name, &out, level: 1) }
            var inner = YAMLLines()
            if kind.name != kind.role.rawValue { inner.add("is: \(kind.role.rawValue)", level: 2) }
            if let same = terms.same { inner.add("same within: \(TimeTerms.text(same))", level: 2) }
            if terms.late != nil || terms.wait != nil, let doubt = terms.doubt {
                inner.comment("unsure: \(doubt)", level: 2)
                guessed.append(kind.name)
            }
            // How late is agreed and not seen: a proposal that holds what was seen would agree to it.
            if let late = terms.late {
                inner.comment(
                    "late after: \(TimeTerms.text(late))   # if that was agreed; until it is, the gate asks", level: 2)
            }
            // Said as well where it is the usual one: the comment above it is to be valid as soon as it is none.
            if let wait = terms.wait ?? (terms.late == nil ? nil : .hour) {
                inner.add("wait: \(TimeTerms.text(wait))", level: 2)
            }
            let (same, uneven, all) = terms.splits
            if same >= 2, same * 50 >= all {
                inner.comment(
                    "in \(same) of \(all) sampled orders one is several on the other side, with the same quantity in sum",
                    level: 2)
                inner.add("splits: yes", level: 2)
            } else if uneven >= 2, uneven * 50 >= all {
                unsure(
                    "in \(uneven) of \(all) sampled orders the sides have different numbers of it: parts, or the same twice?",
                    about: kind.name, &inner, level: 2)
                inner.add("splits: \(ProposalWriter.usuallySplits(kind.role) ? "yes" : "no")", level: 2)
            }
            if let shared = inference.spread.answer(number, kind.role) {
                inner.comment(shared.seen, level: 2)
                if let doubt = shared.doubt { unsure(doubt, about: kind.name, &inner, level: 2) }
                inner.add("documents: of several orders", level: 2)
            }
            let name = YAMLLines.scalar(kind.name)
            if inner.lines.allSatisfy({ $0.drop { $0 == " " }.hasPrefix("#") }) {
                out.add("\(name): {}", level: 1)
                out.add(inner, level: 0)
            } else {
                out.add("\(name):", level: 1)
                out.add(inner, level: 0)
            }
        }
        if !guessed.isEmpty {
            doubts.list.append(
                "late after (only a comment) and wait of \(guessed.joined(separator: ", ")): what was agreed about times is not in the files"
            )
        }
        out.add("")
    }

    /// What a mapping takes for granted.
    private static func usuallySplits(_ role: EventRole) -> Bool {
        switch role {
        case .shipment, .label, .invoice, .pick, .backOrder: true
        default: false
        }
    }

    private func writeFields(_ out: inout YAMLLines) {
        if inference.fields.fields.isEmpty {
            out.comment(
                "unsure: no column of old and new agrees in values and name; only events and times are compared")
            doubts.list.append("fields: none was found that both sides have")
            out.add("fields: {}")
        } else {
            out.add("fields:")
        }
        for field in inference.fields.fields {
            out.comment("\(Int((field.agree * 100).rounded())) % of \(field.compared) compared values agree", level: 1)
            for doubt in field.doubts { unsure(doubt, about: field.name, &out, level: 1) }
            out.add(
                "\(YAMLLines.scalar(field.name)): { is: \(field.meaning.rawValue), form: \(field.form.rawValue) }",
                level: 1)
        }
        for rejected in inference.fields.rejected { out.comment("not proposed: \(rejected)", level: 1) }
        out.add("")
    }

    // MARK: - Sides

    private func writeSide(_ side: Int, _ out: inout YAMLLines) {
        let sample = inference.sides[side]
        let used = sample.streams.indices.filter { number in
            let stream = sample.streams[number]
            return stream.event != nil
                || inference.kinds.kind(EventWord(text: stream.fixed, stream: number), side: side) != nil
        }
        out.add("\(names[side]):")
        for number in sample.streams.indices where !used.contains(number) {
            let stream = sample.streams[number]
            let reason =
                inference.kinds.ignored[side].first { $0.word.stream == number }?.reason ?? "nothing goes with it"
            unsure("\"\(stream.fixed)\" is left out: \(reason)", about: names[side], &out, level: 1)
        }
        for (place, number) in used.enumerated() {
            let isFirst = place == 0 || sample.streams[used[place - 1]].group != sample.streams[number].group
            var section = YAMLLines()
            RowWriter(inference, side: side, doubts: doubts, isFirst: isFirst).write(number, &section)
            if used.count == 1, sample.groups.count == 1 || sample.groups[sample.streams[number].group].pattern == nil {
                out.add(section, level: 1)
            } else {
                out.add(item: section, level: 1)
            }
        }
        out.add("")
    }
}
