internal import Kernel

extension LoadLevel {
    /// A level judged by independent repetitions, each with its own margin; its duration is their number.
    ///
    /// The margin is their geometric mean and its interval is Student's t over their logarithms: of two or three
    /// repetitions that lie close together by luck it stays wide, where twice their standard error would promise too much.
    /// The error is that interval's half-width in standard errors of a normal distribution (a 1.96th at 95 %), which is what
    /// the search weighs levels by. One repetition has no error: its verdict is that of its margin, which the search confirms
    /// by a longer hold before it ends there.
    /// - Returns: nil without repetitions.
    public init?(
        load: Double, margins: [Double], level: Double = 0.95, completed: Double? = nil, saturation: Double? = nil
    ) {
        guard !margins.isEmpty, level > 0, level < 1 else { return nil }
        let logarithms = margins.map { LoadLevel(load: load, duration: 1, margin: $0, verdict: .undecided).logMargin }
        let interval = Replications.mean(logarithms, level: level)
        let mean = SampleMoments(logarithms).mean
        let verdict: Verdict =
            switch interval {
            case let interval? where interval.upper < 0: .kept
            case let interval? where interval.lower > 0: .broken
            case let interval? where interval.halfWidth > 0: .undecided
            default: mean <= 0 ? .kept : .broken
            }
        self.init(
            load: load, duration: Double(margins.count), margin: Elementary.exp(mean),
            error: interval.map { $0.halfWidth / NormalDistribution.quantile((1 + level) / 2) }, verdict: verdict,
            completed: completed, saturation: saturation)
    }
}
