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

    private static func words(_ doubt: Findings.Doubt) -> String {
        switch doubt {
        case .lateSchedule(let lag, let tolerance):
            "Orders and requests went out \(Figures.duration(lag)) later than planned at p99, tolerated are \(Figures.duration(tolerance)): the figures tell of the generator, not of the landscape. Lower the rate, give this machine more room, or raise \"lag tolerance\" if such lateness does no harm."
        case .badRows(let bad, let read):
            "\(Figures.roughPercent(Double(bad) / Double(max(1, read)))) of the order file's rows could not be used: this was not that day."
        case .booksOutOfBalance:
            "Orders were lost or made up on the way: this is a fault of the program, please report it."
        }
    }
}
