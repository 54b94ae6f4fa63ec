internal import Kernel

/// The opening over JSON-RPC: which version is this, who are we, what is needed is there.
struct OdooLogIn: OdooTask {
    let wire: OdooRPCCodec
    /// Whether what orders need is looked up, and made where it is missing.
    var isPreparing = true

    func run(_ odoo: inout OdooDialogue) throws(Interruption) -> Ending {
        var wire = wire
        odoo.version = try version(&odoo)
        odoo.line.session[OdooFact.version] = .integer(odoo.version.rawValue)
        let logIn = wire.logIn(number: odoo.line.number)
        let answer = try value(odoo.line.exchange(logIn), "common.authenticate")
        guard let user = answer.integer, user > 0 else {
            let words =
                "Odoo refused the login \"\(odoo.options.login)\" on database \"\(odoo.options.database)\" "
                + "(common.authenticate returned \(answer.written.inOneLine)). Check the login, and its password or API key."
            return Ending(.businessError, words, isDenied: true)
        }
        wire.user = user
        odoo.codec = wire
        odoo.line.session[OdooFact.user] = .integer(user)
        return isPreparing ? try OdooPreparation().run(&odoo) : .done
    }

    private func version(_ odoo: inout OdooDialogue) throws(Interruption) -> OdooVersion {
        let ask = wire.version(number: odoo.line.number)
        let answer = try value(odoo.line.exchange(ask), "common.version")
        return try odoo.version(in: answer, "common.version")
    }

    private func value(_ reply: OdooReply, _ label: String) throws(Interruption) -> JSON {
        switch reply {
        case .value(let json): return json
        case .fault(let fault): throw .end(fault.ending(label))
        }
    }
}
