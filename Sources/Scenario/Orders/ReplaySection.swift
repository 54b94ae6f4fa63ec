internal import Kernel

/// `replay:` an order export as the scenario names it: where it is, which column holds what, how it is moved and scaled.
struct ReplaySection {
    /// What values of one attribute's column mean.
    struct Meaning {
        var attribute: String
        var names: [Named<Located<String>>]
        var item: Item
    }

    var path: Located<String>
    var columns: ReplayFile.Columns
    var row: ReplayFile.Row
    var delimiter: UInt8?
    var hasHeader: Bool
    var format: TimeFormat
    var zone: Zone?
    var gramsPerWeight: Int64
    var from: LocalDateTime?
    var until: LocalDateTime?
    var start: LocalDateTime?
    var compression: Double
    var scale: Double
    var resolution: Nanoseconds
    var reorder: Int
    var meanings: [Meaning]
    var item: Item

    static let shape = Shape<ReplaySection>.mapping("replay", "Orders from an export of a real day (CSV).") { fields in
        let path = fields.required("file", Shape<String>.text.located, "The file, beside the scenario.")
        let columns = fields.required("columns", columnsShape, "Which column holds what.")
        let row = fields.optional(
            "row", .choice(of: ReplayFile.Row.self), "What a row is: an order (if left out), or a line of one.",
            or: ReplayFile.Row.order)
        let delimiter = fields.optional(
            "delimiter",
            Shape<UInt8>.choice([
                ("comma", UInt8(ascii: ",")), ("semicolon", UInt8(ascii: ";")), ("tab", UInt8(ascii: "\t")),
                ("pipe", UInt8(ascii: "|")), (",", UInt8(ascii: ",")), (";", UInt8(ascii: ";")),
                ("|", UInt8(ascii: "|")),
            ]), "What stands between fields; found out from the first line if left out.")
        let hasHeader = fields.optional(
            "header", .yesNo, "Whether the first row names the columns; without one columns are numbered from 1.",
            or: true)
        let format = fields.optional(
            "time format", formatShape, "iso (if left out), unix, unix ms, or a pattern such as M/d/yyyy H:mm.",
            or: TimeFormat.iso)
        let zone = fields.optional("zone", .zone, "Zone of times without an offset; the clock's if left out.")
        let grams = fields.optional(
            "weight in", Shape<Int64>.choice([("g", 1), ("kg", 1000)]), "Unit of the weight column; g if left out.",
            or: 1)
        let from = fields.optional("from", .dateTime, "Only orders placed at or after this.")
        let until = fields.optional("until", .dateTime, "Only orders placed before this.")
        let start = fields.optional(
            "start", .dateTime,
            "The time in the file that falls on the clock's start; \"from\" if left out, else times are not moved.")
        let compression = fields.optional(
            "compression", .factor(0.000_001...1_000_000), "How much faster the file's time runs, such as x60.", or: 1)
        let scale = fields.optional(
            "scale", .factor(0...ReplaySource.scaleLimit), "Volume, such as x3; shape and bursts stay.", or: 1)
        let resolution = fields.optional(
            "resolution", .duration(in: 0...(.day)),
            "How exact the file's times are: orders are spread within it (1s if left out).", or: .second)
        let reorder = fields.optional(
            "reorder", .count(1...10_000_000), "How many orders are held back to sort late rows in.", or: 4_096)
        let meanings = fields.optional(
            "values",
            Shape<[Meaning]>.mapping("values", "What values in the file mean.") { fields in
                ["channel", "destination", "service", "warehouse"].compactMap { attribute -> Meaning? in
                    fields.optional(
                        attribute,
                        Shape<[Named<Located<String>>]>.names(
                            Shape<String>.text.located, of: "values"),
                        "Name by value in the file; \"other\" for all others."
                    ).map { Meaning(attribute: attribute, names: $0, item: fields.place(of: attribute)) }
                }
            }, "What values in the file mean, by attribute.", or: [])
        guard let path, let columns, !fields.isIncomplete else { return nil }
        return ReplaySection(
            path: path, columns: columns, row: row, delimiter: delimiter, hasHeader: hasHeader, format: format,
            zone: zone, gramsPerWeight: grams, from: from, until: until, start: start, compression: compression,
            scale: scale, resolution: resolution, reorder: reorder, meanings: meanings, item: fields.item)
    }

