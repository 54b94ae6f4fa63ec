internal import Kernel

/// karrio, a shipping API over many carriers (github.com/karrioapi/karrio): shipments that are made as drafts and bought, rates,
/// trackers, cancelling. Recorded from karrio 2026.1.32.
public struct KarrioProtocol: WireProtocol {
    /// The name in scenarios.
    public static let name = "karrio"

    /// How to work with the server.
    public var options: KarrioOptions

    /// A protocol for one server.
    public init(_ options: KarrioOptions) { self.options = options }

    /// What can be done.
    public let operations = ["label", "rate", "track", "void"]

    /// Logs in, where a user is given, and looks for the connection.
    public func opening() -> (any Conversation)? { conversation(.open, [:]) }

    /// One operation for one order.
    public func conversation(_ operation: String, for order: BusinessOrder, session: Facts) -> (any Conversation)? {
        switch operation {
        case "label": return conversation(.label(order), session)
        case "rate": return conversation(.rate(order), session)
        case "track": return conversation(.track(order), session)
        case "void":
            guard let id = order.facts[FactName.shipment]?.text else {
                let words = "karrio, void: the order has no shipment yet; \"label\" must come first"
                return ScriptedConversation(SilentScript(ending: Ending(.businessError, words)))
            }
            return conversation(.cancel(id), session)
        default: return nil
        }
    }

    /// Cancels a shipment.
    public func undoing(_ record: CreatedRecord, session: Facts) -> (any Conversation)? {
        record.kind == KarrioTask.kind ? conversation(.cancel(record.id), session) : nil
    }

    /// Looks for shipments whose references begin so.
    public func searching(_ prefix: String, session: Facts) -> (any Conversation)? {
        conversation(.search(prefix), session)
    }

    private func conversation(_ work: KarrioTask.Work, _ session: Facts) -> any Conversation {
        ScriptedConversation(KarrioTask(work: work, options: options, session: session))
    }
}
