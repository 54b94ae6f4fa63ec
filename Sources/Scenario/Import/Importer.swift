public import Foundation

/// Makes a scenario of what was seen or documented: HTTP archives, OpenAPI documents, access logs.
public struct Importer: Sendable {
    /// What the source is; nil: its contents tell.
    public var kind: ImportKind?
    /// Which members of JSON log lines say what.
    public var fields = LogFields.guessed
    /// In what a log counts times; nil: seconds if they have decimals.
    public var unit: LogTimeUnit?
    /// Minutes of a row of a log's profile; a divisor of 1,440.
    public var every = 60
    /// The name by which the scenario finds its profile; nil: the scenario holds the course of the day itself.
    public var profile: String?

    /// The largest archive or document that is read into memory.
    public static let sizeLimit = 256 << 20
    /// How much of a source is looked at to tell what it is.
    private static let headLength = 64 << 10

    /// An importer that finds out what it is given.
    public init(kind: ImportKind? = nil) { self.kind = kind }

    /// Imports a file.
    public func run(path: String) throws(ImportError) -> ImportResult {
        var isDirectory: ObjCBool = false
        guard FileManager.default.fileExists(atPath: path, isDirectory: &isDirectory) else {
            throw ImportError(path, "there is no such file")
        }
        guard !isDirectory.boolValue else { throw ImportError(path, "it is a directory; name a file") }
        guard let handle = FileHandle(forReadingAtPath: path) else {
            throw ImportError(path, "it cannot be read; check its permissions")
        }
        defer { try? handle.close() }
        return try run(ByteSource(handle), source: path)
    }

    /// Imports what is open already, such as standard input.
    /// - Parameter source: what messages call it.
    public func run(_ handle: FileHandle, source: String) throws(ImportError) -> ImportResult {
        try run(ByteSource(handle), source: source)
    }

    /// Imports bytes.
    public func run(_ bytes: [UInt8], source: String) throws(ImportError) -> ImportResult {
        try run(ByteSource(bytes), source: source)
    }

    private func run(_ bytes: ByteSource, source: String) throws(ImportError) -> ImportResult {
        var bytes = bytes
        var head: [UInt8] = []
        do {
            while head.count < Importer.headLength, try bytes.read(into: &head) {}
        } catch {
            throw ImportError(source, "it cannot be read: \(error)")
        }
        guard !head.isEmpty else { throw ImportError(source, "it is empty") }
        if head.starts(with: [0x1F, 0x8B]) {
            throw ImportError(
                source, "it is compressed with gzip; unpack it on the way: gunzip -c FILE | rehearse import -")
        }
        guard let kind = kind ?? Importer.kind(of: head) else {
            throw ImportError(
                source,
                "expected a HAR file, an OpenAPI 3 document or an access log, and cannot tell which this is; say it with --as"
            )
        }
        if kind == .log {
            let options = LogImport.Options(fields: fields, unit: unit, every: every, profile: profile)
            return try LogImport.run(bytes, head: head, source: source, options: options)
        }
        let whole = try Importer.rest(of: &bytes, after: head, source)
        guard kind == .openapi else { return try HARImport.run(whole, source: source) }
        return try OpenAPIImport.run(try Importer.document(whole, source), source: source)
    }

    private static func rest(of bytes: inout ByteSource, after head: [UInt8], _ source: String) throws(ImportError)
        -> [UInt8]
    {
        var whole = head
        do {
            while whole.count <= sizeLimit, try bytes.read(into: &whole) {}
        } catch {
            throw ImportError(source, "it cannot be read: \(error)")
        }
        guard whole.count <= sizeLimit else { throw ImportError(source, "it is larger than \(sizeLimit >> 20) MiB") }
        return whole
    }

    /// An OpenAPI document in either notation.
    private static func document(_ bytes: [UInt8], _ source: String) throws(ImportError) -> Tree {
        if bytes.first(where: { $0 > 32 && $0 < 0xBB }) == UInt8(ascii: "{") {
            do throws(JSONTreeParser.Complaint) {
                return try JSONTreeParser.parse(bytes, file: source)
            } catch {
                throw ImportError("\(source):\(error.line):\(error.column)", "it is not JSON: \(error.message)")
            }
        }
        let reading = Reading()
        guard let tree = TreeParser.parse(bytes: bytes, file: source, reading: reading), reading.problems.isEmpty else {
            let problem = reading.sortedProblems.first
            throw ImportError(problem?.place.description ?? source, problem?.message ?? "it cannot be read as YAML")
        }
        return tree
    }

    /// What a source is, by how it begins; nil: it does not tell.
    static func kind(of head: [UInt8]) -> ImportKind? {
        let text = String(decoding: head, as: UTF8.self)
        let start = text.drop { $0.isWhitespace || $0 == "\u{FEFF}" }
        if start.hasPrefix("{") {
            let line = start.prefix { !$0.isNewline }
            if line.count > 2, line.hasSuffix("}"), (try? JSONTreeParser.parse(Array(line.utf8))) != nil,
                !line.contains("\"entries\""), !line.contains("\"openapi\"")
            {
                return .log
            }
            if start.contains("\"openapi\"") || start.contains("\"swagger\"") { return .openapi }
            return start.contains("\"log\"") ? .har : nil
        }
        let lines = start.split(maxSplits: 200, whereSeparator: \.isNewline)
        let names = ["openapi:", "\"openapi\":", "'openapi':", "swagger:"]
        if lines.contains(where: { line in names.contains { line.hasPrefix($0) } }) { return .openapi }
        let isLog = lines.prefix(50).contains { LogLine.ncsa(Array($0.utf8)[...], unit: nil) != nil }
        return isLog ? .log : nil
    }
}
