/// A part of a scenario of which something could not be read. The problem is reported there, and reading goes on with a
/// stand-in, so that all problems come in one pass; what depends on the part is not complained about, since it may be right.
enum Hole: Hashable {
    /// When the rehearsal takes place.
    case clock
    /// Orders, with their channels, destinations, services and warehouses.
    case orders
    /// Some system: its role, and what it offers.
    case systems
    /// The journey, with its documents, legs, indicators and promise.
    case journey
}
