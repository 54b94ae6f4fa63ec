/// What a served system knows: a record for each order's reference, found by reference or by any other key it was given
/// (a tracking number, a picking's id). Bounded: the oldest records give way.
public struct ServedBook: Sendable {
    /// A record of one order.
    public struct Record: Sendable, Hashable {
        /// The order's reference.
        public var reference: String
        /// Its number in this book, from 1; ids in answers are made from it.
        public var serial: Int
        /// What is known: states, ids, tracking numbers.
        public var facts: Facts
    }

    /// Records kept at most.
    public let capacity: Int
    private var records: [Int: Record] = [:]
    private var serials: [String: Int] = [:]
    private var keys: [Int: [String]] = [:]
    private var nextSerial = 1
    private var oldest = 1
    /// Sessions that callers have open.
    private var sessions: Set<String> = []
    private var sessionsInOrder: [String] = []
    /// Sessions opened so far.
    public private(set) var sessionsOpened = 0

    /// An empty book.
    /// - Parameter capacity: records kept at most, at least 1.
    public init(capacity: Int = 1_000_000) { self.capacity = max(1, capacity) }

    /// Records kept now.
    public var count: Int { records.count }

    /// The record under a reference or another key.
    public func record(_ key: String) -> Record? { serials[key].flatMap { records[$0] } }

    /// The record with a serial number.
    public func record(serial: Int) -> Record? { records[serial] }

    /// The latest records, the latest first.
    public func latest(_ limit: Int) -> [Record] {
        var found: [Record] = []
        var serial = nextSerial - 1
        while found.count < limit, serial >= oldest {
            if let record = records[serial] { found.append(record) }
            serial -= 1
        }
        return found
    }

    /// All keys by which a record is found, its reference first.
    public func keys(of record: Record) -> [String] { keys[record.serial] ?? [] }

    /// The record of a reference, made if there is none.
    @discardableResult
    public mutating func enter(_ reference: String) -> Record {
        if let found = record(reference) { return found }
        let record = Record(reference: reference, serial: nextSerial, facts: [:])
        nextSerial += 1
        records[record.serial] = record
        serials[reference] = record.serial
        keys[record.serial] = [reference]
        while records.count > capacity { forget(oldest) }
        return record
    }

    /// Sessions kept at most.
    private static let mostSessions = 10_000

    /// A caller has shown who he is. The oldest sessions end where there are too many.
    public mutating func openSession(_ id: String) {
        sessionsOpened += 1
        guard sessions.insert(id).inserted else { return }
        sessionsInOrder.append(id)
        if sessionsInOrder.count > 2 * Self.mostSessions {
            let over = sessionsInOrder.count - Self.mostSessions
            sessions.subtract(sessionsInOrder.prefix(over))
            sessionsInOrder.removeFirst(over)
        }
    }

    /// Whether a session is open.
    public func hasSession(_ id: String) -> Bool { sessions.contains(id) }

    /// All sessions end; the callers have to show who they are once more.
    public mutating func endSessions() {
        sessions = []
        sessionsInOrder = []
    }

    /// Changes what is known of a reference.
    public mutating func learn(_ reference: String, _ facts: Facts) {
        let serial = enter(reference).serial
        records[serial]?.facts.merge(facts) { $1 }
    }

    /// Makes a record findable by another key as well.
    public mutating func alias(_ key: String, for reference: String) {
        let serial = enter(reference).serial
        guard serials[key] != serial else { return }
        serials[key] = serial
        keys[serial, default: []].append(key)
    }

    /// Forgets everything.
    public mutating func reset() { self = ServedBook(capacity: capacity) }

    private mutating func forget(_ serial: Int) {
        for key in keys.removeValue(forKey: serial) ?? [] where serials[key] == serial { serials[key] = nil }
        records[serial] = nil
        oldest = serial + 1
    }
}
