import Kernel
import Testing

struct OrderAttributesTests {
    private static let root = RandomKey(seed: 5, path: "test")

    /// Four standard deviations of a binomial share.
    private static func agrees(_ count: Int, of n: Int, share: Double) -> Bool {
        abs(Double(count) - share * Double(n)) < 4 * (share * (1 - share) * Double(n)).squareRoot() + 1
    }

    @Test func `Names come by their weights, and a weight of zero never`() {
        var demand = DemandPlan()
        demand.channels = .init(names: ["shop", "none", "edi", "never"], weights: [60, 0, 40, 0])
        let attributes = OrderAttributes(demand, tables: [])
        var counts = [0, 0, 0, 0]
        for i in 0..<50_000 as Range<UInt64> {
            counts[Int(attributes.order(number: i, key: Self.root.child(i), due: 0).channel)] += 1
        }
        #expect(counts[1] == 0 && counts[3] == 0)
        #expect(Self.agrees(counts[0], of: 50_000, share: 0.6))
    }

    @Test func `Weights that make no sense give the first name`() {
        var demand = DemandPlan()
        for weights in [[0, 0], [-1, -2], [Double.nan, .infinity], []] {
            demand.channels = .init(names: ["a", "b"], weights: weights)
            let attributes = OrderAttributes(demand, tables: [])
            #expect(attributes.order(number: 0, key: Self.root, due: 0).channel == 0)
        }
    }

    /// The lognormal of median 2 and p99 14, rounded: P(1) = P(X < 1.5) and so on, from the normal distribution.
    @Test func `Lines follow the rounded lognormal`() {
        var demand = DemandPlan()
        demand.lines = .lognormal(mu: 0.693_147_180_559_945, sigma: 0.836_465_676_853)
        let attributes = OrderAttributes(demand, tables: [])
        let n = 40_000
        var counts = [Int](repeating: 0, count: 70_000)
        for i in 0..<UInt64(n) {
            counts[Int(attributes.order(number: i, key: Self.root.child(i), due: 0).lines)] += 1
        }
        // Phi(ln(1.5/2)/sigma) = Phi(-0.343928), Phi(ln(2.5/2)/sigma) = Phi(0.266770), Phi(ln(14.5/2)/sigma) = Phi(2.368351)
        #expect(Self.agrees(counts[1], of: n, share: 0.365451))
        #expect(Self.agrees(counts[1] + counts[2], of: n, share: 0.605178))
        #expect(Self.agrees(counts[15...].reduce(0, +), of: n, share: 0.008934))
        #expect(counts[0] == 0)
    }

    @Test func `Fixed attributes are exact and units are never fewer than lines`() {
        var demand = DemandPlan()
        demand.lines = .fixed(3)
        demand.unitsPerLine = .fixed(2)
        demand.gramsPerUnit = .fixed(250)
        let order = OrderAttributes(demand, tables: []).order(number: 0, key: Self.root, due: 9)
        #expect(order.lines == 3 && order.units == 6 && order.grams == 1_500 && order.due == 9)
        demand.unitsPerLine = .fixed(0)
        demand.lines = .fixed(.max)
        let odd = OrderAttributes(demand, tables: []).order(number: 0, key: Self.root, due: 0)
        #expect(odd.lines == .max && odd.units == UInt32(UInt16.max))
    }

    @Test func `What is given is kept and does not change the rest`() {
        var demand = DemandPlan()
        demand.destinations = .init(names: ["home", "away"], weights: [1, 1])
        demand.unitsPerLine = .uniform(low: 1, high: 9)
        demand.lines = .uniform(low: 1, high: 9)
        let attributes = OrderAttributes(demand, tables: [])
        for i in 0..<200 as Range<UInt64> {
            let key = Self.root.child(i)
            let drawn = attributes.order(number: i, key: key, due: 0)
            var given = OrderAttributes.Given()
            given.lines = drawn.lines
            #expect(attributes.order(number: i, key: key, due: 0, given: given) == drawn)
            given.units = 1
            #expect(attributes.order(number: i, key: key, due: 0, given: given).units == UInt32(drawn.lines))
            #expect(attributes.order(number: i, key: key, due: 0, given: given).destination == drawn.destination)
        }
    }

    @Test(arguments: [0, 0.8, 1, 1.1, 2]) func `Products follow Zipf's law`(exponent: Double) {
        let products = 50
        let picker = ProductPicker(count: products, exponent: exponent)
        var weights: [Double] = []
        for k in 1...products { weights.append(Elementary.pow(Double(k), -exponent)) }
        let sum = weights.reduce(0, +)
        let n = 60_000
        var counts = [Int](repeating: 0, count: products)
        for i in 0..<UInt64(n / 3) {
            for line in 0..<3 { counts[picker.product(order: Self.root.child(i), line: line)] += 1 }
        }
        var square = 0.0
        for k in 0..<products {
            let expected = weights[k] / sum * Double(n)
            square += (Double(counts[k]) - expected) * (Double(counts[k]) - expected) / expected
        }
        // Chi-square of 49 degrees of freedom exceeds 85.4 once in a thousand.
        #expect(square < 85.4)
    }

    @Test func `One product is always itself`() {
        #expect(ProductPicker(count: 1, exponent: 1.1).product(order: Self.root, line: 4) == 0)
        #expect(ProductPicker(count: 0, exponent: .nan).product(order: Self.root, line: 4) == 0)
    }
}
