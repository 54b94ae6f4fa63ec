internal import Kernel

/// The opening of a web session: log in, which tells the version as well, and see that what is needed is there.
struct OdooWebLogIn: OdooTask {
    let wire: OdooWebCodec
    /// Whether what orders need is looked up, and made where it is missing.
    var isPreparing = true

    private static let label = "session.authenticate"

    func run(_ odoo: inout OdooDialogue) throws(Interruption) -> Ending {
        var wire = wire
        let request = wire.logIn(number: odoo.line.number)
        var info: JSON
        switch try odoo.line.exchange(request) {
        case .fault(let fault) where fault.kind == .denied:
            let words =
                "Odoo refused the login \"\(odoo.options.login)\" on database \"\(odoo.options.database)\" "
                + "(\(Self.label): \(fault.message)). Check the login and its password; web sessions take no API key."
            return Ending(.businessError, words, isDenied: true)
        case .fault(let fault): throw .end(fault.ending(Self.label))
        case .value(let json): info = json
        }
        wire.session = info[OdooWebCodec.cookie]?.text.map { Secret($0) }
        // Nobody needs to see it any more.
        info = .object((info.members ?? []).filter { $0.name != OdooWebCodec.cookie })
        guard let user = info["uid"]?.integer, user > 0 else {
            throw odoo.refused(
                "the user \"\(odoo.options.login)\" has a second factor, which a program does not have. Use an API key, without `session: web`."
            )
        }
        // Something on the way took the cookie.
        guard wire.session != nil else { throw odoo.unexpected(Self.label, "a session's cookie", info) }
        odoo.version = try odoo.version(in: info, Self.label)
        odoo.codec = wire
        odoo.line.session[OdooFact.version] = .integer(odoo.version.rawValue)
        odoo.line.session[OdooFact.user] = .integer(user)
        odoo.line.session[OdooFact.webSession] = wire.session.map { .string($0.revealed) }
        return isPreparing ? try OdooPreparation().run(&odoo) : .done
    }
}
