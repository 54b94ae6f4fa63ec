import Foundation
import Testing

@testable import Reporting

@Suite(
    "Comparison: the page in a browser", .serialized,
    .enabled(if: Browser.path != nil, "no Chromium on this machine: the page was not rendered"),
    .timeLimit(.minutes(3)))
struct ComparisonBrowserTests {
    @Test("Chromium renders it without a console message, whatever the names hold")
    func renders() throws {
        let browser = try #require(Browser.path)
        let result = try Browser.inFolder { folder in
            let file = folder.appendingPathComponent("compare.html")
            try Data(ComparisonReportTests.nasty.html.utf8).write(to: file)
            return try Browser.render(file, with: browser, in: folder)
        }
        #expect(result.status == 0)
        #expect(result.log.split(separator: "\n").filter { $0.contains("CONSOLE") } == [])
        #expect(result.document.contains("How this was judged") && !result.document.lowercased().contains("<script"))
    }

    @Test("On a phone nothing has to be scrolled sideways but wide tables in their own frames")
    func phone() throws {
        let browser = try #require(Browser.path)
        let result = try Browser.inFolder { folder in
            try Data(ComparisonReportTests.slow.html.utf8).write(
                to: folder.appendingPathComponent("compare.html"))
            let frame = """
                <!DOCTYPE html><title>frame</title><p id="width"></p>
                <iframe id="page" style="border:0;width:390px;height:800px" src="compare.html"></iframe>
                <script>page.onload = () => {
                width.textContent = "needs " + page.contentDocument.documentElement.scrollWidth + " px" }</script>
                """
            let file = folder.appendingPathComponent("frame.html")
            try Data(frame.utf8).write(to: file)
            return try Browser.render(file, with: browser, in: folder)
        }
        #expect(result.status == 0)
        #expect(
            result.document.contains("needs 390 px") || result.document.contains("needs 375 px"),
            "\(result.document.prefix(400))")
    }
}
