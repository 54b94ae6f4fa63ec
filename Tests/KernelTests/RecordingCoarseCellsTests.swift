import Testing

@testable import Kernel

@Suite("Coarse cells")
struct RecordingCoarseCellsTests {
    @Test("The short way from a fine cell to its coarse one agrees with the layouts")
    func coarseOfFine() {
        for index in 0..<BucketLayout.fine.cellLimit {
            let expected = BucketLayout.fine.coarsened(index, to: .coarse)
            guard BucketLayout.coarse(ofFine: index) == expected else {
                Issue.record("cell \(index): \(BucketLayout.coarse(ofFine: index)), not \(expected)")
                return
            }
        }
    }
}
