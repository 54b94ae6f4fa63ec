import Foundation
import Kernel
import Testing

@testable import Scenario

/// Shipped scenarios spoiled at random: the reader never traps, and whatever it accepts can be run.
///
/// A failure names its seed; `REHEARSE_FUZZ_SEED` starts there, `REHEARSE_FUZZ_ROUNDS` says how many follow, and each seed is
/// printed before it is tried.
struct FuzzTests {
    private static let folder = ShippedScenariosTests.folder

    /// Shipped scenarios and the one that `rehearse new` writes.
    private static let texts: [(name: String, text: String)] =
        ShippedScenariosTests.names.compactMap { name in
            (try? String(contentsOfFile: "\(folder)/\(name)", encoding: .utf8)).map { (name, $0) }
        } + [("new.yaml", Template.newScenario(name: "New"))]

    /// Everything that is written somewhere in them.
    private static let words = Set(
        texts.flatMap { $0.text.split { " ,{}[]:\n".contains($0) }.map(String.init) }
    ).sorted()

    private static func seeds(usually rounds: UInt64) -> (seeds: Range<UInt64>, areShown: Bool) {
        let environment = ProcessInfo.processInfo.environment
        let first = environment["REHEARSE_FUZZ_SEED"].flatMap(UInt64.init) ?? 1
        let asked = environment["REHEARSE_FUZZ_ROUNDS"].flatMap(UInt64.init)
        return (first..<first + (asked ?? rounds), asked != nil)
    }

    private static func show(_ seed: UInt64, _ areShown: Bool) {
        if areShown { FileHandle.standardError.write(Data("seed \(seed)\n".utf8)) }
    }

    /// What people see as lines; a carriage return alone ends one too.
    private static func lines(_ text: String) -> [Int] {
        text.split(omittingEmptySubsequences: false, whereSeparator: \.isNewline).map(\.unicodeScalars.count)
    }

    @Test("a spoiled scenario loads as a plan that holds together, or tells its problems at places within its file")
    func scenarios() throws {
        #expect(Self.texts.count >= 7)
        let (seeds, areShown) = Self.seeds(usually: 140)
        for seed in seeds {
            Self.show(seed, areShown)
            let (name, text) = Self.texts[Int(seed % UInt64(Self.texts.count))]
            var mutant = Mutant(seed: seed)
            let spoiled = mutant.spoiled(text, words: Self.words)
            let path = "\(Self.folder)/\(name)"
            let (scenario, problems) = ScenarioFile.read(spoiled, as: path)
            #expect((scenario == nil) == !problems.isEmpty, "seed \(seed), \(name)")
            #expect(scenario?.plan.firstFlaw == nil, "seed \(seed), \(name)")
            let lines = Self.lines(spoiled)
            for problem in problems {
                #expect(!problem.message.isEmpty && problem.message.count < 1_000, "seed \(seed): \(problem)")
                guard problem.place.file == path else { continue }
                let isInside =
                    (1...lines.count + 1).contains(problem.place.line) && problem.place.column >= 1
                    && (problem.place.line > lines.count || problem.place.column <= lines[problem.place.line - 1] + 1)
                #expect(isInside, "seed \(seed), \(name): \(problem)")
            }
        }
    }

    @Test("bytes changed at random are read as text or refused, never more")
    func bytes() throws {
        let (seeds, areShown) = Self.seeds(usually: 140)
        for seed in seeds {
            Self.show(seed, areShown)
            let (name, text) = Self.texts[Int(seed % UInt64(Self.texts.count))]
            var mutant = Mutant(seed: seed)
            let reading = Reading()
            let tree = TreeParser.parse(bytes: mutant.spoiled(bytes: Array(text.utf8)), file: name, reading: reading)
            #expect(tree != nil || !reading.problems.isEmpty, "seed \(seed), \(name)")
        }
    }

    @Test("whatever is accepted runs to its end, and its books balance")
    func runs() throws {
        let (seeds, areShown) = Self.seeds(usually: 70)
        var ran = 0
        for seed in seeds {
            Self.show(seed, areShown)
            let (name, text) = Self.texts[Int(seed % UInt64(Self.texts.count))]
            var mutant = Mutant(seed: seed &+ 1_000_000_000)
            let spoiled = mutant.spoiledLightly(text, words: Self.words)
            guard let scenario = ScenarioFile.read(spoiled, as: "\(Self.folder)/\(name)").scenario else { continue }
            let plan = Self.few(scenario.plan)
            guard !plan.demand.streams.isEmpty else { continue }
            var orders = OrderSchedule(plan)
            var looks = 0
            let run = VirtualDriver.run(plan, orders: &orders) { _, _ in
                // A look is 16,384 events; two hundred orders never need so many of them.
                looks += 1
                return looks < 500 ? .carryOn : .stop(.interrupted)
            }
            #expect(looks < 500, "seed \(seed), \(name): it does not end")
            #expect(run.books.balance, "seed \(seed), \(name): \(run.books)")
            ran += 1
        }
        #expect(ran > 0 || areShown)
    }

