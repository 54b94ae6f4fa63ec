internal import Kernel

/// Something done in Odoo, independent of the wire.
protocol OdooTask: Sendable {
    /// Does it.
    func run(_ odoo: inout OdooDialogue) throws(Interruption) -> Ending
}

/// A task on a wire.
struct OdooScript: Script {
    let task: any OdooTask
    let codec: any OdooCodec
    let options: OdooOptions
    let facts: Facts

    func read(_ response: WireResponse, number: Int) -> OdooReply { codec.reply(response, number: number) }

    func run(_ line: inout Line<OdooReply>) throws(Interruption) -> Ending {
        let told = facts[OdooFact.version]?.integer.flatMap { OdooVersion(rawValue: Int($0)) }
        var odoo = OdooDialogue(
            line: line, codec: codec, options: options, version: told ?? options.version, facts: facts)
        defer { line = odoo.line }
        return try task.run(&odoo)
    }
}
