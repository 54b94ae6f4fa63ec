/// Why a recording could not be read or merged.
public enum RecordingError: Error, Sendable, Hashable, CustomStringConvertible {
    /// The bytes do not start as a recording does.
    case notARecording
    /// Written by another version of the format.
    case version(found: UInt64, known: UInt64)
    /// The file ends too early or has something after its end.
    case length(expected: UInt64, found: UInt64)
    /// The content does not match its checksum.
    case checksum
    /// The content contradicts itself; where, and what was found.
    case damaged(at: String, found: String)
    /// Two recordings of different plans cannot be merged; their titles.
    case differentPlans(String, String)
    /// Two recordings of one plan whose rows do not match.
    case differentShapes
    /// Two recordings hold the same part of a divided run; which.
    case samePart(Int)
    /// Two recordings are of runs that were divided into different numbers of parts.
    case differentDivisions(Int, Int)

    /// The problem and what to do about it, for people.
    public var description: String {
        switch self {
        case .notARecording:
            "not a recording: expected a file that starts with \"REHEARSE\"; give the recording file of a run"
        case .version(let found, let known):
            "recording format \(found), expected \(known): read it with the version that wrote it, or run again"
        case .length(let expected, let found):
            "recording cut short or grown: expected \(expected) bytes, found \(found); copy the file again or run again"
        case .checksum:
            "recording damaged: its content does not match its checksum; copy the file again or run again"
        case .damaged(let place, let found):
            "recording damaged: \(place): \(found); copy the file again or run again"
        case .differentPlans(let one, let other):
            "recordings of different plans (\"\(one)\" and \"\(other)\") cannot be merged: expected shards of one run"
        case .differentShapes:
            "recordings of one plan with different intervals or rows cannot be merged: expected shards written by one "
                + "version"
        case .samePart(let index):
            "shard \(index) is there twice: expected each shard once"
        case .differentDivisions(let one, let other):
            "shards of \(one) and of \(other) cannot be merged: expected all shards of one division"
        }
    }
}
