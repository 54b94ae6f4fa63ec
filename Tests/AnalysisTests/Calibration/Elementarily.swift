import Foundation

/// The C library's functions, where names would be taken for ours.
enum Elementarily {
    static func log(_ x: Double) -> Double { Foundation.log(x) }
}