    private static let columnsShape = Shape<ReplayFile.Columns>.mapping(
        "columns", "Columns by their name in the header, or by number from 1."
    ) { fields in
        let time = fields.required("time", .text, "When the order was placed.")
        var columns = ReplayFile.Columns(time: time ?? "")
        columns.order = fields.optional("order", .text, "The order's id; needed when a row is a line.")
        columns.channel = fields.optional("channel", .text, "Sales channel.")
        columns.destination = fields.optional("destination", .text, "Destination zone.")
        columns.service = fields.optional("service", .text, "Service level.")
        columns.warehouse = fields.optional("warehouse", .text, "Warehouse.")
        columns.lines = fields.optional("lines", .text, "Number of order lines, when a row is an order.")
        columns.quantity = fields.optional("quantity", .text, "Units of the row.")
        columns.weight = fields.optional("weight", .text, "Weight of the row, all units together.")
        return time == nil || fields.isIncomplete ? nil : columns
    }

    private static let formatShape = Shape<TimeFormat>.scalar(
        "iso, unix, unix ms, unix us, unix ns, or a pattern such as M/d/yyyy H:mm", pattern: nil
    ) { text throws(ValueError) in
        guard let format = TimeFormat(text) else { throw .unreadable }
        return format
    }

    /// The file and what the plan says of it; nil after reporting what is wrong.
    func resolve(_ draft: Draft) -> (file: ReplayFile, plan: DemandPlan.Replay)? {
        let place = FileStore.resolve(path.value, besides: path.item.tree.place.file)
        guard path.item.reading.files.exists(place) else {
            path.item.refuse("there is no file \(quoted(place))")
            return nil
        }
        path.item.reading.files.note(place)
        let zone = zone ?? draft.clock.zone
        func time(_ wall: LocalDateTime) -> Int64 { zone.unixSeconds(of: wall) * .second }
        var file = ReplayFile(path: place, name: path.value, columns: columns)
        file.row = row
        file.delimiter = delimiter
        file.hasHeader = hasHeader
        file.timeFormat = format
        file.zone = zone.identifier
        file.gramsPerWeight = gramsPerWeight
        file.from = from.map(time)
        file.until = until.map(time)
        file.reorder = reorder
        if let from = file.from, let until = file.until, from >= until {
            item.refuse("no order is placed at or after \"from\" and before \"until\": they are the wrong way round")
            return nil
        }
        guard row == .order || columns.order != nil else {
            item.refuse(
                "when a row is a line, \"columns\" needs \"order\", the column that says which rows belong together")
            return nil
        }
        let demand = draft.plan.demand
        let mixes = [
            "channel": demand.channels, "destination": demand.destinations, "service": demand.services,
            "warehouse": demand.warehouses,
        ]
        for meaning in meanings {
            guard let mix = mixes[meaning.attribute], let names = names(meaning, mix, draft) else { return nil }
            switch meaning.attribute {
            case "channel": file.channels = names
            case "destination": file.destinations = names
            case "service": file.services = names
            default: file.warehouses = names
            }
        }
        do {
            _ = try ReplayRows(file, demand: demand)
        } catch {
            path.item.refuse("\(error)")
            return nil
        }
        var replay = DemandPlan.Replay(
            source: path.value, shift: 0, compression: compression, scale: scale, resolution: resolution)
        // Without either, the file's time and the clock's are one, and stand still at the clock's start.
        replay.shift = -replay.due((start ?? from).map(time) ?? draft.clock.origin * .second)
        return (file, replay)
    }

    private func names(_ meaning: Meaning, _ mix: DemandPlan.Mix, _ draft: Draft) -> ReplayFile.Names? {
        var names = ReplayFile.Names()
        for entry in meaning.names {
            guard let index = draft.index(of: entry.value, in: mix, called: meaning.attribute) else { return nil }
            if Name.folded(entry.name) == "other" {
                names.otherwise = mix.names[index]
            } else {
                names.aliases[entry.name] = mix.names[index]
            }
        }
        return names
    }
}
