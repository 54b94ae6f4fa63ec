import Foundation
import Testing

@testable import Reporting

@Suite("The page's colours")
struct StyleTests {
    /// The colours of a `:root` block, by name.
    private static func colours(dark: Bool) -> [String: String] {
        var found: [String: String] = [:]
        for block in PageStyle.text.components(separatedBy: ":root{").dropFirst().prefix(dark ? 2 : 1) {
            for entry in block.prefix(while: { $0 != "}" }).split(separator: ";") {
                let parts = entry.trimmingCharacters(in: .whitespacesAndNewlines).split(separator: ":")
                if parts.count == 2 && parts[1].hasPrefix("#") {
                    found[String(parts[0])] = String(parts[1].dropFirst())
                }
            }
        }
        return found
    }

    /// Relative luminance of WCAG 2.2.
    private static func luminance(_ hex: String) -> Double {
        let full = hex.count == 3 ? hex.map { "\($0)\($0)" }.joined() : hex
        let value = Int(full, radix: 16) ?? 0
        func linear(_ shift: Int) -> Double {
            let part = Double(value >> shift & 255) / 255
            return part <= 0.04045 ? part / 12.92 : pow((part + 0.055) / 1.055, 2.4)
        }
        return 0.2126 * linear(16) + 0.7152 * linear(8) + 0.0722 * linear(0)
    }

    private static func contrast(_ one: String, _ other: String) -> Double {
        let (a, b) = (luminance(one), luminance(other))
        return (max(a, b) + 0.05) / (min(a, b) + 0.05)
    }

    @Test("Words stand out by 4.5 to 1, lines by 3 to 1 (WCAG 2.2 AA)", arguments: [false, true])
    func contrast(dark: Bool) throws {
        let colours = StyleTests.colours(dark: dark)
        for ground in ["ground", "paper"] {
            for ink in ["ink", "soft", "link", "good", "bad", "warn"] {
                let ratio = StyleTests.contrast(try #require(colours["--" + ink]), try #require(colours["--" + ground]))
                #expect(ratio >= 4.5, "\(ink) on \(ground): \(ratio)")
            }
        }
        for (ink, fill) in [("good", "goodfill"), ("bad", "badfill"), ("warn", "warnfill")] {
            let ratio = StyleTests.contrast(try #require(colours["--" + ink]), try #require(colours["--" + fill]))
            #expect(ratio >= 4.5, "\(ink) on \(fill): \(ratio)")
        }
        for line in (0..<8).map({ "s\($0)" }) + ["demand", "good", "bad"] {
            let ratio = StyleTests.contrast(try #require(colours["--" + line]), try #require(colours["--paper"]))
            #expect(ratio >= 3, "\(line): \(ratio)")
        }
    }
}
