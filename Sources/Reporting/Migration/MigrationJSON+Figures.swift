import Analysis
import Kernel
import Reconciliation

extension MigrationJSON {
    var classes: JSONValue {
        let total = words.total
        let judged = total.total.units - total[.pending].units
        let orders = words.orders()
        let blind = findings.blindSpots.map(\.verdict)
        return .array(
            VerdictClass.allCases.map { verdict in
                let count = total[verdict]
                let isKnown = judged > 0 && (count.units > 0 || !blind.contains(verdict))
                let bound = verdict.isDefect && isKnown ? findings.bound(verdict) : nil
                return [
                    "name": .string(verdict.name), "defect": .bool(verdict.isDefect), "units": .count(count.units),
                    "baseline_events": .count(count.old), "candidate_events": .count(count.new),
                    "orders": .count(orders[Int(verdict.rawValue)]), "at_least": .optional(bound?.lower),
                    "at_most": .optional(bound?.upper),
                ]
            })
    }

    var cells: JSONValue {
        .array(
            words.partners.flatMap { partner in
                words.kinds.compactMap { kind -> JSONValue? in
                    guard let cell = findings.tally.cell(partner: partner, kind: kind) else { return nil }
                    let classes = VerdictClass.allCases.filter { cell[$0].units > 0 }.map { verdict -> JSONValue in
                        let span = cell.spans[Int(verdict.rawValue)]
                        return [
                            "name": .string(verdict.name), "units": .count(cell[verdict].units),
                            "baseline_events": .count(cell[verdict].old),
                            "candidate_events": .count(cell[verdict].new), "first_ns": .optional(span?.lowerBound),
                            "last_ns": .optional(span?.upperBound),
                        ]
                    }
                    let fields = findings.agreement.fields.indices.filter { cell.fields[$0].compared > 0 }
                        .map { field -> JSONValue in
                            let count = cell.fields[field]
                            return [
                                "name": .string(words.field(field)), "compared": .count(count.compared),
                                "differing": .count(count.differing), "tolerated": .count(count.tolerated),
                            ]
                        }
                    let total = cell.total
                    return [
                        "partner": .string(words.partner(partner)), "event": .string(words.kind(kind)),
                        "units": .count(total.units), "baseline_events": .count(total.old),
                        "candidate_events": .count(total.new), "baseline_duplicates": .count(cell.oldDuplicates),
                        "classes": .array(classes), "fields": .array(fields),
                    ]
                }
            })
    }

    var ordersByPartner: JSONValue {
        .array(
            findings.partners.indices.map { ($0, words.orders($0)) }.filter { $0.1.reduce(0, +) > 0 }
                .map { partner, orders in
                    let (differing, judged) = (words.differing(partner), words.compared(partner))
                    return [
                        "partner": .string(words.partner(partner)), "orders": .count(orders.reduce(0, +)),
                        "differing": .count(differing),
                        "at_most": .optional(judged > 0 ? findings.orderBound(partner: partner).atMost : nil),
                        "classes": .array(
                            VerdictClass.allCases.filter { orders[Int($0.rawValue)] > 0 }.map {
                                ["name": .string($0.name), "orders": .count(orders[Int($0.rawValue)])]
                            }),
                    ]
                })
    }

    var changes: JSONValue {
        .array(
            words.present.flatMap { kind in
                findings.agreement.fields.indices.compactMap { field -> JSONValue? in
                    let differing = words.sums[kind].fields[field].differing
                    guard differing > 0 else { return nil }
                    let factors = findings.tally.changes[kind][field].factors
                        .sorted { ($1.value, $0.key) < ($0.value, $1.key) }.prefix(10)
                    return [
                        "event": .string(words.kind(kind)), "field": .string(words.field(field)),
                        "differing": .count(differing), "rule": .optional(words.explanation(kind: kind, field: field)),
                        "factors": .array(factors.map { ["factor": .integer($0.key), "pairs": .count($0.value)] }),
                        "changes": .array(
                            words.changes(kind: kind, field: field, most: 10).map { change in
                                [
                                    "baseline": .string(change.old), "candidate": .string(change.new),
                                    "pairs": .count(change.seen.count),
                                    "baseline_row": .optional(words.rows[.old, change.seen.oldRow]?.place),
                                    "candidate_row": .optional(words.rows[.new, change.seen.newRow]?.place),
                                ]
                            }),
                    ]
                }
            })
    }

