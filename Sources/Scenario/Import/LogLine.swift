internal import Kernel

/// A request as one line of an access log tells it.
struct LogLine: Hashable {
    /// Seconds since 1970 by the clock that the log shows.
    var wall: Int64
    var method: String
    /// The path without its query.
    var path: String
    var status: Int
    /// How long it took; nil: the line does not say.
    var time: Nanoseconds?

    /// Reads a line of the NCSA common or combined format, with more fields behind it or not
    /// (https://httpd.apache.org/docs/2.4/logs.html#combined, nginx's `combined`).
    /// - Returns: nil: it is none.
    static func ncsa(_ bytes: ArraySlice<UInt8>, unit: LogTimeUnit?) -> LogLine? {
        guard let open = bytes.firstIndex(of: UInt8(ascii: "[")),
            let close = bytes[open...].firstIndex(of: UInt8(ascii: "]")),
            let wall = clock(bytes[(open + 1)..<close]),
            let quote = bytes[close...].firstIndex(of: UInt8(ascii: "\"")),
            let end = quoteEnd(bytes, after: quote), let (method, path) = request(bytes[(quote + 1)..<end])
        else { return nil }
        let words = bytes[(end + 1)...].split(separator: 32, maxSplits: 2)
        guard let status = words.first.flatMap(number), (100...999).contains(status) else { return nil }
        let tail = words.count > 2 ? words[2] : []
        return LogLine(wall: wall, method: method, path: path, status: status, time: duration(behind: tail, unit))
    }

    /// Reads a line that is a JSON object.
    static func json(_ bytes: ArraySlice<UInt8>, fields: LogFields, unit: LogTimeUnit?) -> LogLine? {
        guard let tree = try? JSONTreeParser.parse(Array(bytes)) else { return nil }
        func first(_ names: [String]) -> (name: String, tree: Tree)? {
            for name in names {
                if let found = member(name, of: tree), found.string != nil { return (name, found) }
            }
            return nil
        }
        guard let time = first(fields.time)?.tree, let wall = moment(time) else { return nil }
        var method = first(fields.method)?.tree.string
        var path = first(fields.path)?.tree.string
        if path == nil, let line = first(fields.request)?.tree.string, let parts = request(Array(line.utf8)[...]) {
            (method, path) = (parts.method, parts.path)
        }
        guard let path, let found = pathOnly(path), let status = first(fields.status)?.tree.number,
            let code = Int(exactly: status), (100...999).contains(code)
        else { return nil }
        let verb = method ?? "GET"
        guard HTTPNotation.isToken(verb) else { return nil }
        let length = first(fields.duration).flatMap { duration($0.name, $0.tree, unit) }
        return LogLine(wall: wall, method: verb.uppercased(), path: found, status: code, time: length)
    }

    // MARK: - Parts

    /// `GET /path?query HTTP/1.1`
    private static func request(_ bytes: ArraySlice<UInt8>) -> (method: String, path: String)? {
        let words = bytes.split(separator: 32)
        guard words.count == 2 || words.count == 3 else { return nil }
        let method = String(decoding: words[0], as: UTF8.self)
        guard HTTPNotation.isToken(method), method.utf8.count <= 20,
            let path = pathOnly(String(decoding: words[1], as: UTF8.self))
        else { return nil }
        return (method.uppercased(), path)
    }

    /// The path of a URL or request target; nil: it has none.
    private static func pathOnly(_ text: String) -> String? {
        let cut = text.utf8.firstIndex { $0 == UInt8(ascii: "?") || $0 == UInt8(ascii: "#") } ?? text.endIndex
        let path = String(text[..<cut])
        if path.hasPrefix("/") { return path }
        return ImportedURL(path)?.path
    }

    private static func quoteEnd(_ bytes: ArraySlice<UInt8>, after quote: Int) -> Int? {
        var k = quote + 1
        while k < bytes.endIndex {
            if bytes[k] == UInt8(ascii: "\\") { k += 1 }
            if k < bytes.endIndex, bytes[k] == UInt8(ascii: "\"") { return k }
            k += 1
        }
        return nil
    }

