import Foundation
import Testing

@testable import Kernel

/// Distance in units in the last place of the reference.
private func ulps(_ value: Double, _ reference: Double) -> Double {
    if value == reference || (value.isNaN && reference.isNaN) { return 0 }
    guard value.isFinite, reference.isFinite else { return .infinity }
    return ((value - reference) / reference.ulp).magnitude
}

@Suite("Elementary functions")
struct RandomnessElementaryTests {
    @Test("log agrees with the platform's within one unit in the last place over all magnitudes")
    func logarithm() {
        var generator = RandomKey(1).generator
        var worst = 0.0
        for _ in 0..<200_000 {
            let x = Double(bitPattern: generator.next() & 0x7fff_ffff_ffff_ffff)
            if x.isFinite { worst = max(worst, ulps(Elementary.log(x), Foundation.log(x))) }
            let near = 0.5 + generator.uniform()
            worst = max(worst, ulps(Elementary.log(near), Foundation.log(near)))
            let uniform = generator.uniform()
            worst = max(worst, ulps(Elementary.log(uniform), Foundation.log(uniform)))
        }
        #expect(worst <= 1)
    }

    @Test("log1p agrees with the platform's within two units in the last place")
    func logarithmOfOnePlus() {
        var generator = RandomKey(2).generator
        var worst = 0.0
        for _ in 0..<100_000 {
            for x in [generator.uniform() * 3 - 1, Foundation.exp(generator.uniform() * 160 - 80)] where x > -1 {
                worst = max(worst, ulps(Elementary.log1p(x), Foundation.log1p(x)))
            }
        }
        #expect(worst <= 2)
    }

    @Test("exp agrees with the platform's within one unit in the last place, subnormal results included")
    func exponential() {
        var generator = RandomKey(3).generator
        var worst = 0.0
        for _ in 0..<200_000 {
            let wide = generator.uniform() * 1455.9 - 745.9
            worst = max(worst, ulps(Elementary.exp(wide), Foundation.exp(wide)))
            let small = generator.uniform() * 2 - 1
            worst = max(worst, ulps(Elementary.exp(small), Foundation.exp(small)))
        }
        #expect(worst <= 1)
    }

    @Test("expm1 agrees with the platform's within four units in the last place")
    func exponentialLessOne() {
        var generator = RandomKey(4).generator
        var worst = 0.0
        for _ in 0..<100_000 {
            let sign: Double = generator.next() & 1 == 0 ? 1 : -1
            for x in [generator.uniform() * 40 - 20, sign * Foundation.exp(generator.uniform() * 60 - 60)] {
                worst = max(worst, ulps(Elementary.expm1(x), Foundation.expm1(x)))
            }
        }
        #expect(worst <= 4)
    }

    @Test("pow agrees with the platform's within one unit in the last place, for large results too")
    func power() {
        var generator = RandomKey(5).generator
        var worst = 0.0
        for _ in 0..<100_000 {
            let base = Foundation.exp(generator.uniform() * 40 - 20)
            let exponent = generator.uniform() * 60 - 30
            worst = max(worst, ulps(Elementary.pow(base, exponent), Foundation.pow(base, exponent)))
            let near = 0.7 + 0.6 * generator.uniform()
            let large = generator.uniform() * 2_000 - 1_000
            worst = max(worst, ulps(Elementary.pow(near, large), Foundation.pow(near, large)))
        }
        #expect(worst <= 1)
    }

    @Test("Exact powers are exact", arguments: [2.0, 3, 5, 10])
    func exactPowers(base: Double) {
        var product = 1.0
        for n in 0...15 {
            #expect(Elementary.pow(base, Double(n)) == product)
            product *= base
        }
        #expect(Elementary.pow(base * base, 0.5) == base)
    }

    @Test("Special arguments give what IEEE 754 says")
    func specialArguments() {
        let specials = [
            0.0, -0.0, 1, -1, 2, -2, 0.5, -0.5, 3, -3, .infinity, -.infinity, .nan, 1e308, -1e308,
            .leastNonzeroMagnitude,
            .greatestFiniteMagnitude, 0x1p53, 0x1p53 + 2,
        ]
        for x in specials {
            #expect(ulps(Elementary.log(x), Foundation.log(x)) <= 1, "log \(x)")
            #expect(ulps(Elementary.exp(x), Foundation.exp(x)) <= 1, "exp \(x)")
            #expect(ulps(Elementary.log1p(x), Foundation.log1p(x)) <= 1, "log1p \(x)")
            for y in specials {
                let (ours, theirs) = (Elementary.pow(x, y), Foundation.pow(x, y))
                #expect(ulps(ours, theirs) <= 1, "\(x) to the power of \(y): \(ours), not \(theirs)")
                #expect(ours.isNaN || ours.sign == theirs.sign, "sign of \(x) to the power of \(y)")
            }
        }
    }

    @Test("Known constants come out within one unit in the last place")
    func constants() {
        #expect(ulps(Elementary.log(2), 0.693147180559945309417) <= 1)
        #expect(ulps(Elementary.log(10), 2.302585092994045684018) <= 1)
        #expect(ulps(Elementary.exp(1), 2.718281828459045235360) <= 1)
        #expect(ulps(Elementary.pow(2, 0.5), 1.414213562373095048802) <= 1)
        #expect(ulps(Elementary.pow(2, 1.0 / 12), 1.059463094359295264562) <= 1)
    }

    @Test("Normal quantiles invert the normal distribution function")
    func normalQuantiles() {
        for p in [1e-300, 1e-20, 1e-9, 1e-4, 0.01, 0.1, 0.25, 0.5, 0.75, 0.9, 0.99, 0.9999] {
            let x = NormalQuantile.value(p)
            let share = 0.5 * erfc(-x / 2.0.squareRoot())
            #expect((share / p - 1).magnitude < 1e-12 * max(1, x * x), "p = \(p)")
        }
        // Published: z(0.99) and z(0.975).
        #expect((NormalQuantile.value(0.99) - 2.3263478740408408).magnitude < 1e-14)
        #expect((NormalQuantile.value(0.975) - 1.959963984540054).magnitude < 1e-14)
    }
}
