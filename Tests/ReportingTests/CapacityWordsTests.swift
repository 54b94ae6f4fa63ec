import Kernel
import Testing

@testable import Analysis
@testable import Reporting

/// The sentences of a capacity report, on findings made by hand.
struct CapacityWordsTests {
    private static let plan: Plan = {
        var plan = Plan(title: "By hand", seed: 3, window: 24 * .hour, end: 25 * .hour)
        plan.systems = [SystemPlan(name: "odoo", role: .erp)]
        plan.pools = [PoolPlan(name: "workers", system: 0, capacity: [.init(from: 0, workers: 8)])]
        plan.levers = [
            LeverPlan(name: "more workers", cost: 4000, currency: "EUR"),
            LeverPlan(name: "calm", cost: 500, currency: "EUR"), LeverPlan(name: "free"),
        ]
        plan.budgets = [
            Budget(
                text: "odoo workers used < 90%", subjectText: "odoo workers", measure: .maximum, subject: .orders,
                comparison: .less, bound: 0.9)
        ]
        return plan
    }()

    private static func limit(_ found: CapacityLimit.Found) -> CapacityLimit {
        CapacityLimit(found: found, stop: .precisionReached, levels: [], interval: nil, budget: nil)
    }

    private static func findings(
        _ found: CapacityLimit.Found, _ plan: Plan = plan, _ change: (inout CapacityFindings) -> Void = { _ in }
    ) -> CapacityStory {
        var findings = CapacityFindings()
        var reading = TrialReading.empty
        reading.due = 24_000
        reading.hours = .init(
            due: [Int64](repeating: 1_000, count: 24), done: [Int64](repeating: 1_000, count: 24),
            lost: [Int64](repeating: 0, count: 24))
        var settings = CapacitySettings()
        settings.length = .hour
        findings.forecast = CapacityForecast(reading, of: plan, settings)
        findings.hour = limit(found)
        findings.explained = .hour
        change(&findings)
        return CapacityStory(findings, CapacityStudy(plan))
    }

    private static func gain(_ levers: [Int], _ factor: Double, _ low: Double, _ high: Double, cost: Double?)
        -> LeverGain
    {
        LeverGain(
            levers: levers, cost: cost, limit: limit(.between(kept: factor, broken: factor, estimate: factor)),
            reached: factor,
            gain: ConfidenceInterval(estimate: factor, lower: low, upper: high, level: 0.95), evidence: .bracket,
            isAtLeast: false)
    }

    @Test(
        "The answer: what fits, what is too much, what is not known",
        arguments: [
            (
                .between(kept: 1.9, broken: 2.1, estimate: 2),
                "2,000 orders/h keep every budget; the forecast leaves 50 % of that free."
            ),
            (
                .between(kept: 0.79, broken: 0.81, estimate: 0.8),
                "800 orders/h keep every budget; the forecast is 25 % over."
            ),
            (
                .below(0.01),
                "No load keeps every budget: what waits grows already at 1 % of the forecast."
            ),
            (
                .chance(below: 0.5),
                "No load is sure to keep every budget: keeping up with what comes is exceeded from 500 orders/h on, and no less was tried."
            ),
            (.unjudged, "No budget could be judged at any load: give the scenario budgets that say what must hold."),
        ] as [(CapacityLimit.Found, String)])
    func sentence(found: CapacityLimit.Found, words: String) {
        #expect(Self.findings(found).sentence == words)
    }

