public import Kernel

/// Who moves to the new side when: by partner, or by a share of the orders chosen by a keyed hash, so that an order stays on
/// its side.
public struct Onboarding: Sendable, Codable, Hashable {
    /// A step of it.
    public struct Phase: Sendable, Codable, Hashable {
        /// From when on, in the run's time.
        public var from: Instant
        /// Partners that move, by index in their dimension; empty: all.
        public var partners: [Int]
        /// Share of their orders, 0...1.
        public var share: Double

        /// A phase.
        public init(from: Instant, partners: [Int] = [], share: Double = 1) {
            self.from = from
            self.partners = partners
            self.share = share
        }
    }

    /// The steps; empty: everything moves at once.
    public var phases: [Phase]
    /// What the partners are.
    public var dimension: PartnerDimension
    /// Root of the choice.
    public var seed: UInt64

    /// Phases.
    public init(phases: [Phase], dimension: PartnerDimension, seed: UInt64) {
        self.phases = phases
        self.dimension = dimension
        self.seed = seed
    }

    /// Whether an order that is due then runs on the new side.
    public func includes(number: UInt64, due: Instant, partner: Int) -> Bool {
        phases.isEmpty || phase(number: number, due: due, partner: partner) != nil
    }

    /// The first phase that takes an order to the new side; nil: none does.
    public func phase(number: UInt64, due: Instant, partner: Int) -> Int? {
        let draw = RandomKey(seed: seed, path: "onboarding").child(number).uniform
        return phases.firstIndex { phase in
            due >= phase.from && (phase.partners.isEmpty || phase.partners.contains(partner)) && draw < phase.share
        }
    }
}
