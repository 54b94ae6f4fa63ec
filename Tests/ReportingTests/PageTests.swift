import Foundation
import Kernel
import Testing

@testable import Reporting

@Suite("The page")
struct PageTests {
    private static let page = HTMLReport.text(.sample(), PeakDay.recording)
    private static let nasty = HTMLReport.text(.sample(PeakDay.nasty), PeakDay.nastyRecording)

    @Test("Is one self-contained file under a megabyte, without script and without anything to fetch")
    func selfContained() {
        #expect(PageTests.page.utf8.count < 1_000_000)
        for page in [PageTests.page, PageTests.nasty] {
            let lower = page.lowercased()
            for forbidden in [
                "<script", "http://", "https://", "src=", "@import", "url(", "onload=", "<iframe", "<object",
            ] {
                #expect(!lower.contains(forbidden), "the page holds \(forbidden)")
            }
            let links = lower.components(separatedBy: "href=\"").dropFirst().map { $0.prefix { $0 != "\"" } }
            #expect(links.allSatisfy { $0.hasPrefix("#") || $0 == "data:," })
        }
    }

    @Test("Every link leads to a place on the page, and no place has two names alike")
    func anchors() {
        func values(_ name: String) -> [Substring] {
            PageTests.page.components(separatedBy: " \(name)=\"").dropFirst().map { $0.prefix { $0 != "\"" } }
        }
        let ids = values("id")
        #expect(Set(ids).count == ids.count)
        for link in values("href") where link.hasPrefix("#") {
            #expect(ids.contains(link.dropFirst()), "no place \(link)")
        }
    }

    @Test("Names with markup, quotes and other scripts stay words")
    func escaping() {
        #expect(!PageTests.nasty.contains("<script>alert"))
        #expect(
            PageTests.nasty.contains(
                "&lt;script&gt;alert(1)&lt;/script&gt; &amp; &quot;q&quot; &#39;a&#39; | `b` ]]&gt; é 漢字"))
        #expect(!PageTests.nasty.unicodeScalars.contains { $0.value < 0x20 && $0 != "\n" })
    }

    @Test("Its tags are closed in order, so that any parser sees the same page", arguments: [false, true])
    func nesting(isNasty: Bool) {
        let void: Set<String> = ["meta", "link", "br", "!DOCTYPE"]
        var open: [String] = []
        var rest = Substring(isNasty ? PageTests.nasty : PageTests.page)
        while let start = rest.firstIndex(of: "<"), let end = rest[start...].firstIndex(of: ">") {
            let tag = rest[rest.index(after: start)..<end]
            rest = rest[rest.index(after: end)...]
            let name = String(tag.drop { $0 == "/" }.prefix { !$0.isWhitespace && $0 != "/" })
            if tag.hasPrefix("/") {
                #expect(open.popLast() == name)
            } else if !tag.hasSuffix("/"), !void.contains(name) {
                open.append(name)
            }
        }
        #expect(open.isEmpty)
    }

    @Test("Every drawing has a title and a description, and every chart its numbers as a table")
    func accessible() {
        let drawings = PageTests.page.components(separatedBy: "<svg ").dropFirst()
        #expect(drawings.count > 12)
        for drawing in drawings {
            #expect(drawing.contains("role=\"img\"><title>"))
            #expect(drawing.contains("</title><desc>"))
        }
        let figures = PageTests.page.components(separatedBy: "<figure class=\"chart").dropFirst()
        for figure in figures where !figure.hasPrefix(" compact") {
            #expect(figure.contains("<details class=\"numbers\">"))
        }
        for figure in figures { #expect(figure.contains("<figcaption><b>")) }
    }

    @Test("What scrolls sideways can be reached and scrolled with the keyboard, and has a name of its own")
    func scrolling() {
        let frames = PageTests.page.components(separatedBy: "<div class=\"").dropFirst().map { $0.prefix { $0 != ">" } }
            .filter { $0.prefix { $0 != "\"" }.split(separator: " ").contains("scroll") }
        #expect(frames.count > 10)
        for frame in frames { #expect(frame.contains(" tabindex=\"0\" role=\"group\" aria-label=\"")) }
        let names = frames.compactMap { $0.components(separatedBy: "aria-label=\"").last?.prefix { $0 != "\"" } }
        #expect(Set(names).count == names.count)
    }

    @Test("A run in which nothing happened still has a page")
    func empty() {
        let page = HTMLReport.text(.sample(), PeakDay.empty)
        #expect(page.contains("</html>"))
        #expect(!page.contains("NaN") && !page.contains("nan%") && !page.contains("inf"))
    }

    @Test("The same recording gives the same bytes")
    func stable() { #expect(HTMLReport.text(.sample(), PeakDay.recording) == PageTests.page) }
}
