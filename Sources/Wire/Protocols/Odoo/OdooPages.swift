internal import HTTPTypes
internal import Kernel

/// Answers that are not Odoo's JSON: pages of its web server, of nginx before it, and what to make of them.
enum OdooPages {
    /// What an HTTP status means where the body holds no answer of Odoo; nil: the body decides.
    static func fault(_ response: WireResponse, wire: String, hint: String) -> OdooFault? {
        let seen = "HTTP \(response.status)\(kind(response))"
        switch response.status {
        case 429: return OdooFault(.limited, "\(seen): too many requests")
        case 300..<400:
            let target = response.fields[.location].map { $0.inOneLine } ?? "nowhere"
            // Odoo 18 sends /json/2 to its log-in page: it has a route of its own below /json.
            let remedy =
                target.contains("/web/login")
                ? hint : "Give the URL that Odoo itself answers at, and the name of the database."
            return OdooFault(.wire, "\(seen) for \(wire), a redirection to \(target)", remedy: remedy)
        case 401, 403: return OdooFault(.denied, "\(seen) for \(wire)")
        case 404 where String(decoding: response.body.prefix(2_000), as: UTF8.self).contains("No database is selected"):
            return OdooFault(.database, "\(seen) for \(wire): no database is selected")
        case 404, 405: return OdooFault(.wire, "\(seen) for \(wire)", remedy: hint)
        case 400..<500: return OdooFault(.business, "\(seen): \(text(response))")
        case 500...: return OdooFault(.server, "\(seen): \(text(response))")
        default: return nil
        }
    }

    /// A body that is no JSON although the status is a good one.
    static func garbage(_ response: WireResponse, _ reason: String, hint: String) -> OdooFault {
        // Who follows redirections ends at the log-in page, where Odoo 18 sends JSON-2.
        if String(decoding: response.body.prefix(60_000), as: UTF8.self).contains("/web/login") {
            return OdooFault(.wire, "HTTP \(response.status)\(kind(response)), Odoo's log-in page", remedy: hint)
        }
        return OdooFault(
            .garbage, "expected JSON, found \(text(response)) (HTTP \(response.status)\(kind(response)), \(reason))",
            remedy: "Check that the URL is the one of Odoo and not of a proxy or a web site before it.")
    }

    /// What Odoo answers on JSON-2 for a database that it does not serve.
    static let noDatabase = plain(
        404,
        "<!DOCTYPE html>\n<title>404 Not Found</title>\n<h1>Not Found</h1>\n<p>No database is selected and the requested URL was "
            + "not found in the server-wide controllers.</p>\n")

    /// What versions without JSON-2 answer there: 18 sends it to its log-in page.
    static func withoutJSON2(_ version: OdooVersion, _ path: String) -> WireResponse {
        guard version == .v18, path.hasPrefix("/json/") else {
            return plain(404, "<!DOCTYPE html>\n<html><body><h1>404: Page not found</h1></body></html>\n")
        }
        let target = path.split(separator: "/", omittingEmptySubsequences: false).joined(separator: "%2F")
        let location = "/web/login?redirect=\(target)%3F"
        return WireResponse(
            303, fields: [.contentType: "text/html; charset=utf-8", .location: location],
            body: Array("<!doctype html>\n<html lang=en>\n<title>Redirecting...</title>\n".utf8))
    }

    private static func kind(_ response: WireResponse) -> String {
        response.fields[.contentType].map { " \($0.prefix { $0 != ";" }.prefix(60))" } ?? ""
    }

    /// The beginning of a body in quotes, tags and scripts left out: these hold tokens.
    private static func text(_ response: WireResponse) -> String {
        guard !response.body.isEmpty else { return "an empty body" }
        var plain = ""
        let parts = String(decoding: response.body.prefix(4_000), as: UTF8.self)
            .split(separator: "<", omittingEmptySubsequences: false)
        for (place, part) in parts.enumerated() {
            guard place > 0 else {
                plain += part
                continue
            }
            let tag = part.lowercased()
            guard !tag.hasPrefix("script"), !tag.hasPrefix("style"), let end = part.firstIndex(of: ">") else {
                continue
            }
            plain += " " + part[part.index(after: end)...]
        }
        let line = plain.inOneLine
        return line.isEmpty ? "a page without text" : "\"\(line.prefix(80))\""
    }

    /// A page as nginx writes it.
    static func nginx(_ status: Int, _ reason: String) -> WireResponse {
        let title = "\(status) \(reason)"
        let page =
            "<html>\r\n<head><title>\(title)</title></head>\r\n<body>\r\n<center><h1>\(title)</h1></center>\r\n"
            + "<hr><center>nginx</center>\r\n</body>\r\n</html>\r\n"
        return WireResponse(status, fields: [.contentType: "text/html"], body: Array(page.utf8))
    }

    /// The page of Odoo's own web server for an exception outside of its dispatchers, a full pool of connections for one.
    static let internalError: WireResponse = {
        let page =
            "<!doctype html>\n<html lang=en>\n<title>500 Internal Server Error</title>\n<h1>Internal Server Error</h1>\n"
            + "<p>The server encountered an internal error and was unable to complete your request. Either the server is "
            + "overloaded or there is an error in the application.</p>\n"
        return WireResponse(500, fields: [.contentType: "text/html; charset=utf-8"], body: Array(page.utf8))
    }()

    /// A plain text, as Odoo answers a body that is no JSON.
    static func plain(_ status: Int, _ text: String) -> WireResponse {
        WireResponse(status, fields: [.contentType: "text/html; charset=utf-8"], body: Array(text.utf8))
    }
}