    /// The plan with two hundred orders at most, the shape of its demand kept.
    private static func few(_ plan: Plan) -> Plan {
        var plan = plan
        let total = plan.demand.generatedOrders
        guard total > 200 else { return plan }
        var left = 200
        for stream in plan.demand.streams.indices {
            for slice in plan.demand.streams[stream].slices.indices {
                let count = plan.demand.streams[stream].slices[slice].count
                let kept = min(left, (count * 150 + total - 1) / total)
                plan.demand.streams[stream].slices[slice].count = kept
                left -= kept
            }
        }
        return plan
    }

    @Test("notations read any text or refuse it")
    func notations() {
        let (seeds, areShown) = Self.seeds(usually: 1_500)
        for seed in seeds {
            Self.show(seed, areShown)
            var mutant = Mutant(seed: seed)
            var text = ""
            for _ in 0...mutant.below(5) {
                text += mutant.pick(mutant.below(2) == 0 ? Mutant.values : Self.words) ?? ""
                if mutant.below(3) > 0 { text += " " }
            }
            let length = try? TimeNotation.parse(text)
            #expect((0...TimeNotation.limit).contains(length ?? 0), "seed \(seed): \(text)")
            let count = try? CountNotation.parse(text)
            #expect((0...CountNotation.limit).contains(count ?? 0), "seed \(seed): \(text)")
            if let rate = try? Rate.parse(text) {
                #expect(rate.count >= 1 && rate.period >= 1, "seed \(seed): \(text)")
            }
            if let weight = try? WeightNotation.parse(text) {
                #expect((0...100_000_000).contains(weight), "seed \(seed): \(text)")
            }
            _ = try? Money.parse(text)
            _ = try? DayRule.parse(text)
            _ = try? LocalDateTime.parse(text)
            _ = try? WallTime.parse(text)
            _ = try? BudgetSentence.parse(text)
            for quantity in [Quantity.time, .count, .weight] {
                guard let spec = try? DistributionNotation(quantity: quantity).parse(text) else { continue }
                #expect(spec.mean.isFinite && spec.mean >= 0, "seed \(seed): \(text)")
            }
            let item = Item(root: Tree(content: .scalar(text), place: Place(file: "")), reading: Reading())
            let condition = ConditionNotation(demand: DemandPlan()).read(Located(value: text, item: item))
            #expect(condition != nil || !item.reading.problems.isEmpty, "seed \(seed): \(text)")
        }
    }

    @Test("profiles and tables of quantiles are read or refused")
    func tables() throws {
        let folder = FileManager.default.temporaryDirectory.appending(path: "rehearse-fuzz-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: folder) }
        let path = folder.appending(path: "table.csv").path(percentEncoded: false)
        let day = try String(contentsOfFile: "\(Self.folder)/profiles/black-friday.csv", encoding: .utf8)
        let table = "quantile,value\np0,1ms\np50,80ms\np90,200ms\np99.9,4s\n"
        let clock = Clock(
            from: LocalDateTime(date: LocalDate(day: 20_784), seconds: 0), window: .day, drain: 0, zone: .utc)
        let (seeds, areShown) = Self.seeds(usually: 200)
        for seed in seeds {
            Self.show(seed, areShown)
            var mutant = Mutant(seed: seed)
            let isDay = mutant.below(2) == 0
            let spoiled = mutant.spoiled(isDay ? day : table, words: Self.words)
            let reading = Reading()
            let item = Item(root: Tree(content: .scalar(path), place: Place(file: "x")), reading: reading)
            try Data(spoiled.utf8).write(to: URL(filePath: path))
            let file = Located(value: path, item: item)
            if isDay {
                let profile = DayProfile.read(file)
                #expect((profile == nil) == !reading.problems.isEmpty, "seed \(seed)")
                let pieces = profile?.shape(clock: clock).pieces ?? []
                #expect(pieces.allSatisfy { $0.share >= 0 && $0.start < $0.end && $0.end <= .day }, "seed \(seed)")
            } else {
                let quantiles = QuantileTable.read(file, quantity: .time)
                #expect((quantiles == nil) == !reading.problems.isEmpty, "seed \(seed)")
            }
        }
    }
}
