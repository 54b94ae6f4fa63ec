import Kernel
import Testing

@testable import Reconciliation

@Suite("Packed events")
struct PackedStoreTests {
    @Test("What is put in comes out, whatever the values")
    func roundTrip() {
        let agreement = Agreement(
            kinds: [EventKind(name: "order", role: .order), EventKind(name: "invoice", role: .invoice)],
            fields: [
                EventField(name: "total", form: .number, meaning: .total),
                EventField(name: "status", form: .text, meaning: .status),
                EventField(name: "promised", form: .time),
            ])
        let store = SideStore(.old, agreement: agreement)
        var generator = SplitMix64(state: 7)
        var written: [(BusinessEvent, [Int64])] = []
        for index in 0..<5_000 {
            let event = BusinessEvent(
                order: generator.next(), kind: index % 2, time: Int64(bitPattern: generator.next() >> 1),
                row: generator.next(), document: index % 3 == 0 ? 0 : generator.next(),
                key: index % 5 == 0 ? 0 : generator.next(), stock: index % 7 == 0 ? generator.next() : 0,
                partner: index % 11 == 0 ? .max : UInt16(index % 4_000))
            let values = [
                index % 4 == 0 ? EventField.absent : Int64(bitPattern: generator.next()) >> 8,
                Int64(generator.next() >> 16), index % 2 == 0 ? EventField.absent : -1,
            ]
            values.withUnsafeBufferPointer { store.add(event, $0) }
            written.append((event, values))
        }
        var read: [UInt64: (BusinessEvent, [Int64])] = [:]
        for part in 0..<SideStore.partCount {
            store.read(part: part) { event, values in read[event.order] = (event, Array(values)) }
        }
        #expect(store.count == 5_000)
        #expect(read.count == 5_000)
        for (event, values) in written {
            #expect(read[event.order]?.0 == event)
            #expect(read[event.order]?.1 == values)
        }
        #expect(store.counts == [2_500, 2_500])
        #expect(store.span?.lowerBound == written.map(\.0.time).min())
        #expect(store.span?.upperBound == written.map(\.0.time).max())
    }
}
