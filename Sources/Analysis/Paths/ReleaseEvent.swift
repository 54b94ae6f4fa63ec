public import Kernel

extension Plan {
    /// The event that ends the release of an order: the end of the leg that is called so, or the event itself.
    public var releaseEvent: EventID? {
        func tells(_ name: String) -> Bool { name.lowercased().contains("release") }
        return journey.legs.first { tells($0.name) }?.to ?? journey.events.firstIndex { tells($0.name) }
    }
}
