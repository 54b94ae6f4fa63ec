internal import Kernel

/// A system that an import found.
struct ImportedSystem {
    /// Its name in the scenario.
    var name: String
    /// Where it is ("https://api.carrier.example").
    var url: String
    /// Lines under `auth`, if it wants any: `bearer: "${env:TOKEN}"`.
    var auth: [String] = []
    /// What it can be asked.
    var operations: [ImportedOperation] = []
}

/// An operation that an import found: one request.
struct ImportedOperation {
    /// A name with its template.
    struct Field: Hashable {
        var name: String
        var value: String
    }

    /// A body's template.
    enum Body: Hashable {
        case json(String)
        case form([Field])
        case xml(String)
        case text(String)
    }

    /// What an answer means.
    struct Rule: Hashable {
        var status: String
        var outcome: Outcome
        var says: String?
    }

    /// Something learnt from an answer.
    struct Fact: Hashable {
        var name: String
        var source: HTTPSubject
        var isOptional = false
    }

    /// Its name in the scenario.
    var name: String
    /// GET, POST, ...
    var method: String
    /// The path's template.
    var path: String
    var query: [Field] = []
    var headers: [Field] = []
    /// The body's media type, if it is not the usual one of its kind.
    var contentType: String?
    var body: Body?
    /// Statuses of a good answer; none: any 2xx.
    var statuses: [Int] = []
    var rules: [Rule] = []
    var learns: [Fact] = []
    /// What a served system answers: status and JSON template.
    var answer: (status: Int, json: String)?
    /// How long the partner took, where the source tells.
    var times: [Nanoseconds] = []
    /// For people, above it.
    var comments: [String] = []
}

extension ImportedOperation {
    /// How long its work takes, as a scenario writes it.
    var work: String {
        let sorted = times.sorted()
        guard let median = ImportedOperation.quantile(0.5, of: sorted),
            let high = ImportedOperation.quantile(0.99, of: sorted)
        else { return "100ms" }
        let (typical, late) = (ImportedOperation.rounded(median), ImportedOperation.rounded(high))
        guard sorted.count >= 3, late > typical else { return TimeNotation.text(typical) }
        return "lognormal \(TimeNotation.text(typical)) p99 \(TimeNotation.text(late))"
    }

    private static func quantile(_ q: Double, of sorted: [Nanoseconds]) -> Nanoseconds? {
        sorted.isEmpty ? nil : sorted[min(sorted.count - 1, Int(Double(sorted.count) * q))]
    }

    /// A time as people would write it: three digits, at least a microsecond.
    static func rounded(_ time: Nanoseconds) -> Nanoseconds {
        let bounded = min(max(time, .microsecond), .day)
        var unit: Nanoseconds = .microsecond
        while bounded / unit >= 1_000 { unit *= 10 }
        return (bounded + unit / 2) / unit * unit
    }
}
