internal import Kernel

/// Freezes the workers that retries lead to, at a steady load that the landscape can take, and watches whether it heals.
struct CollapseStudy {
    let plan: Plan
    let settings: CapacitySettings
    let forecast: CapacityForecast
    /// The load, in times of the forecast.
    var factor: Double

    /// - Returns: nil: trials are missing, and wanted.
    func findings(_ curve: [(factor: Double, reading: TrialReading)], _ table: inout TrialTable) -> CollapseFindings? {
        var findings = CollapseFindings(
            pressures: RetryPressure.all(plan, curve).sorted {
                ($0.compounded, $1.link) > ($1.compounded, $0.link)
            })
        let candidates = candidates(findings.pressures)
        guard !candidates.isEmpty else { return findings }
        findings.factor = factor
        findings.watched = settings.watch
        findings.seeds = isLong(curve) ? 1 : max(1, settings.seeds ?? CollapseStudy.seeds)
        let seeds = (0..<UInt64(findings.seeds)).map { $0 }
        var isMissing = false
        for candidate in candidates {
            switch calm(candidate.pool, seeds, &table) {
            case .missing: isMissing = true
            case .nowhere: findings.refused.append(candidate.pool)
            case .at(let share):
                let lower = at(share)
                let vulnerability = share * candidate.vulnerability
                guard var stumble = lower.stumble(candidate.pool, vulnerability, seeds, curve, &table) else {
                    isMissing = true
                    continue
                }
                stumble.factor = lower.factor
                findings.stumbles.append(stumble)
            }
        }
        return isMissing ? nil : findings
    }

    /// The part of the load at which a stumble can be told from what is so without one.
    private enum Calm {
        case at(Double)
        /// At none of those that are tried.
        case nowhere
        /// Trials are missing, and wanted.
        case missing
    }

    /// The same at a part of the load.
    private func at(_ share: Double) -> CollapseStudy {
        var lower = self
        lower.factor *= share
        return lower
    }

    /// Looks for a load at which calls to a pool go well without a stumble, or wrong because of a line there: where a limit refuses
    /// them a stumble tells nothing.
    private func calm(_ pool: PoolID, _ seeds: [UInt64], _ table: inout TrialTable) -> Calm {
        for share in CollapseStudy.shares {
            let lower = at(share)
            let calm = seeds.map { lower.trial(pool, seconds: 0, seed: $0) }
            guard let stumbles = lower.readings(of: calm, pool, &table) else { return .missing }
            if !stumbles.contains(where: { $0.isRefused(at: pool) }) { return .at(share) }
        }
        return .nowhere
    }

    /// Parts of the load that are tried, one after the other.
    private static let shares = [1, 0.8, 0.6, 0.4]

    /// Seeds on which a stumble is tried, if nobody wants more or fewer.
    private static let seeds = 4

    /// Whether a stumble takes as many events as a lever's trial from which on one seed is enough.
    private func isLong(_ curve: [(factor: Double, reading: TrialReading)]) -> Bool {
        let nearest = curve.min { abs($0.factor - factor) < abs($1.factor - factor) }
        let share = Double(hold.warmUp + hold.length) / Double(max(1, forecast.hold.warmUp + forecast.hold.length))
        return Double(nearest?.reading.events ?? 0) * share > Double(WhatIf.longTrial)
    }

    /// Pools that retries lead to and whose callers give up: the most vulnerable first.
    private func candidates(_ pressures: [RetryPressure]) -> [(pool: PoolID, vulnerability: Double)] {
        var found: [PoolID: Double] = [:]
        for pressure in pressures {
            guard let pool = pressure.pool, let vulnerability = pressure.vulnerability(factor) else { continue }
            // Whoever waits for ever feeds no storm.
            guard pressure.isImpatient || plan.pools[pool].waitingBound != nil else { continue }
            found[pool] = max(found[pool] ?? 0, vulnerability)
        }
        let all = found.map { (pool: $0.key, vulnerability: $0.value) }
            .sorted { ($0.vulnerability, $1.pool) > ($1.vulnerability, $0.pool) }
        // Below one every stumble heals by itself: one is enough to show it.
        let vulnerable = all.filter { $0.vulnerability >= 1 }
        return Array((vulnerable.isEmpty ? Array(all.prefix(1)) : vulnerable).prefix(settings.stumbles))
    }

