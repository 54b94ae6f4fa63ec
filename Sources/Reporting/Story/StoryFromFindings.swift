public import Analysis
public import Kernel

extension ReportStory {
    /// The story that a recording and its findings tell.
    public init(_ recording: Recording, _ findings: Findings) {
        let words = VerdictWords(recording)
        let answers = AnswerWords(recording, findings)
        self.init(
            recording, status: Status(findings.status), judgements: findings.verdicts.map { words.judgement($0) },
            answers: answers.answers, helped: answers.helped, cautions: findings.doubts.map { ReportStory.words($0) })
        wire = findings.wire.map { WireStory(recording.plan, $0) }
    }

    /// Why figures cannot be trusted, and what to do about it.
    public static func words(_ doubt: Findings.Doubt) -> String {
        switch doubt {
        case .lateSchedule(let lag, let tolerance):
            "Orders and requests went out \(Figures.duration(lag)) later than planned at p99, tolerated are \(Figures.duration(tolerance)): the figures tell of the generator, not of the landscape. Lower the rate, give this machine more room, or raise \"lag tolerance\" if such lateness does no harm."
        case .badRows(let bad, let read):
            "\(Figures.roughPercent(Double(bad) / Double(max(1, read)))) of the order file's rows could not be used: this was not that day."
        case .booksOutOfBalance:
            "Orders were lost or made up on the way: this is a fault of the program, please report it."
        case .missingShards(let missing, let count):
            missing.count == count - 1
                ? "This is one of the \(count) shards of a run, a part of a whole: a verdict needs all of them, merged."
                : "\(missing.count == 1 ? "Shard" : "Shards") \(names(missing)) of the \(count) of this run \(missing.count == 1 ? "is" : "are") missing: the figures are those of a part of the orders, and of a part of the load."
        case .cutShards(let cut):
            "Shard\(cut.count == 1 ? "" : "s") \(names(cut)) ended before the run did: what came after is not in the figures. Run all shards again."
        case .lateShard(let index, let lag, let tolerance):
            "Shard \(index) went \(Figures.duration(lag)) later than planned at p99, tolerated are \(Figures.duration(tolerance)): what it measured tells of its generator, not of the landscape. Give its machine more room, or divide the run into more shards."
        }
    }

    /// `3`, `3, 5 and 7`; of many the first ones.
    private static func names(_ shards: [Int]) -> String {
        let shown = shards.prefix(12).map { String($0) } + (shards.count > 12 ? ["\(shards.count - 12) more"] : [])
        return shown.count == 1 ? shown[0] : shown.dropLast().joined(separator: ", ") + " and " + shown[shown.count - 1]
    }
}
