/// Check digits of carriers' numbers.
enum CheckDigits {
    /// A UPS number: "1Z", six characters of account, two of service, seven digits, and a digit that makes the sum by tens.
    /// Letters count as their place in the alphabet, from A as 2, by tens; every second place counts twice.
    static func ups(account: String, service: String, number: Int) -> String {
        let shipper = String(account.uppercased().filter { $0.isASCII && ($0.isLetter || $0.isNumber) }.prefix(6))
        let body = padded(shipper, 6) + padded(String(service.filter(\.isNumber).prefix(2)), 2) + digits(number, 7)
        return "1Z" + body + String(upsDigit(body))
    }

    /// The check digit of the fifteen characters after "1Z".
    static func upsDigit(_ body: String) -> Int {
        var sum = 0
        for (place, byte) in body.utf8.enumerated() {
            let value =
                (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte) ? Int(byte) - 48 : (Int(byte) - 63 + 100) % 10
            sum += place % 2 == 1 ? 2 * value : value
        }
        return (10 - sum % 10) % 10
    }

    /// A FedEx number of twelve digits: weights 3, 1, 7 from the left, modulo 11, then modulo 10.
    static func fedEx(_ number: Int) -> String {
        let body = digits(number, 11)
        let sum = body.utf8.enumerated().reduce(0) { $0 + (Int($1.element) - 48) * [3, 1, 7][$1.offset % 3] }
        return body + String(sum % 11 % 10)
    }

    /// A DHL Express waybill: nine digits and their remainder by seven.
    static func dhl(_ number: Int) -> String {
        let body = digits(number, 9)
        return body + String((Int(body) ?? 0) % 7)
    }

    private static func padded(_ text: String, _ width: Int) -> String {
        String(repeating: "0", count: max(0, width - text.count)) + text
    }

    /// The last digits of a number, zeros before it.
    private static func digits(_ number: Int, _ width: Int) -> String {
        padded(String(String(number.magnitude).suffix(width)), width)
    }
}
