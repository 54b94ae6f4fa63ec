internal import Kernel

/// What the orders look like and when they come, as the scenario writes it.
struct OrdersSection {
    /// The course of the day.
    enum Course {
        /// The same all the time.
        case even
        case profile(Located<String>)
        case pieces([ShapePiece])
    }

    /// Orders that come besides the day's course.
    struct Extra {
        var name: String
        var at: [WallTime]
        var calendar: Located<String>?
        var orders: Int
        var within: Nanoseconds
        var decaying: Bool
        var channel: Located<String>?
        var item: Item
    }

    var total: Located<Int>?
    var course: Course
    var pauses: [CalendarReference]
    var bursts: [Extra]
    var waves: [Extra]
    var spacing: DemandPlan.Spacing
    var channels: DemandPlan.Mix
    var destinations: DemandPlan.Mix
    var services: DemandPlan.Mix
    var warehouses: DemandPlan.Mix
    var lines: DistributionSpec
    var units: DistributionSpec
    var weight: DistributionSpec
    var products: Int
    var popularity: Double
    var currency: String
    var replay: ReplaySection?
    var item: Item
    /// Where the course of the day is written.
    var courseItem: Item

    /// What is read on with when there are no orders that can be read.
    static func standIn(at item: Item) -> OrdersSection {
        let one = DistributionSpec.fixed(1)
        return OrdersSection(
            total: nil, course: .even, pauses: [], bursts: [], waves: [], spacing: .poisson,
            channels: DemandPlan.Mix(only: "shop"), destinations: DemandPlan.Mix(only: "domestic"),
            services: DemandPlan.Mix(only: "standard"), warehouses: DemandPlan.Mix(only: "warehouse"), lines: one,
            units: one, weight: one, products: 1, popularity: 0, currency: "EUR", replay: nil, item: item,
            courseItem: item)
    }

    /// The most orders of a scenario.
    static let orderLimit = 1_000_000_000
    /// The most products of an assortment: more cannot be told apart by the rows they are stored in.
    private static let productLimit = 50_000_000

    static let shape = Shape<OrdersSection>.mapping("orders", "How many orders come, when, and what they look like.") {
        fields in
        let total = fields.optional(
            "total", Shape<Int>.count(0...orderLimit).located, "All generated orders, bursts and waves included.")
        let course = fields.optional(
            "shape", courseShape, "The course of the day: a profile file, or a list of stretches; even if left out.",
            or: .even)
        let pauses = fields.optional(
            "pauses", .oneOrMore(CalendarReference.shape, of: "pauses"), "When no orders come.", or: [])
        let bursts = fields.optional(
            "bursts", .list(burstShape, of: "bursts", atMost: 1_000), "Campaign drops and the like.", or: [])
        let waves = fields.optional(
            "waves", .list(waveShape, of: "waves", atMost: 1_000), "Batches released together.", or: [])
        let spacing = fields.optional(
            "spacing", .choice(of: DemandPlan.Spacing.self), "How orders lie in time; poisson if left out.",
            or: .poisson)
        let channels = fields.optional(
            "channels", .mix(of: "channels"), "Sales channels with their shares.", or: DemandPlan.Mix(only: "shop"))
        let destinations = fields.optional(
            "destinations", .mix(of: "destinations"), "Where parcels go, with shares.",
            or: DemandPlan.Mix(only: "domestic"))
        let services = fields.optional(
            "services", .mix(of: "services"), "Service levels with their shares.", or: DemandPlan.Mix(only: "standard"))
        let warehouses = fields.optional(
            "warehouses", .mix(of: "warehouses"), "Warehouses with their shares.",
            or: DemandPlan.Mix(only: "warehouse"))
        let lines = fields.optional("lines", .counts, "Order lines.", or: .fixed(1))
        let units = fields.optional("units per line", .counts, "Units of an order line.", or: .fixed(1))
        let weight = fields.optional("unit weight", .weights, "Weight of one unit.", or: .fixed(500))
        let products = fields.optional("products", productsShape, "The assortment.", or: (1, 0))
        let currency = fields.optional("currency", currencyShape, "Currency of prices; EUR if left out.", or: "EUR")
        let replay = fields.optional("replay", ReplaySection.shape, "Orders from a file, besides.")
        if fields.isIncomplete || fields.hasUnknownKeys { fields.item.reading.note(.orders) }
        return OrdersSection(
            total: total, course: course, pauses: pauses, bursts: bursts, waves: waves, spacing: spacing,
            channels: channels, destinations: destinations, services: services, warehouses: warehouses, lines: lines,
            units: units, weight: weight, products: products.0, popularity: products.1, currency: currency,
            replay: replay, item: fields.item, courseItem: fields.place(of: "shape"))
    }

