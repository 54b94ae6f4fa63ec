internal import Kernel

/// A plan in the making, with what its parts look up while they are built.
///
/// Parts are built in this order: clock, calendars, orders, landscape, promise. Each adds to `plan` and reports what does
/// not fit together through the `Item`s it has kept.
struct Draft {
    /// The plan so far.
    var plan: Plan
    /// Named calendars; those of the plan are set from here at the end.
    var calendars: CalendarBook
    /// The order file that is replayed, if one is.
    var replayFile: ReplayFile?
    /// When the rehearsal takes place.
    let clock: Clock
    /// The scenario's own file.
    let file: String
    /// Where presets come from.
    let presets: PresetLibrary
}

extension Draft {
    /// The times of a calendar given by name or in place.
    mutating func calendar(_ reference: CalendarReference) -> CalendarPlan? {
        calendars.index(of: reference).map { calendars.plans[$0] }
    }

    /// The index in a mix of the name a value gives; reports an unknown one with the nearest name.
    func index(of name: Located<String>, in mix: DemandPlan.Mix, called what: String) -> Int? {
        let folded = Name.folded(name.value)
        if let index = mix.names.firstIndex(where: { Name.folded($0) == folded }) { return index }
        name.item.refuse(
            name: name.value, "there is no \(what) \(quoted(name.value))", among: mix.names,
            isPartial: name.item.reading.holes.contains(.orders))
        return nil
    }
}
