internal import HTTPTypes
internal import Kernel

/// An answer of a carrier's API, read once.
struct CarrierReply: Sendable {
    let status: Int
    /// The body; null where it is empty or no JSON.
    let json: JSON
    /// Why the body is no JSON; nil: it is.
    let complaint: String?

    init(_ response: WireResponse) {
        status = response.status
        do throws(JSON.ReadingError) {
            json = try JSON(reading: response.body)
            complaint = nil
        } catch {
            json = .null
            complaint = response.body.isEmpty ? "an empty body" : "no JSON (\(error.description))"
        }
    }

    var isGood: Bool { (200..<300).contains(status) }

    /// The class that an HTTP status means, where it is no good one.
    var outcome: Outcome {
        switch status {
        case 200..<300: .ok
        case 429: .rateLimited
        case 400..<500: .businessError
        default: .serverError
        }
    }

    /// The end for an answer that is not what the operation gives.
    /// - Parameters:
    ///   - errors: code and message by the carrier's own dialect, where the body has them.
    ///   - remedy: what to do about a code or status.
    func failure(
        _ carrier: String, _ operation: String, expected: String, errors: [(code: String, message: String)],
        remedy: (Int, String) -> String?
    ) -> Ending {
        let label = "\(carrier), \(operation): "
        if let first = errors.first {
            // Some report refusals with a good status.
            let outcome = isGood ? Outcome.businessError : outcome
            let said = "\(first.code) \(first.message)".trimmed
            let rest = errors.count > 1 ? " (and \(errors.count - 1) more)" : ""
            return Ending(outcome, label + "HTTP \(status), \(said)\(rest)" + Self.sentence(remedy(status, first.code)))
        }
        if !isGood {
            let seen = complaint.map { ", \($0)" } ?? ""
            return Ending(outcome, label + "HTTP \(status)\(seen)" + Self.sentence(remedy(status, "")))
        }
        return Ending(
            .serverError,
            label + "expected \(expected), found \(complaint ?? json.written.inOneLine) (HTTP \(status))."
                + " Check that the URL is the carrier's own.")
    }

    private static func sentence(_ remedy: String?) -> String { remedy.map { ". " + $0 } ?? "" }
}

extension String {
    /// One line, shortened, without spaces around.
    var trimmed: String { inOneLine }
}
