internal import HTTPTypes
internal import Kernel

extension OdooJSON2Codec {
    func recognise(_ request: WireRequest) -> OdooRequest {
        let parts = request.path.prefix { $0 != "?" }.split(separator: "/")
        guard parts.first == "json", parts.dropFirst().first == "2" else {
            return .immediate(
                OdooPages.plain(404, "<!DOCTYPE html>\n<html><body><h1>404: Page not found</h1></body></html>\n"))
        }
        guard parts.count == 4, request.method == .post else {
            let error = OdooError(
                "werkzeug.exceptions.NotFound", "Did you mean POST /json/2/<model>/<method>?", status: 404)
            return .immediate(refusal(error, echo: .null))
        }
        let body: JSON
        if request.body.isEmpty {
            body = [:]
        } else {
            do throws(JSON.ReadingError) {
                body = try JSON(reading: request.body)
            } catch {
                let words =
                    "could not parse the body as json: \(error.reason): line 1 column \(error.offset + 1) (char \(error.offset))"
                return .immediate(
                    refusal(OdooError("werkzeug.exceptions.BadRequest", words, status: 400), echo: .null))
            }
        }
        var call = OdooCall(String(parts[2]), String(parts[3]))
        let form = OdooMethodForm.of(call.method)
        for member in body.members ?? [] {
            switch member.name {
            case "ids": call.ids = member.value.ids
            case "context": call.context = member.value.members ?? []
            default:
                if form.places.contains(member.name) {
                    call.places.append(member)
                } else {
                    call.names.append(member)
                }
            }
        }
        if form.onRecords, call.ids == nil { call.ids = [] }
        return .call(call, credentials(request.fields), echo: .null)
    }

    private func credentials(_ fields: HTTPFields) -> OdooCredentials {
        let words = fields[.authorization]?.split(separator: " ", maxSplits: 1) ?? []
        let isBearer = words.count == 2 && words[0].lowercased() == "bearer"
        return OdooCredentials(
            database: Self.database.flatMap { fields[$0] }, secret: isBearer ? Secret(String(words[1])) : nil)
    }

    func answer(_ value: JSON?, echo: JSON) -> WireResponse {
        .json(200, value ?? .null, fields: OdooMethodForm.fields)
    }

    func refusal(_ error: OdooError, echo: JSON) -> WireResponse {
        var arguments: [JSON] = [.string(error.message)]
        if error.name.hasPrefix("werkzeug.") { arguments.append(.integer(error.status)) }
        var fields = OdooMethodForm.fields
        if error.status == 401 { fields[.wwwAuthenticate] = "Bearer" }
        return .json(
            error.status,
            [
                "name": .string(error.name), "message": .string(error.message), "arguments": .array(arguments),
                "context": [:], "debug": OdooMethodForm.debug(error),
            ], fields: fields)
    }
}