    // MARK: Trials

    private var hold: Trial.Hold {
        // A load that is held for long warms up for long; to know how calls go before a stumble less will do.
        let warmUp = settings.warmUp ?? min(forecast.hold.warmUp, settings.watch / 4)
        return Trial.Hold(from: forecast.hold.from, warmUp: warmUp, length: settings.watch)
    }

    private func trial(
        _ pool: PoolID, seconds: Double, share: Double = 0, seed: UInt64, _ changes: [PlanChange] = []
    ) -> Trial {
        let length = max(1, Nanoseconds((seconds * 1e9).rounded()))
        return Trial(
            .steady(perHour: factor * forecast.peakPerHour, hold),
            changes: changes + [.dip(pool, from: hold.judged.start, length: length, share: share)], replicate: seed)
    }

    private func stumble(
        _ pool: PoolID, _ vulnerability: Double, _ seeds: [UInt64], _ curve: [(factor: Double, reading: TrialReading)],
        _ table: inout TrialTable
    ) -> StumbleFinding? {
        var longest = Double(settings.watch) / 1e9 / 4
        if vulnerability < 1 {
            // It heals, as theory has it, and slowly where little is to spare: one freeze shows it that heals in half of the time.
            longest = min(longest, longest * 2 * (1 - vulnerability) / max(vulnerability, 0.01))
            let trials = seeds.map { trial(pool, seconds: longest, seed: $0) }
            guard let stumbles = readings(of: trials, pool, &table) else { return nil }
            if stumbles.allSatisfy(\.isHealed) {
                return StumbleFinding(
                    pool: pool, vulnerability: vulnerability,
                    freeze: .init(bySeed: seeds.map { _ in .never(upTo: longest) }), healed: slowest(stumbles))
            }
        }
        let search = StumbleSearch(
            range: min(settings.shortestFreeze, longest / 2)...longest,
            precision: (absolute: settings.freezePrecision.seconds, relative: settings.freezePrecision.share))
        func reading(_ seconds: Double, _ seed: UInt64) -> StumbleReading? {
            readings(of: [trial(pool, seconds: seconds, seed: seed)], pool, &table)?.first
        }
        guard var freeze = tippings(search, pool, seeds, &table, { trial(pool, seconds: $0, seed: $1) }) else {
            return nil
        }
        // What the shortest freeze trips may fail without any.
        for (place, seed) in seeds.enumerated() {
            guard case .always = freeze.bySeed[place] else { continue }
            guard let calm = reading(0, seed) else { return nil }
            if !calm.isHealed { freeze.bySeed[place] = .always(from: 0) }
        }
        var finding = StumbleFinding(pool: pool, vulnerability: vulnerability, freeze: freeze)
        finding.healed = slowest(
            zip(freeze.bySeed, seeds).compactMap { tipping, seed in
                switch tipping {
                case .between(let size, _), .never(let size): reading(size, seed)
                case .always: nil
                }
            })
        let places = freeze.tripping.isEmpty ? freeze.failing : freeze.tripping
        finding.tripped = places.first.flatMap { place in
            freeze.bySeed[place].trips.flatMap { reading($0, seeds[place]) }
        }
        guard !places.isEmpty else { return finding }
        let length = min(longest, 2 * (freeze.trips?.upperBound ?? settings.shortestFreeze))
        finding.length = length
        let cures = cures(pool, length, places.map { seeds[$0] }, curve, &table)
        // Of one worker nothing can be taken but all.
        if !freeze.tripping.isEmpty, (plan.pools[pool].capacity.map(\.workers).max() ?? 0) > 1 {
            let search = StumbleSearch(range: 0.02...1, precision: (absolute: 0.02, relative: 0))
            finding.dip = tippings(search, pool, places.map { seeds[$0] }, &table) {
                trial(pool, seconds: length, share: 1 - $0, seed: $1)
            }
            guard finding.dip != nil else { return nil }
        }
        guard let cures else { return nil }
        finding.cures = cures
        return finding
    }

