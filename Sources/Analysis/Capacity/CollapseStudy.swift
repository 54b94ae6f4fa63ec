internal import Kernel

/// Freezes the workers that retries lead to, at a steady load that the landscape can take, and watches whether it heals.
struct CollapseStudy {
    let plan: Plan
    let settings: CapacitySettings
    let forecast: CapacityForecast
    /// The load, in times of the forecast.
    let factor: Double

    /// - Parameter limit: of a steady load.
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
        var isMissing = false
        for candidate in candidates {
            if let stumble = stumble(candidate.pool, candidate.vulnerability, curve, &table) {
                findings.stumbles.append(stumble)
            } else {
                isMissing = true
            }
        }
        return isMissing ? nil : findings
    }

    /// Pools that retries lead to and whose callers give up: the most vulnerable first.
    private func candidates(_ pressures: [RetryPressure]) -> [(pool: PoolID, vulnerability: Double)] {
        var found: [PoolID: Double] = [:]
        for pressure in pressures {
            guard let pool = pressure.pool, let vulnerability = pressure.vulnerability(factor) else { continue }
            let link = plan.links[pressure.link]
            // Whoever waits for ever feeds no storm.
            guard link.timeout != nil || link.deadline != nil || plan.pools[pool].waitingBound != nil else { continue }
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
        Trial.Hold(from: forecast.hold.from, warmUp: forecast.hold.warmUp, length: settings.watch)
    }

    private func trial(
        _ pool: PoolID, seconds: Double, share: Double = 0, _ changes: [PlanChange] = []
    ) -> Trial {
        let length = max(1, Nanoseconds((seconds * 1e9).rounded()))
        return Trial(
            .steady(perHour: factor * forecast.peakPerHour, hold),
            changes: changes + [.dip(pool, from: hold.judged.start, length: length, share: share)])
    }

    private func stumble(
        _ pool: PoolID, _ vulnerability: Double, _ curve: [(factor: Double, reading: TrialReading)],
        _ table: inout TrialTable
    ) -> StumbleFinding? {
        var longest = Double(settings.watch) / 1e9 / 4
        if vulnerability < 1 {
            // It heals, as theory has it, and slowly where little is to spare: one freeze shows it that heals in half of the time.
            longest = min(longest, longest * 2 * (1 - vulnerability) / max(vulnerability, 0.01))
            let freeze = trial(pool, seconds: longest)
            guard let reading = table.reading(of: freeze)?.stumble else { return nil }
            if reading.isHealed {
                return StumbleFinding(
                    pool: pool, vulnerability: vulnerability, freeze: .never(upTo: longest), healed: reading)
            }
        }
        let search = StumbleSearch(
            range: min(settings.shortestFreeze, longest / 2)...longest,
            precision: (absolute: settings.freezePrecision.seconds, relative: settings.freezePrecision.share))
        guard let freeze = tipping(search, &table, { trial(pool, seconds: $0) }) else { return nil }
        var finding = StumbleFinding(pool: pool, vulnerability: vulnerability, freeze: freeze)
        func reading(_ seconds: Double) -> StumbleReading? { table.reading(of: trial(pool, seconds: seconds))?.stumble }
        switch freeze {
        case .between(let heals, let trips):
            finding.healed = reading(heals)
            finding.tripped = reading(trips)
        case .never(let longest): finding.healed = reading(longest)
        case .always(let shortest): finding.tripped = reading(shortest)
        }
        guard let trips = freeze.trips else { return finding }
        let length = min(longest, 2 * trips)
        finding.length = length
        let cures = cures(pool, length, curve, &table)
        // Of one worker nothing can be taken but all.
        if (plan.pools[pool].capacity.map(\.workers).max() ?? 0) > 1 {
            let search = StumbleSearch(range: 0.02...1, precision: (absolute: 0.02, relative: 0))
            finding.dip = tipping(search, &table) { trial(pool, seconds: length, share: 1 - $0) }
            guard finding.dip != nil else { return nil }
        }
        guard let cures else { return nil }
        finding.cures = cures
        return finding
    }

    private func tipping(
        _ search: StumbleSearch, _ table: inout TrialTable, _ trial: (Double) -> Trial
    ) -> StumbleFinding.Tipping? {
        let step = search.next { size in
            table.readings[trial(size)]?.stumble.map { $0.isHealed ? .heals : .trips }
        }
        switch step {
        case .tryThese(let sizes):
            for size in sizes { _ = table.reading(of: trial(size)) }
            return nil
        case .found(let tipping): return tipping
        }
    }

    // MARK: Cures

    private func cures(
        _ pool: PoolID, _ seconds: Double, _ curve: [(factor: Double, reading: TrialReading)],
        _ table: inout TrialTable
    ) -> [Cure]? {
        let kinds = Cure.Kind.all(plan, pool, patience: patience(pool, curve))
        let trials = kinds.map { trial(pool, seconds: seconds, $0.changes(plan, pool)) }
        guard let readings = table.readings(of: trials) else { return nil }
        let cures = zip(kinds, readings).compactMap { kind, reading in
            reading.stumble.map { Cure(kind: kind, reading: $0) }
        }
        // In the order of its kinds where two are as good.
        return cures.enumerated().sorted { a, b in
            let (x, y) = (a.element.reading, b.element.reading)
            let (left, right) = (x.recovery ?? .max, y.recovery ?? .max)
            if left != right { return left < right }
            let (good, better) = (x.after ?? 0, y.after ?? 0)
            return abs(good - better) > 0.005 ? good > better : a.offset < b.offset
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
