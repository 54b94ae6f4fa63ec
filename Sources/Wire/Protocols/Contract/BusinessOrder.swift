/// An order as a partner sees it: what the kernel's order says, in words and exact numbers.
public struct BusinessOrder: Sendable, Hashable {
    /// A line of an order.
    public struct Line: Sendable, Hashable {
        /// The product's code ("P00031").
        public var sku: String
        /// Units.
        public var quantity: Int
        /// Price of one unit in cents.
        public var unitPrice: Int64

        /// A line.
        public init(sku: String, quantity: Int, unitPrice: Int64) {
            self.sku = sku
            self.quantity = quantity
            self.unitPrice = unitPrice
        }
    }

    /// The number in the schedule, from 0.
    public var number: UInt64
    /// The business key, marked as synthetic by its prefix ("REHEARSE-20261127-100045").
    public var reference: String
    /// Name of the channel it came by.
    public var channel: String
    /// Name of the destination zone ("domestic").
    public var destination: String
    /// Name of the service level ("express").
    public var service: String
    /// Name of the warehouse.
    public var warehouse: String
    /// Weight in grams.
    public var grams: Int
    /// Currency of the prices, by ISO 4217.
    public var currency: String
    /// When it was due, as seconds since 1970.
    public var ordered: Int64
    /// Lines, at least one.
    public var lines: [Line]
    /// What earlier operations learnt of it: ids, tracking numbers.
    public var facts: Facts

    /// An order.
    public init(
        number: UInt64, reference: String, channel: String = "shop", destination: String = "domestic",
        service: String = "standard", warehouse: String = "main", grams: Int = 500, currency: String = "EUR",
        ordered: Int64 = 0, lines: [Line], facts: Facts = [:]
    ) {
        self.number = number
        self.reference = reference
        self.channel = channel
        self.destination = destination
        self.service = service
        self.warehouse = warehouse
        self.grams = grams
        self.currency = currency
        self.ordered = ordered
        self.lines = lines
        self.facts = facts
    }
}
