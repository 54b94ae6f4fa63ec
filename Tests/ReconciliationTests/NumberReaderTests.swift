import Testing

@testable import Exports

@Suite("Numbers of exports")
struct NumberReaderTests {
    private func read(_ text: String, comma: Bool = false) -> Int64? {
        Array(text.utf8).withUnsafeBytes { NumberReader(hasDecimalComma: comma).millionths($0) }
    }

    @Test(
        "Decimal points, groups, signs on either side, exactly",
        arguments: [
            ("0", 0), ("1250", 1_250_000_000), ("-12.50", -12_500_000), ("12.50-", -12_500_000), ("+3", 3_000_000),
            ("1,250.00", 1_250_000_000), ("1,234,567.891", 1_234_567_891_000), ("0.000001", 1),
            ("5.1000000", 5_100_000),
            (".5", 500_000), ("1'250.5", 1_250_500_000), ("9000000000000", 9_000_000_000_000_000_000),
        ])
    func points(_ text: String, _ value: Int64) { #expect(read(text) == value) }

    @Test(
        "With a decimal comma points are groups",
        arguments: [
            ("1.250,00", 1_250_000_000), ("12,5", 12_500_000), ("-0,01", -10_000),
        ])
    func commas(_ text: String, _ value: Int64) { #expect(read(text, comma: true) == value) }

    @Test(
        "What is no such number is refused, not guessed",
        arguments: [
            "", "-", ".", "1.2.3", "12,50", "1,25", "1e3", "0.0000001", "--1", "-1-", "5 EUR", "10000000000000",
            "1,2345",
        ])
    func refused(_ text: String) { #expect(read(text) == nil) }
}