    private static func number(_ bytes: ArraySlice<UInt8>) -> Int? {
        guard !bytes.isEmpty, bytes.count <= 9 else { return nil }
        var value = 0
        for byte in bytes {
            guard (48...57).contains(byte) else { return nil }
            value = value * 10 + Int(byte - 48)
        }
        return value
    }

    /// `27/Nov/2026:08:26:00 +0100` as the clock shows it.
    private static func clock(_ bytes: ArraySlice<UInt8>) -> Int64? {
        let names = ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"]
        let parts = bytes.prefix { $0 != 32 }.split { $0 == UInt8(ascii: "/") || $0 == UInt8(ascii: ":") }
        guard parts.count == 6, let day = number(parts[0]),
            let month = names.firstIndex(of: String(decoding: parts[1], as: UTF8.self).lowercased()),
            let year = number(parts[2]), let hour = number(parts[3]), let minute = number(parts[4]),
            let second = number(parts[5])
        else { return nil }
        var moment = TimeScanner.Parts()
        (moment.year, moment.month, moment.day) = (year, month + 1, day)
        (moment.hour, moment.minute, moment.second) = (hour, minute, second)
        return moment.reading.flatMap { within($0.seconds) }
    }

    /// Years in which a scenario can take place.
    private static func within(_ seconds: Int64) -> Int64? { (0..<7_257_859_200).contains(seconds) ? seconds : nil }

    /// A time by ISO 8601, as NCSA writes it, or as a count since 1970 in seconds or milliseconds.
    private static func moment(_ tree: Tree) -> Int64? {
        guard let text = tree.string else { return nil }
        let bytes = Array(text.utf8)[...]
        if let reading = TimeFormat.iso.read(bytes) { return within(reading.seconds) }
        if let wall = clock(bytes) { return wall }
        guard let count = Double(text), count.isFinite, count > 0, count < 1e20 else { return nil }
        var seconds = count
        while seconds > 1e11 { seconds /= 1_000 }
        return within(Int64(seconds))
    }

    private static func member(_ name: String, of tree: Tree) -> Tree? {
        if let found = tree.entries.first(where: { $0.key == name })?.value { return found }
        guard let dot = name.firstIndex(of: "."),
            let inner = tree.entries.first(where: { $0.key == name[..<dot] })?.value
        else { return nil }
        return member(String(name[name.index(after: dot)...]), of: inner)
    }

    // MARK: - Lengths of time

    /// The last bare number behind referrer and agent: `0.123` of nginx, `123456` of Apache.
    private static func duration(behind tail: ArraySlice<UInt8>, _ unit: LogTimeUnit?) -> Nanoseconds? {
        guard let quote = tail.lastIndex(of: UInt8(ascii: "\"")) else {
            return tail.isEmpty ? nil : tail.split(separator: 32).first.flatMap { length($0, unit) }
        }
        for word in tail[(quote + 1)...].split(separator: 32) {
            let value = word.split(separator: UInt8(ascii: "=")).last ?? word
            if let length = length(value, unit) { return length }
        }
        return nil
    }

    /// A number with decimals is seconds, one without is microseconds, unless the unit is given.
    private static func length(_ bytes: ArraySlice<UInt8>, _ unit: LogTimeUnit?) -> Nanoseconds? {
        guard let first = bytes.first, (48...57).contains(first), bytes.count <= 20,
            let value = Double(String(decoding: bytes, as: UTF8.self))
        else { return nil }
        return bounded(value, unit ?? (bytes.contains(UInt8(ascii: ".")) ? .s : .us))
    }

    private static func duration(_ name: String, _ tree: Tree, _ unit: LogTimeUnit?) -> Nanoseconds? {
        guard let text = tree.string else { return nil }
        if let value = Double(text) {
            let lower = name.lowercased()
            let usual: LogTimeUnit =
                lower.hasSuffix("ms") || lower == "responsetime" || lower == "took"
                ? .ms : name == "Duration" ? .ns : text.contains(".") ? .s : .ms
            return bounded(value, unit ?? usual)
        }
        return (try? TimeNotation.parse(text)).flatMap { $0 > 0 ? $0 : nil }
    }

    private static func bounded(_ value: Double, _ unit: LogTimeUnit) -> Nanoseconds? {
        let length = value * unit.nanoseconds
        return length.isFinite && length >= 0 && length < 86_400e9 ? Nanoseconds(length) : nil
    }
}