    private static let courseShape = Shape<Course>.either(
        "a profile file such as profiles/black-friday.csv, even, or a list of stretches",
        scalar: Shape<String>.text.located.map { file in
            file.value == "even" ? .even : .profile(file)
        }, list: Shape<[ShapePiece]>.list(ShapePiece.shape, of: "stretches").map { .pieces($0) })

    private static let burstShape = Shape<Extra>.mapping("burst", "Orders that come within a short time.") { fields in
        let at = fields.required("at", .wallTime, "It starts at this time, or date and time.")
        let orders = fields.required("orders", .count(1...orderLimit), "Exactly so many orders.")
        let within = fields.optional("within", .duration, "They come within this time; at once if left out.", or: 0)
        let name = fields.optional("name", .text, "What people call it.")
        let decaying = fields.optional("decaying", .yesNo, "Whether most of them come at the start.", or: false)
        let channel = fields.optional("channel", Shape<String>.text.located, "They all come by this channel.")
        guard let at, let orders, !fields.isIncomplete else { return nil }
        return Extra(
            name: name ?? "burst", at: [at], calendar: nil, orders: orders, within: within, decaying: decaying,
            channel: channel, item: fields.item)
    }

    private static let waveShape = Shape<Extra>.mapping("wave", "Orders released together, at one or more moments.") {
        fields in
        let at = fields.optional(
            "at", .oneOrMore(.wallTime, of: "times"), "At these times, or dates and times.", or: [])
        let calendar = fields.optional("calendar", Shape<String>.text.located, "At the moments of this calendar.")
        let orders = fields.required("orders", .count(1...orderLimit), "Exactly so many orders over all moments.")
        let within = fields.optional("within", .duration, "A release takes this long; at once if left out.", or: 0)
        let name = fields.optional("name", .text, "What people call it.")
        let channel = fields.optional("channel", Shape<String>.text.located, "They all come by this channel.")
        guard let orders, !fields.isIncomplete else { return nil }
        guard at.isEmpty != (calendar == nil) else {
            fields.item.refuse("expected either \"at\" or \"calendar\"")
            return nil
        }
        return Extra(
            name: name ?? "wave", at: at, calendar: calendar, orders: orders, within: within, decaying: false,
            channel: channel, item: fields.item)
    }

    private static let productsShape = Shape<(Int, Double)>.either(
        "a number of products, or { count: 20k, popularity: zipf 1.1 }",
        scalar: Shape<Int>.count(1...productLimit).map { ($0, 0) },
        mapping: .mapping("products", "The assortment.") { fields in
            let count = fields.required("count", .count(1...productLimit), "Number of products.")
            let popularity = fields.optional(
                "popularity", .popularity, "How unevenly they sell; even if left out.", or: 0)
            return count.map { ($0, popularity) }
        })

    private static let currencyShape = Shape<String>.scalar("a currency code such as EUR", pattern: "^[A-Z]{3}$") {
        text throws(ValueError) in
        guard Money.isCode(text) else { throw .unreadable }
        return text
    }
}
