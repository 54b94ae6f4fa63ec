import Kernel
import Testing

@testable import Scenario

/// Scenarios with mistakes: what people read, to the word, with line, column and the path of keys.
struct ProblemTests {
    @Test(
        "a key nobody knows is told with the nearest one, or with those there are",
        arguments: [
            ("seed: 7", "sead: 7", #"5:1: sead: unknown key "sead"; did you mean "seed"?"#),
            ("drain: 2d", "drian: 2d", #"4:43: clock.drian: unknown key "drian"; did you mean "drain"?"#),
            (
                "seed: 7", "colour: blue",
                #"5:1: colour: unknown key "colour"; there are: rehearse, name, about, seed, clock, calendars, orders, systems, groups, links, journey, budgets, levers, targets, mark, lag tolerance, inbox, parallel"#
            ),
            (
                "    waiting: 200", "    wating: 200",
                #"31:5: systems.hub.wating: unknown key "wating"; did you mean "waiting"?"#
            ),
            (
                "for: label }\n    faults", "four: label }\n    faults",
                #"53:45: systems.ups.limits.label quota.four: unknown key "four"; did you mean "for"?"#
            ),
            (
                "work: 3m", "werk: 3m",
                #"67:36: systems.desk.queues.cases.steps[0].werk: unknown key "werk"; did you mean "work"?"#
            ),
            (
                "deadline: 20s", "dead line: 20s",
                #"73:5: links.hub -> carriers.dead line: unknown key "dead line"; did you mean "deadline"?"#
            ),
            (
                "severity: warning", "severety: warning",
                #"100:41: budgets[2].severety: unknown key "severety"; did you mean "severity"?"#
            ),
            (
                "  hub:\n    workers", "  hub:\n    Workers",
                #"30:5: systems.hub.Workers: unknown key "Workers"; did you mean "workers"?"#
            ),
        ])
    func keys(what: String, by: String, problem: String) throws {
        let problems = try Spoilt([(what, by)]).problems
        #expect(problems == ["small.yaml:" + problem])
    }

    @Test(
        "a key that must be there is missed where it should stand, with what it is",
        arguments: [
            ("clock: {", "#clock: {", #"1:1: "clock" is missing: When the rehearsal takes place."#),
            ("name: Small peak\n", "", #"1:1: "name" is missing: What people call it."#),
            ("rehearse: 1\n", "", #"1:1: "rehearse" is missing: Version of the scenario file: 1."#),
            ("rehearse: 1\n", "rehearse: 2\n", #"1:11: rehearse: expected "1", found "2""#),
            ("from: 2026-11-27 08:00, ", "", #"4:1: clock: "from" is missing: The date and time at which it starts."#),
            (
                "for: 6h, ", "",
                #"4:1: clock: "for" is missing: how long orders come, such as 24h (or "until", a date and time)"#
            ),
            ("journey:\n", "jorney:\n", #"81:1: jorney: unknown key "jorney"; did you mean "journey"?"#),
            (
                ", steps: [work: 300ms]", "",
                #"62:7: systems.dhl.operations.label: "steps" is missing: What is done, in order."#
            ),
            (
                "{ one per: products }", "{ attempts: 3 }",
                #"33:7: systems.hub.hot rows.stock: "one per" is missing: Which rows a transaction writes."#
            ),
            (
                "open at: 50% of 20, ", "",
                #"78:5: links.hub -> carriers.breaker: "open at" is missing: It opens when this share of the last attempts failed."#
            ),
            ("orders: 100, ", "", #"19:7: orders.bursts[0]: "orders" is missing: Exactly so many orders."#),
        ])
    func missing(what: String, by: String, problem: String) throws {
        let problems = try Spoilt([(what, by)]).problems
        #expect(problems == ["small.yaml:" + problem])
    }

    @Test(
        "figures without units, out of bounds or in a form nobody understands",
        arguments: [
            (
                "timeout: 2s", "timeout: 2",
                #"72:14: links.hub -> carriers.timeout: expected a duration with its unit, such as 2s or 2m, found "2""#
            ),
            (
                "timeout: 2s", "timeout: 2 fortnights",
                #"72:14: links.hub -> carriers.timeout: expected a duration such as 10m, found "2 fortnights""#
            ),
            (
                "within: 10m,", "within: 10M,",
                #"19:41: orders.bursts[0].within: expected a duration such as 10m, found "10M""#
            ),
            (
                "timeout: 2s", "timeout: -2s",
                #"72:14: links.hub -> carriers.timeout: expected a duration such as 10m, found "-2s"; it cannot be negative"#
            ),
            (
                "timeout: 2s", "timeout: 0s",
                #"72:14: links.hub -> carriers.timeout: expected a duration longer than 0, found "0s""#
            ),
            (
                "timeout: 2s", "timeout: 99999999999d",
                #"72:14: links.hub -> carriers.timeout: expected a duration of at most 3660 days, found "99999999999d""#
            ),
            (
                "timeout: 2s", "timeout: 99999999999999999999s",
                #"72:14: links.hub -> carriers.timeout: expected a duration such as 10m, found "99999999999999999999s"; a number has at most 15 digits"#
            ),
            (
                "total: 1k", "total: -1k",
                #"14:10: orders.total: expected a number such as 200 or 40k, found "-1k"; it cannot be negative"#
            ),
            (
                "total: 1k", "total: 9223372036854775808",
                #"14:10: orders.total: expected a number such as 200 or 40k, found "9223372036854775808"; a number has at most 15 digits"#
            ),
            (
                "total: 1k", "total: 2000M",
                #"14:10: orders.total: expected a number from 0 to 1,000,000,000, found "2000M""#
            ),
            ("total: 1k", "total: 10.5", #"14:10: orders.total: expected a whole number, found "10.5""#),
            ("workers: 8", "workers: 0", "30:14: systems.hub.workers: nobody ever works here"),
            (
                "workers: 8", "workers: 2M",
                #"30:14: systems.hub.workers: expected a number from 0 to 1,000,000, found "2M""#
            ),
            (
                "    attempts: 4", "    attempts: 0",
                #"74:15: links.hub -> carriers.attempts: expected a number from 1 to 100, found "0""#
            ),
            (
                "share: 60%\n", "share: 60\n",
                #"51:12: systems.ups.share: expected a share with its sign, such as 60%, found "60""#
            ),
            (
                "share: 60%\n", "share: 160%\n",
                #"51:12: systems.ups.share: expected a share of at most 100%, found "160%""#
            ),
            (
                "share: 60%\n", "share: -60%\n",
                #"51:12: systems.ups.share: expected a share such as 55%, found "-60%"; it cannot be negative"#
            ),
            (
                "fixed window: 300/min", "fixed window: 300",
                #"53:36: systems.ups.limits.label quota.fixed window: expected a rate, so many in so long, such as 300/min, found "300""#
            ),
            (
                "fixed window: 300/min", "fixed window: 0/min",
                #"53:36: systems.ups.limits.label quota.fixed window: expected a rate above 0, found "0/min""#
            ),
            (
                "fixed window: 300/min", "fixed window: 300/fortnight",
                #"53:36: systems.ups.limits.label quota.fixed window: expected a rate such as 300/min, found "300/fortnight""#
            ),
            ("6.20 EUR", "6.20 USD", "57:34: systems.ups.operations.label.price: prices are in EUR, found USD"),
            (
                "6.20 EUR", "6.205 EUR",
                #"57:34: systems.ups.operations.label.price: expected at most 2 decimals for EUR, found "6.205 EUR""#
            ),
            (
                "6.20 EUR", "6.20",
                #"57:34: systems.ups.operations.label.price: expected an amount such as 12.50 EUR, found "6.20""#
            ),
            (
                "500 g", "500",
                #"25:16: orders.unit weight: expected a weight or a distribution such as 500 g or lognormal 500 g p99 5 kg, found "500""#
            ),
            ("500 g", "500000 t", #"25:16: orders.unit weight: expected at most 100 t, found "500000 t""#),
            (
                "zipf 1.1", "zipf -1",
                #"26:38: orders.products.popularity: expected a popularity such as zipf 1.1, or even, found "zipf -1""#
            ),
            (
                "zipf 1.1", "zip 1.1",
                #"26:38: orders.products.popularity: expected a popularity such as zipf 1.1, or even, found "zip 1.1""#
            ),
            ("seed: 7", "seed: -7", #"5:7: seed: expected a whole number from 0 to 18446744073709551615, found "-7""#),
            (
                "seed: 7", "seed: 18446744073709551616",
                #"5:7: seed: expected a whole number from 0 to 18446744073709551615, found "18446744073709551616""#
            ),
            (
                "lognormal 20ms p99 80ms", "lognormal 80ms p99 20ms",
                "37:19: systems.hub.operations.take.steps[0].work: the p99 is below the median; swap them?"
            ),
            (
                "lognormal 20ms p99 80ms", "lognormal 20ms p95 80ms",
                #"37:19: systems.hub.operations.take.steps[0].work: expected a time or a distribution such as 80ms, lognormal 80ms p99 400ms, exponential 20ms or uniform 1s..2s, found "lognormal 20ms p95 80ms""#
            ),
            (
                "{ median: 2, p99: 14 }", "{ median: 2, mean: 14 }",
                "24:10: orders.lines: expected median and p99; mean; mean and shape; min and max; min, shape and max; or file; found median and mean"
            ),
            (
                "lognormal 20ms p99 80ms", "normal 20ms",
                #"37:19: systems.hub.operations.take.steps[0].work: expected a time or a distribution such as 80ms, lognormal 80ms p99 400ms, exponential 20ms or uniform 1s..2s, found "normal 20ms""#
            ),
            (
                "slow x3", "slow x0",
                #"55:28: systems.ups.faults.slow noon.effect: expected a factor from x0.001 to x1000, found "slow x0""#
            ),
            (
                "slow x3", "brownout",
                #"55:28: systems.ups.faults.slow noon.effect: expected one of business error, server error, refuse, reset, hang 30s, slow x3, reset before body, reset amid body, truncated, drip 5s, garbage, more than announced, less than announced 30s, 1xx first, found "brownout""#
            ),
            (
                "50% of 20", "50%",
                #"78:25: links.hub -> carriers.breaker.open at: expected a share of attempts such as 50% of 100, found "50%""#
            ),
            (
                "50% of 20", "0% of 20",
                #"78:25: links.hub -> carriers.breaker.open at: expected a share above 0% and up to 100% of 1 to 100000 attempts, found "0% of 20""#
            ),
            (
                "from: 100ms, to: 1s", "from: 1s, to: 100ms",
                "75:30: links.hub -> carriers.backoff.to: the longest pause is shorter than the first"
            ),
            (
                "jitter: full }\n    retry", "jitter: ful }\n    retry",
                #"75:45: links.hub -> carriers.backoff.jitter: expected one of none, full, equal, decorrelated, found "ful"; did you mean "full"?"#
            ),
            (
                "jitter: full }\n    retry", "jitter: gaussian }\n    retry",
                #"75:45: links.hub -> carriers.backoff.jitter: expected one of none, full, equal, decorrelated, found "gaussian""#
            ),
            (
                "[rate limited, timeout]", "[rate limited, timeouts]",
                #"76:30: links.hub -> carriers.retry on[1]: expected one of business error, rate limited, server error, timeout, connection, shed, found "timeouts"; did you mean "timeout"?"#
            ),
            (
                "retry budget: 20%", "retry budget: 20",
                #"77:19: links.hub -> carriers.retry budget: expected a share with its sign, such as 20%, found "20""#
            ),
            (
                "fallback: next", "fallback: cheapest",
                #"79:15: links.hub -> carriers.fallback: expected one of none, next, cheapest with quota left, found "cheapest""#
            ),
        ])
    func figures(what: String, by: String, problem: String) throws {
        let problems = try Spoilt([(what, by)]).problems
        #expect(problems == ["small.yaml:" + problem])
    }

    @Test(
        "a list, a mapping, a text or nothing where something else belongs",
        arguments: [
            (
                "clock: { from: 2026-11-27 08:00, for: 6h, drain: 2d, zone: Europe/Brussels }", "clock: [a, b]",
                "4:8: clock: expected a mapping with keys such as from, for, until, drain, found a list"
            ),
            (
                "clock: { from: 2026-11-27 08:00, for: 6h, drain: 2d, zone: Europe/Brussels }", "clock: 6h",
                #"4:8: clock: expected a mapping with keys such as from, for, until, drain, found "6h""#
            ),
            (
                "total: 1k", "total: { count: 1k }",
                "14:10: orders.total: expected a number such as 200 or 40k, found a mapping"
            ),
            (
                "  bursts:\n    - { at", "  bursts:\n      { at",
                "19:7: orders.bursts: expected a list of bursts, found a mapping"
            ),
            ("total: 1k", "total:", "14:3: orders.total: expected a number such as 200 or 40k, found nothing"),
            (
                "systems:\n  hub:", "systems:\n  - hub:",
                #"49:3: this line does not belong to the list that starts at line 29: check its indentation and its "-""#
            ),
            (
                "- call: carriers.label", "- [call, carriers.label]",
                "39:13: systems.hub.operations.take.steps[1]: expected a step such as reply, or work: 80ms, found a list"
            ),
            (
                "- work: 5ms", "- { work: 5ms, wait: 1s }",
                "47:13: systems.hub.queues.orders.steps[0]: expected one of work, call, enqueue, wait, wait until, await, emit, set, if, fail, park, finish, reply, resolve, found work and wait"
            ),
            ("total: 1k", "total: ~", #"14:10: orders.total: expected a number such as 200 or 40k, found "~""#),
        ])
    func kinds(what: String, by: String, problem: String) throws {
        let problems = try Spoilt([(what, by)]).problems
        #expect(problems == ["small.yaml:" + problem])
    }

    @Test(
        "names that nobody has",
        arguments: [
            (
                "call: hub.take", "call: hob.take",
                #"86:13: journey.steps[0].call: there is no system "hob"; did you mean "hub"?"#
            ),
            (
                "call: hub.take", "call: hub.tke",
                #"86:13: journey.steps[0].call: hub has no operation "tke"; did you mean "take"?"#
            ),
            (
                "call: hub.take", "call: take",
                #"86:13: journey.steps[0].call: expected an operation such as carriers.label, found "take""#
            ),
            (
                "enqueue: hub.orders", "enqueue: hub.order",
                #"88:16: journey.steps[2].enqueue: hub has no queue "order"; did you mean "orders"?"#
            ),
            (
                "wait until: dispatch window", "wait until: dispatch windw",
                #"94:19: journey.steps[5].wait until: there is no calendar "dispatch windw"; did you mean "dispatch window"?"#
            ),
            (
                "wait until: dispatch window", "wait until: lunch",
                #"94:19: journey.steps[5].wait until: there is no calendar "lunch"; there are: dispatch window, carrier cut-off, counts, holidays"#
            ),
            (
                "calendar: counts", "calendar: count",
                #"21:19: orders.waves[0].calendar: there is no calendar "count"; did you mean "counts"?"#
            ),
            (
                "for: label }\n    faults", "for: labels }\n    faults",
                #"53:50: systems.ups.limits.label quota.for: ups has no operation "labels"; did you mean "label"?"#
            ),
            (
                "by: clerks", "by: clarks",
                #"67:20: systems.desk.queues.cases.by: there are no "clarks" here; did you mean "clerks"?"#
            ),
            (
                "hot rows: stock", "hot rows: stok",
                #"38:23: systems.hub.operations.take.steps[0].hot rows: there are no hot rows "stok" here; did you mean "stock"?"#
            ),
            (
                "review: desk.cases", "review: desk.case",
                #"45:17: systems.hub.queues.orders.review: desk has no queue "case"; did you mean "cases"?"#
            ),
            (
                "review: desk.cases", "review: dsk.cases",
                #"45:17: systems.hub.queues.orders.review: there is no system "dsk"; did you mean "desk"?"#
            ),
            (
                "await: released", "await: relased",
                #"89:14: journey.steps[3].await: nobody emits "relased"; did you mean "released"?"#
            ),
            (
                "ordered -> released", "ordered -> relesed",
                #"83:26: journey.legs.order release: nobody emits "relesed"; did you mean "released"?"#
            ),
            (
                "by: carrier cut-off, lead", "by: carrier cutoff, lead",
                #"84:37: journey.promise.by: there is no calendar "carrier cutoff"; did you mean "carrier cut-off"?"#
            ),
            (
                "set: { sale order", "set: { sales order",
                #"87:14: journey.steps[1].set.sales order: there is no document "sales order"; did you mean "sale order"?"#
            ),
            (
                "{ sale order: confirmed }", "{ sale order: confrmed }",
                #"87:26: journey.steps[1].set.sale order: sale order has no state "confrmed"; did you mean "confirmed"?"#
            ),
            (
                "channel is edi", "channel is ebi",
                #"92:11: journey.steps[4].if: there is no channel "ebi"; did you mean "edi"?"#
            ),
            (
                "channel is edi", "chanel is edi",
                #"92:11: journey.steps[4].if: orders have no "chanel"; did you mean "channel"?"#
            ),
            (
                "channel is edi", "if it rains",
                #"92:11: journey.steps[4].if: expected a condition such as channel is edi, lines at least 10, weight at most 30 kg, 5% of orders or on time, found "if it rains""#
            ),
            (
                "channel: shop }", "channel: shp }",
                #"19:55: orders.bursts[0].channel: there is no channel "shp"; did you mean "shop"?"#
            ),
            (
                "hub -> carriers:", "hub -> carrier pigeons:",
                #"71:3: links.hub -> carrier pigeons: there is no system "carrier pigeons"; there are: hub, ups, dhl, desk, carriers, journey, any"#
            ),
            (
                "hub -> carriers:", "hub - carriers:",
                #"71:3: links.hub - carriers: expected a caller and a callee such as middleware -> carriers, found "hub - carriers""#
            ),
            (
                "  desk:\n", "  desk:\n    preset: exception-dsk\n",
                #"64:13: systems.desk.preset: no preset "exception-dsk"; did you mean "exception-desk"? (rehearse landscape lists them)"#
            ),
            (
                "  desk:\n", "  desk:\n    preset: ../desk\n",
                #"64:13: systems.desk.preset: expected the name of a preset such as odoo-18, found "../desk""#
            ),
            (
                "  desk:\n", "  desk:\n    role: carier\n",
                #"64:11: systems.desk.role: expected one of channel, gateway, middleware, broker, erp, warehouse, transport, carrier, marketplace, customs, edi, finance, crm, desk, other, found "carier"; did you mean "carrier"?"#
            ),
        ])
    func references(what: String, by: String, problem: String) throws {
        let problems = try Spoilt([(what, by)]).problems
        #expect(problems == ["small.yaml:" + problem])
    }

    @Test(
        "patience and protections that contradict each other",
        arguments: [
            (
                "timeout: 2s", "timeout: 30s",
                "72:14: links.hub -> carriers.timeout: 30s is longer than the whole call may take (deadline 20s)"
            ),
            (
                "timeout: 30s", "timeout: 1s",
                "72:14: links.hub -> carriers.timeout: 2s is longer than journey → hub waits for take (1s)"
            ),
        ])
    func patience(what: String, by: String, problem: String) throws {
        let problems = try Spoilt([(what, by)]).problems
        #expect(problems == ["small.yaml:" + problem])
    }

    @Test(
        "shares that do not make the whole",
        arguments: [
            ("edi: 30%", "edi: 40%", "22:13: orders.channels: the shares make 110% together, expected 100%"),
            ("express: 15%", "express: 5%", "23:13: orders.services: the shares make 90% together, expected 100%"),
            (
                "share: 40%\n", "share: 50%\n",
                "58:3: systems.dhl: the carriers' shares make 110% together, expected 100%"
            ),
            (
                "share: 60% }", "share: 50% }",
                "16:5: orders.shape: the stretches' shares make 90% together, expected 100%"
            ),
            ("    share: 40%\n    op", "    op", #"58:3: systems.dhl: "share" is missing: other carriers have one"#),
            (
                "share: 60% }", "orders: 100 }",
                "16:5: orders.shape: stretches with shares and stretches with orders or rates do not mix; write all of one kind"
            ),
        ])
    func weights(what: String, by: String, problem: String) throws {
        let problems = try Spoilt([(what, by)]).problems
        #expect(problems == ["small.yaml:" + problem])
    }

    @Test(
        "dates, times, zones and stretches that cannot be",
        arguments: [
            (
                "from: 10:00, to: 14:00, share", "from: 09:30, to: 14:00, share",
                "17:7: orders.shape[1]: it overlaps with the stretch at line 16"
            ),
            (
                "from: 10:00, to: 14:00, share", "from: 10:00, to: 15:00, share",
                "17:7: orders.shape[1]: it lies outside the clock, which runs from 2026-11-27 08:00 to 2026-11-27 14:00"
            ),
            (
                "at: 10:00", "at: 15:00",
                "19:7: orders.bursts[0]: it lies outside the clock, which runs from 2026-11-27 08:00 to 2026-11-27 14:00"
            ),
            (
                "orders: 100,", "orders: 2k,",
                "14:10: orders.total: bursts and waves have 2,060 orders, more than the total of 1,000"
            ),
            (
                "orders: 60, within: 5m", "orders: 60, within: 2h",
                "21:7: orders.waves[0]: it lies outside the clock, which runs from 2026-11-27 08:00 to 2026-11-27 14:00"
            ),
            (
                "2026-11-27 08:00", "2026-02-30 08:00",
                "4:16: clock.from: there is no day 2026-02-30 in the calendar of 1970 to 2199"
            ),
            (
                "2026-11-27 08:00", "27/11/2026 08:00",
                #"4:16: clock.from: expected a date and time such as 2026-11-27 00:00, found "27/11/2026 08:00""#
            ),
            (
                "from: 09:00, to: 17:00", "from: 09:60, to: 17:00",
                #"8:44: calendars.dispatch window.from: there is no time "09:60" on a clock from 00:00 to 24:00"#
            ),
            (
                "from: 09:00, to: 17:00", "from: 09:00, to: 25:00",
                #"8:55: calendars.dispatch window.to: there is no time "25:00" on a clock from 00:00 to 24:00"#
            ),
            (
                "from: 09:00, to: 17:00", "from: 09:00",
                #"8:20: calendars.dispatch window: it opens but never closes: "to" is missing"#
            ),
            (
                "from: 09:00, to: 17:00", "from: 09:00, to: 09:00",
                "8:55: calendars.dispatch window.to: it closes when it opens, at 09:00; write 24:00 for midnight"
            ),
            (
                "Europe/Brussels", "Europe/Brusels",
                #"4:60: clock.zone: expected a time zone such as Europe/Brussels, found "Europe/Brusels"; did you mean "Europe/Brussels"?"#
            ),
            (
                "Europe/Brussels", "CET+1",
                #"4:60: clock.zone: expected a time zone such as Europe/Brussels, found "CET+1""#
            ),
            (
                "2026-11-27 08:00", "2026-03-29 02:30",
                "4:16: clock.from: there is no 2026-03-29 02:30 in Europe/Brussels: the clock is put forward then; write 2026-03-29 03:00"
            ),
            (
                "for: 6h", "until: 2026-11-26",
                "4:41: clock.until: the end, 2026-11-26 00:00, is not after the start, 2026-11-27 08:00"
            ),
            (
                "for: 6h", "for: 6h, until: 2026-11-28",
                #"4:50: clock.until: "for" and "until" both say when it ends; keep one"#
            ),
            ("for: 6h", "for: 500d", #"4:39: clock.for: expected a duration of at most 400d, found "500d""#),
            (
                "  carrier cut-off: { days: all", "  carrier cut-off: { dates: 2027-01-01",
                "9:3: calendars.carrier cut-off: it never opens nor happens during the rehearsal, 2026-11-27 08:00 to 2026-11-29 14:00"
            ),
            (
                "days: business", "days: busness",
                #"8:28: calendars.dispatch window.days: expected days such as business, all, weekend, mon-fri, month end or last business day, found "busness""#
            ),
            (
                "{ days: all, at: 17:00 }", "{}",
                "9:20: calendars.carrier cut-off: expected from and to, at, every, windows, days or dates"
            ),
            (
                "{ days: all, at: 17:00 }", "17:00",
                #"9:20: calendars.carrier cut-off: expected a stretch of the day such as 09:00-17:00, found "17:00"; a moment is written { at: 17:00 }"#
            ),
            (
                "22:00-02:00", "22:00",
                #"10:36: calendars.counts.windows[1]: expected a stretch of the day such as 09:00-17:00, found "22:00""#
            ),
            (
                "[2026-12-25, 2026-12-26]", "2026-12-26..2026-12-25",
                "11:22: calendars.holidays.dates: the first date is after the last; swap them?"
            ),
        ])
    func times(what: String, by: String, problem: String) throws {
        let problems = try Spoilt([(what, by)]).problems
        #expect(problems == ["small.yaml:" + problem])
    }

    @Test(
        "files that are not there",
        arguments: [
            (
                "  shape:\n    - { from: 08:00, to: 10:00, share: 40% }\n    - { from: 10:00, to: 14:00, share: 60% }\n",
                "  shape: profiles/none.csv\n",
                #"15:10: orders.shape: cannot use "profiles/none.csv": there is no such file"#
            ),
            (
                "  shape:\n    - { from: 08:00, to: 10:00, share: 40% }\n    - { from: 10:00, to: 14:00, share: 60% }\n",
                "  shape: .\n", #"15:10: orders.shape: cannot use ".": it is a directory; name a file"#
            ),
            (
                "{ median: 2, p99: 14 }", "{ file: none.csv }",
                #"24:18: orders.lines.file: cannot use "none.csv": there is no such file"#
            ),
        ])
    func files(what: String, by: String, problem: String) throws {
        let problems = try Spoilt([(what, by)]).problems
        #expect(problems == ["small.yaml:" + problem])
    }

    @Test(
        "budgets that cannot be understood, measured or kept",
        arguments: [
            (
                "- label p99 < 2s during", "- label p99 2s during",
                #"98:5: budgets[0]: expected a comparison (<, <=, >, >=) in the budget, found "label p99 2s during dispatch window""#
            ),
            (
                "- label p99 < 2s during", "- label p99 < 2 during",
                #"98:5: budgets[0]: expected a duration such as 2s as the bound, found "2""#
            ),
            (
                "- label p99 < 2s during", "- label p100 < 2s during",
                #"98:5: budgets[0]: expected p50 to p99.99, mean, max, amplification, errors, timeouts, rate limited, shed, success, depth, age or throughput in "label p100""#
            ),
            (
                "- label p99 < 2s during", "- lable p99 < 2s during",
                #"98:5: budgets[0]: nothing is called "lable"; did you mean "label"?"#
            ),
            (
                "during dispatch window\n", "during dispach window\n",
                #"98:5: budgets[0]: there is no calendar "dispach window"; did you mean "dispatch window"?"#
            ),
            (">= 99%", ">= 99", #"99:5: budgets[1]: expected a share such as 99.5% as the bound, found "99""#),
            (
                "orders dispatched by", "orders despatched by",
                #"99:5: budgets[1]: the journey promises "dispatched", not "despatched""#
            ),
            (
                "depth of hub.orders", "depth of hub.oders",
                #"100:15: budgets[2].budget: there is no queue "hub.oders"; did you mean "hub.orders"?"#
            ),
            (
                "severity: warning", "severity: mild",
                #"100:51: budgets[2].severity: expected one of critical, warning, found "mild""#
            ),
            (
                "- label p99 < 2s", "- label p99 < 0s",
                "98:5: budgets[0]: nothing is less than 0; write <= 0s, or a larger bound"
            ),
        ])
    func budgets(what: String, by: String, problem: String) throws {
        let problems = try Spoilt([(what, by)]).problems
        #expect(problems == ["small.yaml:" + problem])
    }

    @Test(
        "what is no YAML is told in words for people",
        arguments: [
            ("    waiting: 200", "    workers: 9", #"31:5: "workers" stands here already at line 30; keep one"#),
            (
                "    waiting: 200\n    hot rows:\n      stock: { one per: products }",
                "    hot rows:\n      stock: { one per: products }\n    hot-rows:\n      stock: { one per: products }",
                #"33:5: "hot-rows" stands here already at line 31; keep one"#
            ),
            ("    workers: 8", "\tworkers: 8", "30:1: there is a tab in the indentation; YAML wants spaces"),
            (
                "    waiting: 200", "     waiting: 200",
                #"31:13: a ":" cannot stand here: check the indentation of this line, or put a text that holds ": " in quotes"#
            ),
            (
                "name: Small peak", "name: Small: peak",
                #"2:12: a ":" cannot stand here: check the indentation of this line, or put a text that holds ": " in quotes"#
            ),
            (
                "drain: 2d, zone: Europe/Brussels }", "drain: 2d, zone: Europe/Brussels",
                #"5:5: the { that opens at line 4 is not closed before this: a "," or a "}" is missing"#
            ),
            ("name: Small peak", #"name: "Small peak"#, "2:7: this quotation mark is never closed"),
            ("  dhl:\n    role", "  dhl:\n    <<: *a\n    role", "59:9: there is no anchor of this name above"),
            (
                "count: 2k", "count: 20,000",
                "26:25: orders.products.000: a comma within { } separates keys; write the number without it, such as 20k or 20000"
            ),
            ("budgets:", "---\nbudgets:", "97:1: a second document starts here; a file holds one"),
            (
                "[rate limited, timeout]", "[rate limited, timeout",
                #"77:17: the [ that opens at line 76 is not closed before this: a "," or a "]" is missing"#
            ),
            ("    waiting: 200", "    waiting 200", #"32:5: line 31 has no ": " between a key and its value"#),
            ("name: Small peak", "name: @peak", "2:7: a text cannot start with this character; put it in quotes"),
            (
                "  bursts:\n    - {", "  bursts: - {",
                #"18:11: a "-" cannot stand here: the elements of a list stand on lines of their own, under its key"#
            ),
            (
                "fixed window: 300/min, for: label", "fixed window: 300/min, for: label, for: label",
                #"53:57: "for" stands here already at line 53; keep one"#
            ),
            (
                "- call: carriers.label", "- wait: 1s",
                #"98:5: budgets[0]: nobody ever calls "label": there is nothing to measure"#
            ),
            (
                "  desk:\n", "  desk:\n    preset: exception-desc\n",
                #"64:13: systems.desk.preset: no preset "exception-desc"; did you mean "exception-desk"? (rehearse landscape lists them)"#
            ),
        ])
    func notation(what: String, by: String, problem: String) throws {
        let problems = try Spoilt([(what, by)]).problems
        #expect(problems == ["small.yaml:" + problem])
    }

    @Test("what is sound has no problems, and makes a plan that holds together")
    func sound() throws {
        #expect(try Spoilt([]).plan().firstFlaw == nil)
    }

    @Test("all mistakes come in one pass, in the order of the file, whichever section they are in")
    func several() throws {
        let spoilt = try Spoilt([
            ("for: 6h", "for: 6"), ("total: 1k", "total: x"), ("share: 60%\n", "share: 60\n"),
            ("timeout: 2s", "timeout: 2"),
            ("await: released", "awaits: released"), ("label p99 < 2s", "label p99 2s"),
        ])
        #expect(
            spoilt.problems == [
                "small.yaml:4:39: clock.for: expected a duration with its unit, such as 6s or 6m, found \"6\"",
                "small.yaml:14:10: orders.total: expected a number such as 200 or 40k, found \"x\"",
                "small.yaml:51:12: systems.ups.share: expected a share with its sign, such as 60%, found \"60\"",
                "small.yaml:72:14: links.hub -> carriers.timeout: expected a duration with its unit, such as 2s or 2m, found \"2\"",
                "small.yaml:89:7: journey.steps[3].awaits: unknown key \"awaits\"; did you mean \"await\"?",
                "small.yaml:98:5: budgets[0]: expected a comparison (<, <=, >, >=) in the budget, found \"label p99 2s during dispatch window\"",
            ])
    }

    @Test("what names a thing that has problems of its own is not blamed for it")
    func consequences() throws {
        let spoilt = try Spoilt([
            ("from: 09:00, to: 17:00", "from: 09:00, to: 25:00"), ("price: 6.20 EUR", "price: 6.205 EUR"),
            ("{ one per: products }", "{ one per: shelf }"),
        ])
        #expect(
            spoilt.problems == [
                "small.yaml:8:55: calendars.dispatch window.to: there is no time \"25:00\" on a clock from 00:00 to 24:00",
                "small.yaml:33:25: systems.hub.hot rows.stock.one per: expected one of products, warehouse, single, found \"shelf\"",
                "small.yaml:57:34: systems.ups.operations.label.price: expected at most 2 decimals for EUR, found \"6.205 EUR\"",
            ])
    }

    @Test("a misspelt event is told where it is named, and where a budget relies on it")
    func event() throws {
        #expect(
            try Spoilt([("event: dispatched", "event: dispatchd")]).problems == [
                "small.yaml:84:21: journey.promise.event: nobody emits \"dispatchd\"; did you mean \"dispatched\"?",
                "small.yaml:99:5: budgets[1]: the journey promises \"dispatchd\", not \"dispatched\"",
            ])
    }

    @Test("pauses between tries that exceed the deadline are added up")
    func pauses() throws {
        // 0.1 + 0.2 + 0.4 + 0.8 + 4 x 1 s.
        #expect(
            try Spoilt([
                ("jitter: full }\n    retry on", "jitter: none }\n    retry on"), ("deadline: 20s", "deadline: 2s"),
                ("attempts: 4", "attempts: 9"),
            ]).problems == [
                "small.yaml:74:15: links.hub -> carriers.attempts: 9 attempts cannot fit into the deadline of 2s: the pauses between them alone take 5.5s at least"
            ])
    }

    @Test("merge keys are refused where they stand")
    func mergeKey() throws {
        #expect(
            try Spoilt([("  ups:\n", "  ups: &a\n"), ("  dhl:\n    role", "  dhl:\n    <<: *a\n    role")]).problems
                == [
                    "small.yaml:59:5: merge keys (<<) are not supported; name a preset and override what differs"
                ])
    }
}
