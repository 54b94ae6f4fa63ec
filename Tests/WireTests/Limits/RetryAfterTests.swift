import HTTPTypes
import Kernel
import Testing

@testable import Wire

@Suite("Limits: Retry-After")
struct RetryAfterTests {
    /// 2026-11-27T00:00:00Z
    private let now = 1_795_737_600.0

    @Test(
        "The three forms of RFC 9110 are one moment",
        arguments: [
            "Sun, 06 Nov 1994 08:49:37 GMT", "Sunday, 06-Nov-94 08:49:37 GMT", "Sun Nov  6 08:49:37 1994",
        ])
    func forms(text: String) {
        #expect(HTTPDate.seconds(text, now: 1_795_737_600) == 784_111_777)
    }

    /// Computed with Python's calendar.
    @Test(
        "Dates are read and written",
        arguments: [
            (784_111_777, "Sun, 06 Nov 1994 08:49:37 GMT"), (1_795_737_603, "Fri, 27 Nov 2026 00:00:03 GMT"),
            (951_868_799, "Tue, 29 Feb 2000 23:59:59 GMT"), (-1, "Wed, 31 Dec 1969 23:59:59 GMT"),
            (2_128_680_000, "Mon, 15 Jun 2037 12:00:00 GMT"), (4_107_542_400, "Mon, 01 Mar 2100 00:00:00 GMT"),
        ] as [(Int64, String)])
    func dates(seconds: Int64, text: String) {
        #expect(HTTPDate.text(seconds) == text)
        #expect(HTTPDate.seconds(text, now: 0) == seconds)
    }

    @Test("Two digits of a year are at most fifty years ahead")
    func shortYears() {
        // 2026: 76 is 2076, 77 is 1977.
        #expect(
            HTTPDate.seconds("Friday, 27-Nov-76 00:00:00 GMT", now: 1_795_737_600)
                == HTTPDate.seconds("Fri, 27 Nov 2076 00:00:00 GMT", now: 0))
        #expect(
            HTTPDate.seconds("Sunday, 27-Nov-77 00:00:00 GMT", now: 1_795_737_600)
                == HTTPDate.seconds("Sun, 27 Nov 1977 00:00:00 GMT", now: 0))
    }

    @Test(
        "What is no date is none",
        arguments: [
            "", "Sun, 06 Nov 1994", "Sun, 31 Nov 1994 08:49:37 GMT", "Sun, 29 Feb 2026 08:49:37 GMT",
            "Sun, 06 Nov 1994 24:00:00 GMT", "Sun, 06 Nov 1994 08:49:37 CET", "Sun, 06 nov 1994 08:49:37 GMT",
            "Sun, +6 Nov 1994 08:49:37 GMT", "Sun, 06 Nov 94 08:49:37 GMT", "1994-11-06T08:49:37Z",
            "Sun, 00 Nov 1994 08:49:37 GMT",
        ])
    func noDates(text: String) {
        #expect(HTTPDate.seconds(text, now: 1_795_737_600) == nil)
    }

    @Test("RFC 3339")
    func rfc3339() {
        #expect(HTTPDate.rfc3339(1_795_737_603) == "2026-11-27T00:00:03Z")
        #expect(HTTPDate.rfc3339(951_868_799) == "2000-02-29T23:59:59Z")
    }

    @Test(
        "Seconds, milliseconds and dates",
        arguments: [
            ("Retry-After", "120", 120_000, .seconds), ("Retry-After", "2.0", 2000, .seconds),
            ("Retry-After", "0", 0, .seconds), ("retry-after-ms", "43", 43, .milliseconds),
            ("x-ms-retry-after-ms", "1500.5", 1500, .milliseconds), ("x-retry-after", "25", 25_000, .seconds),
            ("Retry-After", "Fri, 27 Nov 2026 00:00:07 GMT", 7000, .date),
            ("Retry-After", "Friday, 27-Nov-26 00:01:00 GMT", 60_000, .date),
            ("Retry-After", "Fri Nov 27 00:02:00 2026", 120_000, .date),
            ("Retry-After", "Thu, 26 Nov 2026 23:00:00 GMT", 0, .date),
        ] as [(String, String, Int64, RetryAfter.Form)])
    func waits(name: String, value: String, milliseconds: Int64, form: RetryAfter.Form) throws {
        var fields = HTTPFields()
        fields[try #require(HTTPField.Name(name))] = value
        let found = try #require(RetryAfter(fields, now: now))
        #expect(found.wait / .millisecond == milliseconds)
        #expect(found.form == form)
        #expect(!found.isBounded)
    }

    @Test(
        "What cannot be read says nothing",
        arguments: ["", "-1", "soon", "1e3", "+5", "1.2.3", ".5", "0x10", "99999999999999999999999"])
    func unreadable(value: String) {
        #expect(RetryAfter([.retryAfter: value], now: now) == nil)
    }

    @Test("Waits are bounded, and say so")
    func bounded() throws {
        let long = try #require(RetryAfter([.retryAfter: "99999999999999999999"], now: now))
        #expect(long.wait == .day)
        #expect(long.isBounded)
        let date = try #require(RetryAfter([.retryAfter: "Fri, 31 Dec 9999 00:00:00 GMT"], now: now, bound: .hour))
        #expect(date.wait == .hour)
        #expect(date.isBounded)
    }

    @Test("A date is measured from the partner's own clock where the response tells it")
    func skew() throws {
        let fields: HTTPFields = [
            .retryAfter: "Fri, 27 Nov 2026 01:00:30 GMT", .date: "Fri, 27 Nov 2026 01:00:00 GMT",
        ]
        #expect(try #require(RetryAfter(fields, now: now)).wait == 30 * .second)
    }

    @Test("The finest of several counts")
    func finest() throws {
        var fields: HTTPFields = [.retryAfter: "1"]
        fields[HTTPField.Name(literally: "retry-after-ms")] = "43"
        #expect(try #require(RetryAfter(fields, now: now)).wait == 43 * .millisecond)
    }
}