    @Test("Where chance decides below what is too much, the least that was tried is told")
    func chance() throws {
        let story = Self.findings(.chance(below: 0.5)) { findings in
            findings.hour?.levels = [0.01, 0.5].map { LoadLevel(load: $0, duration: 4, margin: 1, verdict: .undecided) }
        }
        #expect(
            story.sentence
                == "No load is sure to keep every budget: keeping up with what comes is exceeded from 500 orders/h on, and down to 10 orders/h, the least that was tried, chance decides: less load alone does not mend it."
        )
    }

    @Test("A share that misses what was asked by less than is told is told more exactly")
    func exactly() {
        #expect(CapacityWords.share(SeedSpread(one: 0.9947), asked: 0.995) == "99.47 %")
        #expect(CapacityWords.share(SeedSpread(one: 0.9947), asked: 0.95) == "99.5 %")
        #expect(CapacityWords.share(SeedSpread(one: 0.995), asked: 0.995) == "99.5 %")
    }

    @Test("Where chance hides which lever is best, each of them is told, and with which the day fits")
    func ties() throws {
        func words(_ keeps: [Bool?]) throws -> String {
            let story = Self.findings(.between(kept: 1, broken: 1, estimate: 1)) { findings in
                var gains = [
                    Self.gain([0], 1.22, 1.2, 1.25, cost: nil), Self.gain([1], 1.23, 1.21, 1.26, cost: 500),
                    Self.gain([2], 1.1, 1.05, 1.15, cost: nil),
                ]
                for index in keeps.indices { gains[index].keepsDay = keeps[index] }
                findings.whatIf = WhatIf(levers: gains)
            }
            return try #require(story.answers.first { $0.subject == "Would buy" }).words
        }
        let plain =
            "each of calm (500 EUR) and more workers raises it most, which of them chance hides: to 1,230 orders/h (+21 % to +26 %)"
        #expect(try words([nil, nil, nil]) == plain + ".")
        #expect(
            try words([true, false, false]) == plain
                + "; of them the forecast's day keeps every budget with more workers only.")
    }

    @Test("A budget that asks for so much to be done does not count, and is told")
    func work() {
        var plan = Self.plan
        plan.budgets = [
            Budget(
                text: "throughput of odoo.ask > 1000/h", subjectText: "odoo.ask", measure: .rate, subject: .orders,
                comparison: .greater, bound: 1000)
        ]
        let story = Self.findings(.atLeast(64), plan)
        #expect(story.sentence.hasPrefix("What comes is kept up with up to 64,000 orders/h"))
        #expect(
            story.cautions == [
                "The scenario has no budgets that say what must hold. It is judged by keeping up with what comes, and by no more than 1 % of orders failing, which is assumed.",
                "\"throughput of odoo.ask > 1000/h\" says how much is to be done and not how much may come, and does not count here.",
            ])
    }

    @Test(
        "Without budgets it is keeping up with what comes that is told, of a few an hour with the digits that say how sure it is"
    )
    func unbounded() throws {
        var plan = Self.plan
        plan.budgets = []
        let story = Self.findings(.between(kept: 0.0021, broken: 0.0023, estimate: 0.002_15), plan) { findings in
            findings.hour?.interval = ConfidenceInterval(estimate: 0.002_15, lower: 0.0021, upper: 0.0022, level: 0.95)
        }
        #expect(story.sentence.hasPrefix("2.15 orders/h can be kept up with; the forecast is 465 times that"))
        let words = try #require(story.answers.first { $0.subject == "Steady load" }).words
        #expect(words.hasPrefix("2.15 orders/h can be kept up with (95 % interval 2.1 to 2.2); then keeping up"))
        #expect(
            Self.findings(.atLeast(64), plan).sentence.hasPrefix("What comes is kept up with up to 64,000 orders/h"))
        #expect(
            Self.findings(.tooShort, plan).sentence
                == "Not known: orders take longer than the steady load was held (1 h after 15 min of warm-up): use a longer --hold."
        )
    }

    @Test(
        "Too little: what lets the day keep its budgets is told beside what buys the most, and what does not is told as such"
    )
    func enough() throws {
        func words(_ dear: Bool, _ cheap: Bool) throws -> String {
            let story = Self.findings(.between(kept: 0.9, broken: 0.9, estimate: 0.9)) { findings in
                var gains = [
                    Self.gain([0], 1.4, 1.35, 1.45, cost: 4000), Self.gain([1], 1.1, 1.1, 1.1, cost: 500),
                ]
                (gains[0].keepsDay, gains[1].keepsDay) = (dear, cheap)
                findings.whatIf = WhatIf(levers: gains)
            }
            return try #require(story.answers.first { $0.subject == "Would buy" }).words
        }
        #expect(
            try words(true, true).hasPrefix(
                "for 500 EUR the forecast's day keeps every budget: calm; more workers buys"))
        // A steady load beyond the forecast's is no day that keeps its cut-offs.
        #expect(try words(true, false).contains(" for 4,000 EUR, and the forecast's day keeps every budget;"))
        let neither = try words(false, false)
        #expect(neither.hasPrefix("nothing of it alone lets the forecast's day keep every budget; more workers buys"))
        #expect(neither.contains(", but the forecast's day still exceeds a budget"))
    }

    @Test("Levers that all reach as far as was tried are not ranked: each is told with its cost, the cheapest first")
    func farthest() throws {
        let story = Self.findings(.between(kept: 1, broken: 1, estimate: 1)) { findings in
            var gains = [
                Self.gain([0], 2, 2, 2, cost: 4000), Self.gain([1], 2, 2, 2, cost: 500),
                Self.gain([2], 1.5, 1.4, 1.6, cost: nil),
            ]
            (gains[0].isAtLeast, gains[1].isAtLeast) = (true, true)
            findings.whatIf = WhatIf(levers: gains)
        }
        let words = try #require(story.answers.first { $0.subject == "Would buy" }).words
        #expect(
            words.hasPrefix(
                "each of calm (500 EUR) and more workers (4,000 EUR) takes it to 2,000 orders/h and more, and no further was tried"
            ))
        #expect(!words.contains("buys the most"))
    }

    @Test("A forecast that seeds differ over is neither enough nor too much")
    func close() throws {
        let story = Self.findings(.between(kept: 0.98, broken: 1.01, estimate: 0.995)) { findings in
            findings.hour?.interval = ConfidenceInterval(estimate: 0.995, lower: 0.98, upper: 1.02, level: 0.95)
        }
        #expect(story.isEnough == nil && story.verdict == "TOO CLOSE")
        #expect(
            story.sentence.contains(
                "the forecast of 1,000 orders/h is so near to that that chance decides whether it fits"))
        // The same with an interval that ends before it.
        let sure = Self.findings(.between(kept: 0.96, broken: 0.98, estimate: 0.97)) { findings in
            findings.hour?.interval = ConfidenceInterval(estimate: 0.97, lower: 0.96, upper: 0.98, level: 0.95)
        }
        #expect(sure.verdict == "TOO MUCH")
    }

    @Test("A limit of one seed tells the loads between which it lies")
    func bracket() throws {
        let story = Self.findings(.between(kept: 1.2, broken: 1.3, estimate: 1.25))
        let words = try #require(story.answers.first { $0.subject == "Steady load" }).words
        #expect(
            words.contains(
                "1,250 orders/h keep every budget (on one seed: 1,200 orders/h were kept, 1,300 orders/h were not)"))
    }

    @Test("Levers: the most, the cheapest for what it gives, and the best plan for a budget")
    func levers() throws {
        let story = Self.findings(.between(kept: 1, broken: 1, estimate: 1)) { findings in
            findings.whatIf = WhatIf(
                levers: [
                    Self.gain([0], 1.4, 1.35, 1.45, cost: 4000), Self.gain([1], 1.1, 1.08, 1.12, cost: 500),
                    Self.gain([2], 1.001, 0.98, 1.02, cost: nil),
                ])
        }
        let words = try #require(story.answers.first { $0.subject == "Would buy" }).words
        // 4,000 for 40 % are 100 each, 500 for 10 % are 50.
        #expect(
            words
                == "more workers buys the most: 1,400 orders/h (+35 % to +45 %) for 4,000 EUR; calm is cheapest for how far it takes the limit (50 EUR for 1 %)."
        )
        let table = try #require(story.tables.first { $0.title == "What it would buy" })
        #expect(table.rows.map { $0[0] } == ["more workers", "calm", "free"])
        #expect(table.rows[0][2...] == ["+40 %", "+35 % to +45 %", "4,000 EUR", "100 EUR", "-"])
        #expect(table.rows[2][2...] == ["none to be told", "-2.0 % to +2.0 %", "not said", "-", "-"])
    }

    private static func stumble(_ change: (inout StumbleFinding) -> Void) throws -> CapacityStory {
        findings(.between(kept: 1, broken: 1, estimate: 1)) { findings in
            var stumble = StumbleFinding(
                pool: 0, vulnerability: 1.8, freeze: .init(bySeed: [.between(heals: 1.9, trips: 2)]))
            change(&stumble)
            findings.collapse = CollapseFindings(
                pressures: [], factor: 1, watched: .hour, seeds: stumble.freeze.bySeed.count, stumbles: [stumble])
        }
    }

    @Test("A stumble that trips is told with its length, how well that is known, and the cure that heals soonest")
    func collapse() throws {
        let story = try Self.stumble {
            $0.cures = [
                Cure(kind: .queueBound(150), readings: [StumbleReading(before: 1, after: 1, recovery: 5 * .second)]),
                Cure(kind: .retryBudget(0.2), readings: [StumbleReading(before: 1, after: 0, recovery: nil)]),
            ]
        }
        let words = try #require(story.answers.first { $0.subject == "Stumbles" }).words
        #expect(
            words
                == "at 1,000 orders/h a freeze of odoo workers of 2 s (one seed, known to 100 ms) turns into a collapse that does not end by "
                + "itself; 150 waiting at most would heal it within 5 s."
        )
        let table = try #require(story.tables.first { $0.title == "Stumbles and collapse" })
        #expect(table.rows[0].prefix(4) == ["odoo workers", "1,000 orders/h", "1.8", "2 s"])
        let cures = try #require(story.tables.first { $0.title == "What would keep it from collapse" })
        #expect(cures.rows.map { $0[3] } == ["heals, within 5 s after the freeze", "does not heal"])
        #expect(cures.rows.map { $0[4] } == ["-", "0 % of calls answered well"])
    }

    @Test("A stumble after which most calls go well again is called no collapse, and that it was not over is told")
    func slow() throws {
        let story = try Self.stumble { $0.tripped = StumbleReading(before: 1, after: 0.9, recovery: nil) }
        let words = try #require(story.answers.first { $0.subject == "Stumbles" }).words
        #expect(
            words
                == "at 1,000 orders/h a freeze of odoo workers of 2 s (one seed, known to 100 ms) is not over within 1 h, at the end of which "
                + "90 % of calls are answered well.")
    }

    @Test(
        "On several seeds: a range, a cure that heals on one of them only is none, and those that recover together are ties"
    )
    func collapseOnSeeds() throws {
        let well = StumbleReading(before: 1, after: 1, recovery: 60 * .second)
        let soon = StumbleReading(before: 1, after: 1, recovery: 30 * .second)
        let never = StumbleReading(
            before: 1, after: 1, recovery: nil,
            ailing: [
                .init(pool: 0, answered: 0.02, answeredBefore: 1, waiting: 4_000, waitingBefore: 7)
            ])
        let story = try Self.stumble {
            $0.freeze = .init(bySeed: [
                .between(heals: 24, trips: 25), .between(heals: 31.5, trips: 33), .never(upTo: 900),
            ])
            $0.tripped = never
            $0.length = 66
            $0.dip = .init(bySeed: [.between(heals: 0.78, trips: 0.8), .between(heals: 0.83, trips: 0.85)])
            $0.cures = [
                // The slowest seed counts: both take a minute.
                Cure(kind: .lifo, readings: [well, soon]), Cure(kind: .dropExpired, readings: [well, well]),
                Cure(kind: .noRetries, readings: [soon, never]),
            ]
        }
        let words = try #require(story.answers.first { $0.subject == "Stumbles" }).words
        #expect(
            words
                == "at 1,000 orders/h a freeze of odoo workers of 25 s to 33 s (on 2 of 3 seeds, known to 1.5 s) turns into a collapse that "
                + "does not end by itself; either of last come, first served and requests dropped whose caller has given up would heal it "
                + "within 1 min."
        )
        let stumbles = try #require(story.tables.first { $0.title == "Stumbles and collapse" })
        #expect(
            Array(stumbles.rows[0][3...]) == [
                "25 s to 33 s on 2 of 3 seeds", "24 s", "1.5 s", "to 15 % – 20 % for 1 min 6 s", "-",
                "odoo workers: 2 % of calls answered well, 4,000 waiting (7 before)",
            ])
        let cures = try #require(story.tables.first { $0.title == "What would keep it from collapse" })
        #expect(cures.rows.map { $0[1] } == ["1", "1", "-"])
        #expect(cures.rows[2][3] == "heals on 1 of 2 seeds only")
    }

    @Test("Cut-offs: each with who makes it on each day, the ones below their budget marked, the worst told first")
    func cutoffs() throws {
        var plan = Self.plan
        plan.demand.carriers = ["ups", "dhl"]
        plan.budgets = [
            Budget(
                text: "orders dispatched by cut >= 95%", subjectText: "orders", measure: .cutoffShare, subject: .orders,
                comparison: .greaterOrEqual, bound: 0.95)
        ]
        func day(_ factor: Double, _ met: [Int64]) -> PeakPlanDay {
            var reading = TrialReading.empty
            reading.cutoff.moments = zip([Int64(10), 13, 17], met).map { hour, met in
                .init(
                    at: hour * .hour, judged: 1_000, met: met,
                    parts: [
                        .init(who: .carrier(0), judged: 400, met: min(400, met - 550)),
                        .init(who: .carrier(1), judged: 600, met: met - min(400, met - 550)),
                    ])
            }
            return PeakPlanDay(factor, [reading])
        }
        let story = Self.findings(.between(kept: 1, broken: 1, estimate: 1), plan) {
            $0.days = [day(1, [1_000, 990, 960]), day(1.5, [1_000, 940, 900])]
        }
        let words = try #require(story.answers.first { $0.subject == "Cut-offs" }).words
        #expect(
            words
                == "at 1.5 times too few orders make 2 of 3 cut-offs: 17:00 (90.0 % make it, 95 % asked), 13:00 (94.0 % make it, 95 % asked) (one seed)."
        )
        let table = try #require(story.tables.first { $0.title == "Cut-offs at risk" })
        // Of ups's 400 orders 390 make 13:00 at 1.5 times, 350 make 17:00; of dhl's 550 of 600 both times.
        #expect(
            table.rows == [
                ["10:00", "all", "1,000", "100.0 %", "100.0 %", "95 %"],
                ["13:00", "all", "1,000", "99.0 %", "✗ 94.0 %", "95 %"],
                ["13:00", "dhl", "600", "98.3 %", "✗ 91.7 %", "95 %"],
                ["17:00", "all", "1,000", "96.0 %", "✗ 90.0 %", "95 %"],
                ["17:00", "ups", "400", "100.0 %", "✗ 87.5 %", "95 %"],
                ["17:00", "dhl", "600", "✗ 93.3 %", "✗ 91.7 %", "95 %"],
            ])
    }

    @Test(
        "Of a day on several seeds the mean is told, with the least and the most, and on how many of them it is too much"
    )
    func seeds() throws {
        var plan = Self.plan
        plan.budgets = [
            Budget(
                text: "orders dispatched by cut >= 95%", subjectText: "orders", measure: .cutoffShare, subject: .orders,
                comparison: .greaterOrEqual, bound: 0.95)
        ]
        func reading(_ met: Int64, waiting: Int64, gone: Instant?) -> TrialReading {
            var reading = TrialReading.empty
            let share = Double(met) / 1_000
            reading.judged = [.init(budget: 0, holds: share >= 0.95, value: share, margin: share - 0.95, fault: nil)]
            reading.cutoff = .init(judged: 1_000, met: met, moments: [.init(at: 13 * .hour, judged: 1_000, met: met)])
            reading.hours = .init(
                due: [1_000, 1_000], done: [1_000 - waiting, 1_000], lost: [0, 0], most: waiting, fullest: .hour)
            reading.drained = gone
            return reading
        }
        let story = Self.findings(.between(kept: 1, broken: 1, estimate: 1), plan) {
            $0.days = [
                PeakPlanDay(
                    1.25,
                    [reading(960, waiting: 120, gone: 2 * .hour), reading(930, waiting: 400, gone: 4 * .hour)])
            ]
        }
        func answer(_ subject: String) throws -> String {
            try #require(story.answers.first { $0.subject == subject }).words
        }
        #expect(
            try answer("Peak plan")
                == "1.25 times the forecast exceeds \"orders dispatched by cut >= 95%\"; 55 (40 to 70) orders miss their cut-off (on 1 of 2 seeds)."
        )
        #expect(
            try answer("Backlog")
                == "at 1.25 times up to 260 (120 to 400) orders wait at 01:00, gone by 02:00 to 04:00 (2 seeds).")
        #expect(
            try answer("Cut-offs")
                == "at 1.25 times too few orders make 1 of 1 cut-offs: 13:00 (94.5 % (93.0 % to 96.0 %) make it, 95 % asked) (2 seeds)."
        )
        // What the forecast itself keeps on one of two seeds only is nothing to rely on, however far the mean is from the limit.
        let divided = Self.findings(.between(kept: 1.3, broken: 1.31, estimate: 1.3), plan) {
            $0.day = $0.hour
            $0.days = [PeakPlanDay(1, [reading(960, waiting: 0, gone: 0), reading(930, waiting: 0, gone: 0)])]
        }
        #expect(divided.isTooClose && divided.isEnough == nil)
        #expect(divided.sentence.contains("which it does on 1 of 2 seeds"), "\(divided.sentence)")
        let table = try #require(story.tables.first { $0.title == "The day, if the forecast is wrong" })
        #expect(
            Array(table.rows[0][2...]) == [
                "kept on 1 of 2 seeds", "orders dispatched by cut >= 95%: 94.50 % (93.00 % to 96.00 %)", "0",
                "55 (40 to 70)",
                "260 (120 to 400)", "02:00 to 04:00",
            ], "\(table.rows[0])")
    }

    @Test("Where hardly anything waits nothing piles up, and those that failed wait no longer")
    func backlog() throws {
        func day(_ factor: Double, lost: Int64) -> PeakPlanDay {
            var reading = TrialReading.empty
            reading.hours = .init(
                due: [1_000, 1_000], done: [600, 1_000], lost: [lost, 0], most: 400 - lost, fullest: .hour)
            reading.drained = 2 * .hour
            return PeakPlanDay(factor, [reading])
        }
        let story = Self.findings(.between(kept: 1, broken: 1, estimate: 1)) {
            // 400 of them failed; then 300 did, and 100 wait, what comes in six minutes; then 101 wait.
            $0.days = [day(1, lost: 400), day(1.25, lost: 300), day(1.5, lost: 299)]
        }
        let words = try #require(story.answers.first { $0.subject == "Backlog" }).words
        #expect(
            words
                == "at the forecast and 1.25 times nothing piles up; at 1.5 times up to 101 orders wait at 01:00, gone by 02:00 (one seed)."
        )
        let table = try #require(story.tables.first { $0.title == "The day, if the forecast is wrong" })
        #expect(table.rows.map { $0[4] } == ["400", "300", "299"])
        #expect(table.rows.map { $0[7] } == ["none", "none", "02:00"])
    }

    @Test("Hour by hour: the share of the limit, and what waits at the end of each hour")
    func hours() throws {
        let story = Self.findings(.between(kept: 2, broken: 2, estimate: 2)) { findings in
            var reading = TrialReading.empty
            reading.hours = .init(due: [500, 1_000, 200], done: [300, 700, 600], lost: [0, 0, 0])
            findings.days = [PeakPlanDay(1, [reading])]
        }
        let table = try #require(story.tables.first { $0.title == "The plan, hour by hour" })
        #expect(
            table.rows.map { Array($0[1...]) } == [
                ["500", "25 %", "300", "200"], ["1,000", "50 %", "700", "500"], ["200", "10 %", "600", "100"],
            ])
    }

    @Test("Trials that are missing, and a warm-up that was too short, are told")
    func cautions() throws {
        let story = Self.findings(.between(kept: 1, broken: 1, estimate: 1)) {
            $0.missingTrials = 2
            $0.warmUp = 40 * .minute
            $0.hour?.budget = 0
        }
        try #require(story.cautions.count == 2)
        #expect(story.cautions[0].hasPrefix("2 trials are missing"))
        #expect(story.cautions[1].contains("40 min to settle") && story.cautions[1].contains("--warm-up"))
        // What comes and what is done is counted right while a line still fills.
        let counted = Self.findings(.between(kept: 1, broken: 1, estimate: 1)) { $0.warmUp = 40 * .minute }
        #expect(counted.cautions.isEmpty)
    }
}

extension TrialReading {
    /// A reading of nothing.
    fileprivate static let empty = TrialReading(
        due: 0, offeredPerHour: 0, donePerHour: 0, judged: [], silent: [], isWorkedOff: true, lines: [], demand: nil,
        latency: nil,
        uses: [],
        amplifications: [], warmUp: nil, stumble: nil, hours: Hours(due: [], done: [], lost: []),
        cutoff: Cutoff(judged: 0, met: 0), drained: nil, events: 0)
}
