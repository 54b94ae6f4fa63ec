internal import HTTPTypes
internal import Kernel

extension TemplateRenderer {
    /// The request that a plan makes of these values.
    func request(_ plan: HTTPMessagePlan) throws(Missing) -> WireRequest {
        guard let method = HTTPRequest.Method(rawValue: plan.method) else {
            throw Missing(reason: "\"\(plan.method)\" is no method of HTTP")
        }
        var path = try text(plan.path)
        for field in plan.query {
            var pair: [UInt8] = []
            TemplateRenderer.write(.string(field.name), .queryValue, to: &pair)
            pair.append(UInt8(ascii: "="))
            pair += try bytes(field.value)
            path += (path.contains("?") ? "&" : "?") + String(decoding: pair, as: UTF8.self)
        }
        return WireRequest(
            method, path, fields: try fields(plan.headers, contentType: plan.contentType),
            body: try body(plan.body))
    }

    /// Header fields.
    func fields(_ plan: [HTTPMessagePlan.Field], contentType: String?) throws(Missing) -> HTTPFields {
        var fields: HTTPFields = [:]
        for field in plan {
            guard let name = HTTPField.Name(field.name) else { continue }
            fields.append(HTTPField(name: name, value: try text(field.value)))
        }
        if let contentType { fields[.contentType] = contentType }
        return fields
    }

    private func body(_ plan: HTTPMessagePlan.Body?) throws(Missing) -> [UInt8] {
        switch plan {
        case nil: return []
        case .text(let template): return try bytes(template)
        case .form(let fields):
            var out: [UInt8] = []
            for field in fields {
                if !out.isEmpty { out.append(UInt8(ascii: "&")) }
                TemplateRenderer.write(.string(field.name), .formValue, to: &out)
                out.append(UInt8(ascii: "="))
                out += try bytes(field.value)
            }
            return out
        }
    }
}
