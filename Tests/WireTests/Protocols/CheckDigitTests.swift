import Testing

@testable import Wire

@Suite struct CheckDigitTests {
    @Test(
        "UPS numbers that are known to be right",
        arguments: [
            "1Z999AA10123456784", "1Z5R89390357567127", "1Z879E930346834440", "1Z410E7W0392751591",
            "1Z8V92A70367203024",
        ])
    func ups(number: String) {
        let body = String(number.dropFirst(2).dropLast())
        #expect(String(CheckDigits.upsDigit(body)) == number.suffix(1))
    }

    @Test("Made numbers: UPS from its parts, FedEx and DHL against published ones")
    func made() {
        #expect(CheckDigits.ups(account: "999AA1", service: "01", number: 2_345_678) == "1Z999AA10123456784")
        #expect(CheckDigits.fedEx(98_657_878_885) == "986578788855")
        #expect(CheckDigits.dhl(935_657_989) == "9356579890")
        #expect(CheckDigits.ups(account: "é", service: "", number: .max).count == 18)
    }

    @Test(
        "Civil dates, hand-checked",
        arguments: [
            (Int64(0), "1970-01-01T00:00:00Z"), (951_782_400, "2000-02-29T00:00:00Z"),
            (1_795_788_000, "2026-11-27T14:00:00Z"),
            (-1, "1969-12-31T23:59:59Z"), (253_402_300_800, "9999-12-31T23:59:59Z"), (.min, "0001-01-01T00:00:00Z"),
        ])
    func dates(seconds: Int64, iso: String) { #expect(CivilTime(seconds: seconds).iso == iso) }

    @Test("Cents", arguments: [(Int64(1_990), "19.90"), (5, "0.05"), (-105, "-1.05"), (0, "0.00")])
    func cents(cents: Int64, text: String) {
        #expect(Cents.decimal(cents) == text)
        #expect(Cents.reading(.number(text)) == cents)
    }
}