    var noise: JSONValue {
        guard !findings.noise.isEmpty || !findings.classNoise.isEmpty else { return .null }
        return [
            "fields": .array(
                findings.noise.map { finding in
                    [
                        "event": .string(words.kind(finding.kind)), "field": .string(words.field(finding.field)),
                        "compared": .count(finding.counts.compared), "only_candidate": .count(finding.counts.onlyNew),
                        "only_baseline": .count(finding.counts.onlyAgain), "both": .count(finding.counts.both),
                        "p": .number(finding.pValue), "p_adjusted": .number(finding.adjusted),
                        "excess_at_most": .number(finding.excessAtMost), "verdict": .string(finding.verdict.rawValue),
                        "unknown": .optional(finding.unknown.map { Int64($0) }),
                        "unknown_p_adjusted": .number(finding.unknownAdjusted),
                        "unknown_is_tolerated": .bool(!finding.hasUnknown),
                        "tolerated": .array(
                            words.toleratedChanges(finding, most: 10).map { change in
                                [
                                    "baseline": .string(change.old), "candidate": .string(change.new),
                                    "pairs": .count(change.seen.new), "baseline_pairs": .count(change.seen.again),
                                ]
                            }),
                    ]
                }),
            "classes": .array(
                findings.classNoise.map { finding in
                    [
                        "event": .string(words.kind(finding.kind)), "class": .string(finding.verdict.name),
                        "compared": .count(finding.counts.compared), "only_candidate": .count(finding.counts.onlyNew),
                        "only_baseline": .count(finding.counts.onlyAgain), "both": .count(finding.counts.both),
                        "p": .number(finding.pValue), "p_adjusted": .number(finding.adjusted),
                        "excess_at_most": .number(finding.excessAtMost), "is_tolerated": .bool(finding.isTolerated),
                    ]
                }),
            "times": .array(
                words.kinds.filter { findings.noiseModel.times[$0] != nil || findings.noiseModel.shifted[$0] }.map {
                    let usual = findings.noiseModel.times[$0]
                    return [
                        "event": .string(words.kind($0)), "shifted": .bool(findings.noiseModel.shifted[$0]),
                        "earliest_ns": usual.map { .integer($0.lowerBound) } ?? .null,
                        "latest_ns": usual.map { .integer($0.upperBound) } ?? .null,
                    ]
                }),
        ]
    }

    var latency: JSONValue {
        .array(
            findings.legs.map { leg in
                [
                    "event": .string(words.kind(leg.kind)), "partner": .optional(leg.partner.map(words.partner)),
                    "orders": .count(leg.orders), "sampled": .count(leg.sampled),
                    "quantiles": .array(leg.quantiles.map(quantile)), "shift_ns": .optional(leg.shift?.estimate),
                    "shift_between_ns": between(leg.shift),
                    "baseline_curve_ns": .array(leg.curve.map { .number($0.old) }),
                    "candidate_curve_ns": .array(leg.curve.map { .number($0.new) }),
                ]
            })
    }

    private func between(_ interval: ConfidenceInterval?) -> JSONValue {
        interval.map { .array([.number($0.lower), .number($0.upper)]) } ?? .null
    }

    private func quantile(_ quantile: LegShift.Quantile) -> JSONValue {
        var needed: Int64?
        if case .insufficient(_, let enough) = quantile.difference { needed = Int64(enough) }
        let interval = quantile.difference.interval
        return [
            "quantile": .number(quantile.quantile), "sampled": .count(quantile.sampled),
            "baseline_ns": .number(quantile.old),
            "candidate_ns": .number(quantile.new), "shift_ns": .optional(interval?.estimate),
            "shift_between_ns": between(interval), "orders_needed": .optional(needed),
        ]
    }

    var timeline: JSONValue {
        let timeline = findings.tally.timeline
        return [
            "start_ns": .integer(timeline.start), "step_ns": .integer(timeline.step),
            "events": .array(
                words.present.map { kind in
                    let bins = timeline.bins[kind]
                    return [
                        "event": .string(words.kind(kind)), "baseline": .array(bins.map { .count($0.old) }),
                        "candidate": .array(bins.map { .count($0.new) }),
                        "differences": .array(bins.map { .count($0.defects) }),
                        "pairs": .array(bins.map { .count($0.pairs) }),
                        "lag_ns": .array(
                            bins.map { $0.pairs == 0 ? .null : .number(Double($0.lag) * 1_000 / Double($0.pairs)) }),
                    ]
                }),
        ]
    }

    func example(_ example: MigrationExample) -> JSONValue {
        func rows(_ side: Side, _ positions: [UInt64]) -> JSONValue {
            .array(
                positions.map { position in
                    let row = words.rows[side, position]
                    return [
                        // 64 bits are more than readers of JSON numbers can hold.
                        "row": .string(String(position)), "place": .optional(row?.place),
                        "time_ns": .optional(row?.time),
                        "values": row.map { row in .object(row.fields.map { .init($0.name, .string($0.value)) }) }
                            ?? .null,
                    ]
                })
        }
        return [
            "class": .string(example.verdict.name), "event": .string(words.kind(example.kind)),
            "order": .string(example.order(words)), "time_ns": .integer(example.exemplar.time),
            "remark": .optional(example.remark(words)),
            "differing": .array(words.fields(example.exemplar.differing).map { .string($0) }),
            "baseline": rows(.old, example.exemplar.old), "candidate": rows(.new, example.exemplar.new),
        ]
    }
}
