/// The scenario that `rehearse new` writes: small, commented, runs in a second.
public enum Template {
    /// Its text.
    /// - Parameter name: what people will call it.
    public static func newScenario(name: String) -> String {
        let title = name.filter { $0 != "\"" && $0 != "\\" && ($0.unicodeScalars.first?.value ?? 0) >= 0x20 }
        return """
            # A small peak to start from. Check it:  rehearse validate FILE    Run it:  rehearse run FILE
            rehearse: 1
            name: "\(title)"

            # When it takes place. Orders come for 6 h; after that the landscape has 3 days to deliver.
            clock: { from: 2026-11-27 08:00, for: 6h, drain: 3d, zone: Europe/Brussels }
            seed: 1

            calendars:
              dispatch window: { days: business, from: "09:00", to: "17:00" }
              carrier cut-off: { days: all, at: "17:00" }

            # How many orders come, when, and what they look like.
            orders:
              total: 6,000
              bursts:
                - { at: "10:00", orders: 600, within: 10m, name: newsletter }
              channels: { shop: 100% }
              destinations: { domestic: 70%, eu: 30% }
              services: { standard: 85%, express: 15% }
              warehouses: { main: 100% }
              lines: { median: 2, p99: 14 }
              products: { count: 2k, popularity: zipf 1.1 }

            # The landscape. Presets bring behaviour, limits and sources; what stands here overrides them.
            # All presets: rehearse landscape
            systems:
              shop: { preset: shop }
              gateway: { preset: api-gateway }
              middleware: { preset: ipaas }
              odoo: { preset: odoo-18, workers: 16 }
              main: { preset: wms, pickers: 60, label: Main warehouse }
              ups: { preset: ups, share: 60% }
              dhl: { preset: dhl-express, share: 40% }
              desk: { preset: exception-desk }

            # How callers protect themselves and others.
            links:
              middleware -> carriers:
                timeout: 8s
                attempts: 4
                backoff: { from: 500ms, to: 30s, jitter: full }
                retry budget: 20%
                fallback: cheapest with quota left

            journey: order-to-delivery

            # What must hold; a breach makes the exit code 3.
            budgets:
              - orders dispatched by carrier cut-off >= 99%
              - label p99 < 10s during dispatch window
              - amplification carriers < 1.3

            """
    }
}
