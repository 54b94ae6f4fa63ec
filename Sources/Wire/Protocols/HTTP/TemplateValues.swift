internal import Kernel

/// What the placeholders of a template stand for, here and now.
struct TemplateValues: Sendable {
    /// The order; nil: there is none (opening, cleaning up).
    var order: BusinessOrder?
    /// What is known of the order.
    var facts: Facts = [:]
    /// What the opening exchange told.
    var session: Facts = [:]
    /// Number in a served system's book.
    var number: Int?
    /// The order's reference as a partner's record has it.
    var reference: String?
    /// Id of a record at the partner.
    var id: String?
    /// What a webhook says of its event, by field.
    var event: [TemplateReference.EventField: JSON] = [:]
    /// Secrets by their references.
    var secrets: [SecretReference: Secret] = [:]

    /// The value of a placeholder; nil: there is none.
    /// - Parameter line: the line that a loop is at.
    func value(_ reference: TemplateReference, line: Int?) -> JSON? {
        switch reference {
        // A served system knows an order by its reference alone.
        case .order(.reference) where order == nil: return self.reference.map { .string($0) }
        case .order(let field): return order.map { TemplateValues.value(field, of: $0) }
        case .line(let index, let field):
            guard let order, let place = index ?? line, order.lines.indices.contains(place) else { return nil }
            return TemplateValues.value(field, of: order.lines[place], at: place)
        case .fact(let name, let pointer): return facts[name]?[pointer]
        case .session(let name, let pointer): return session[name]?[pointer]
        case .record(.number): return number.map { .integer($0) }
        case .record(.reference): return self.reference.map { .string($0) }
        case .record(.id): return id.map { .string($0) }
        case .event(let field): return event[field]
        }
    }

    private static func value(_ field: TemplateReference.OrderField, of order: BusinessOrder) -> JSON {
        switch field {
        case .reference: .string(order.reference)
        case .number: .integer(order.number)
        case .channel: .string(order.channel)
        case .destination: .string(order.destination)
        case .service: .string(order.service)
        case .warehouse: .string(order.warehouse)
        case .grams: .integer(order.grams)
        case .kilograms: .number(decimal(Int64(order.grams), places: 3))
        case .currency: .string(order.currency)
        case .seconds: .integer(order.ordered)
        case .date: .string(date(order.ordered))
        case .time: .string("\(date(order.ordered))T\(time(order.ordered))Z")
        case .total: .number(decimal(total(order), places: 2))
        case .cents: .integer(total(order))
        case .units: .integer(order.lines.reduce(0) { $0.addingSaturated($1.quantity) })
        case .positions: .integer(order.lines.count)
        }
    }

    private static func value(
        _ field: TemplateReference.LineField, of line: BusinessOrder.Line, at place: Int
    ) -> JSON {
        switch field {
        case .sku: .string(line.sku)
        case .quantity: .integer(line.quantity)
        case .price: .number(decimal(line.unitPrice, places: 2))
        case .cents: .integer(line.unitPrice)
        case .total: .number(decimal(line.unitPrice.multipliedSaturated(by: Int64(line.quantity)), places: 2))
        case .number: .integer(place + 1)
        case .index: .integer(place)
        }
    }

    private static func total(_ order: BusinessOrder) -> Int64 {
        order.lines.reduce(0) { $0.addingSaturated($1.unitPrice.multipliedSaturated(by: Int64($1.quantity))) }
    }

    /// A whole number of hundredths or thousandths, exact ("12.10").
    static func decimal(_ units: Int64, places: Int) -> String {
        let digits = String(units.magnitude)
        let padded = String(repeating: "0", count: max(0, places + 1 - digits.count)) + digits
        return (units < 0 ? "-" : "") + padded.dropLast(places) + "." + padded.suffix(places)
    }

    /// The date in UTC, proleptic Gregorian, counting years from March (as H. Hinnant describes it).
    private static func date(_ seconds: Int64) -> String {
        // Years with four digits only: anything outside is no date of an order.
        let days = min(max(seconds, -62_135_596_800), 253_402_300_799).floorDivided(by: 86_400)
        let shifted = days + 719_468
        let era = shifted.floorDivided(by: 146_097)
        let dayOfEra = shifted - era * 146_097
        let yearOfEra = (dayOfEra - dayOfEra / 1460 + dayOfEra / 36_524 - dayOfEra / 146_096) / 365
        let dayOfYear = dayOfEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100)
        let month = (5 * dayOfYear + 2) / 153
        let year = yearOfEra + era * 400 + (month >= 10 ? 1 : 0)
        let day = dayOfYear - (153 * month + 2) / 5 + 1
        return padded(year, 4) + "-" + padded(month < 10 ? month + 3 : month - 9, 2) + "-" + padded(day, 2)
    }

    private static func time(_ seconds: Int64) -> String {
        let rest = seconds - seconds.floorDivided(by: 86_400) * 86_400
        return [rest / 3600, rest / 60 % 60, rest % 60].map { padded($0, 2) }.joined(separator: ":")
    }

    private static func padded(_ number: Int64, _ width: Int) -> String {
        let digits = String(number)
        return String(repeating: "0", count: max(0, width - digits.count)) + digits
    }
}

extension FixedWidthInteger {
    /// The sum, or the bound that it passes.
    fileprivate func addingSaturated(_ other: Self) -> Self {
        let (sum, overflow) = addingReportingOverflow(other)
        return overflow ? (other < 0 ? .min : .max) : sum
    }

    /// The product, or the bound that it passes.
    fileprivate func multipliedSaturated(by other: Self) -> Self {
        let (product, overflow) = multipliedReportingOverflow(by: other)
        return overflow ? ((self < 0) == (other < 0) ? .max : .min) : product
    }
}

extension Int64 {
    /// The quotient rounded down.
    fileprivate func floorDivided(by divisor: Int64) -> Int64 {
        let quotient = self / divisor
        return self % divisor < 0 ? quotient - 1 : quotient
    }
}