    /// The one that took longest to heal.
    private func slowest(_ readings: [StumbleReading]) -> StumbleReading? {
        readings.max { ($0.recovery ?? .max) < ($1.recovery ?? .max) }
    }

    /// What came of stumbles, against the same load and seed without one; nil: trials are missing, and wanted.
    private func readings(of trials: [Trial], _ pool: PoolID, _ table: inout TrialTable) -> [StumbleReading]? {
        // A freeze of a nanosecond is none.
        let calm = trials.map { trial(pool, seconds: 0, seed: $0.replicate) }
        _ = table.readings(of: calm)
        guard let found = table.readings(of: trials), let calm = table.readings(of: calm) else { return nil }
        return zip(found, calm).compactMap { reading, calm in
            calm.stumble.flatMap { reading.stumble?.judged(against: $0, of: pool) }
        }
    }

    /// Searches on several seeds at once; nil: trials are missing, and wanted.
    private func tippings(
        _ search: StumbleSearch, _ pool: PoolID, _ seeds: [UInt64], _ table: inout TrialTable,
        _ trial: (Double, UInt64) -> Trial
    ) -> StumbleFinding.Tippings? {
        var found: [StumbleFinding.Tipping] = []
        for seed in seeds {
            // Wanted together with the first sizes.
            let calm = table.reading(of: self.trial(pool, seconds: 0, seed: seed))?.stumble
            let step = search.next { size in
                guard let calm, let reading = table.readings[trial(size, seed)]?.stumble else { return nil }
                return reading.judged(against: calm, of: pool).isHealed ? .heals : .trips
            }
            switch step {
            case .tryThese(let sizes): for size in sizes { _ = table.reading(of: trial(size, seed)) }
            case .found(let tipping): found.append(tipping)
            }
        }
        return found.count == seeds.count ? .init(bySeed: found) : nil
    }

    // MARK: Cures

    private func cures(
        _ pool: PoolID, _ seconds: Double, _ seeds: [UInt64], _ curve: [(factor: Double, reading: TrialReading)],
        _ table: inout TrialTable
    ) -> [Cure]? {
        let kinds = Cure.Kind.all(plan, pool, patience: patience(pool, curve))
        var cures: [Cure] = []
        for kind in kinds {
            let changes = kind.changes(plan, pool)
            let trials = seeds.map { trial(pool, seconds: seconds, seed: $0, changes) }
            guard let readings = readings(of: trials, pool, &table) else { continue }
            cures.append(Cure(kind: kind, readings: readings))
        }
        guard cures.count == kinds.count else { return nil }
        // In the order of its kinds where two are as good.
        func rank(_ cure: Cure) -> (Int, Nanoseconds, Double) {
            let good = cure.worst?.after ?? 0
            return (cure.isHealed ? 0 : 1, cure.recovery ?? .max, cure.isHealed ? 0 : -(good * 100).rounded())
        }
        return cures.enumerated().sorted { a, b in
            let (left, right) = (rank(a.element), rank(b.element))
            return left == right ? a.offset < b.offset : left < right
        }.map(\.element)
    }

    /// Requests that a pool serves while the most impatient of its callers waits: by how busy it is with how many.
    private func patience(_ pool: PoolID, _ curve: [(factor: Double, reading: TrialReading)]) -> Double? {
        let links = plan.links(to: pool)
        guard let timeout = links.compactMap({ plan.links[$0].timeout }).min() else { return nil }
        for (_, reading) in curve {
            guard let use = reading.lightUse(of: pool) else { continue }
            let attempts = reading.amplifications.filter { links.contains($0.link) }.reduce(0) { $0 + $1.attempts }
            let perSecond = Double(attempts) / (Double(forecast.hold.length) / 1e9)
            guard perSecond > 0 else { continue }
            return perSecond / use * Double(timeout) / 1e9
        }
        return nil
    }
}
