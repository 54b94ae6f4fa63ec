internal import Kernel

/// Reads records, or what fields there are; its result's facts hold them.
struct OdooRead: OdooTask {
    let query: RecordQuery

    func run(_ odoo: inout OdooDialogue) throws(Interruption) -> Ending {
        switch try odoo.reply(call) {
        case .fault(let fault):
            odoo.line.learnt[FactName.isWithheld] = .bool([.rights, .model, .member].contains(fault.kind))
            return fault.ending(call.label)
        case .value(let value):
            guard let answers = answers(value) else { throw odoo.unexpected(call.label, "records", value) }
            odoo.line.learnt[FactName.records] = .array(answers)
            return .done
        }
    }

    private var call: OdooCall {
        switch query {
        case .fields(let model, let names):
            OdooCall(
                model, "fields_get",
                places: [
                    JSON.Member("allfields", .array(names.map { .string($0) })), JSON.Member("attributes", ["type"]),
                ])
        case .records(let model, let domain, let fields, let limit):
            .searchRead(model, domain, fields, limit: limit, order: "id")
        }
    }

    private func answers(_ value: JSON) -> [JSON]? {
        switch query {
        case .fields: return value.members?.map { .string($0.name) }
        case .records:
            guard let rows = value.array, rows.allSatisfy({ $0["id"]?.integer != nil }) else { return nil }
            return rows
        }
    }
}
