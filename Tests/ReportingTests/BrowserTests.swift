import Foundation
import Kernel
import Testing

@testable import Reporting

/// A Chromium on this machine, if there is one.
enum Browser {
    static let path: String? = ["chromium", "chromium-browser", "google-chrome", "google-chrome-stable"].lazy
        .flatMap { name in ["/usr/bin/", "/usr/local/bin/", "/snap/bin/"].map { $0 + name } }
        .first { FileManager.default.isExecutableFile(atPath: $0) }

    /// What a headless browser made of a page.
    struct Rendering {
        /// The document as it stands in the end.
        var document: String
        /// What the browser logged, its console included.
        var log: String
        /// Its exit status; nil when it had to be stopped.
        var status: Int32?
    }

    /// Renders a file, for at most a minute.
    static func render(_ file: URL, with browser: String, in folder: URL) throws -> Rendering {
        let log = folder.appendingPathComponent("log.txt")
        let document = folder.appendingPathComponent("document.html")
        for url in [log, document] { try Data().write(to: url) }
        let process = Process()
        process.executableURL = URL(fileURLWithPath: browser)
        process.arguments = [
            "--headless", "--no-sandbox", "--disable-gpu", "--enable-logging=stderr", "--v=0", "--no-first-run",
            "--disable-extensions", "--disable-background-networking", "--disable-component-update", "--disable-sync",
            "--allow-file-access-from-files", "--user-data-dir=\(folder.path)/profile", "--virtual-time-budget=2000",
            "--dump-dom", file.absoluteString,
        ]
        process.standardError = try FileHandle(forWritingTo: log)
        process.standardOutput = try FileHandle(forWritingTo: document)
        let ended = DispatchSemaphore(value: 0)
        process.terminationHandler = { _ in ended.signal() }
        try process.run()
        let isDone = ended.wait(timeout: .now() + 60) == .success
        if !isDone { process.terminate() }
        return Rendering(
            document: String(decoding: try Data(contentsOf: document), as: UTF8.self),
            log: String(decoding: try Data(contentsOf: log), as: UTF8.self),
            status: isDone ? process.terminationStatus : nil)
    }

    /// A folder of one's own, gone afterwards.
    static func inFolder<Result>(_ work: (URL) throws -> Result) throws -> Result {
        let folder = FileManager.default.temporaryDirectory.appendingPathComponent("rehearse-page-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: folder) }
        return try work(folder)
    }
}

@Suite(
    "The page in a browser", .serialized,
    .enabled(if: Browser.path != nil, "no Chromium on this machine: the page was not rendered"),
    .timeLimit(.minutes(3)))
struct BrowserTests {
    @Test("Chromium renders it without a console message", arguments: [false, true])
    func renders(isWire: Bool) throws {
        let browser = try #require(Browser.path)
        let result = try Browser.inFolder { folder in
            let file = folder.appendingPathComponent("report.html")
            let page =
                isWire ? Report(WireDay.nasty).html : HTMLReport.text(.sample(PeakDay.nasty), PeakDay.nastyRecording)
            try Data(page.utf8).write(to: file)
            return try Browser.render(file, with: browser, in: folder)
        }
        #expect(result.status == 0)
        #expect(result.log.split(separator: "\n").filter { $0.contains("CONSOLE") } == [])
        #expect(result.document.contains("Four questions") && result.document.contains("</html>"))
        #expect(!result.document.lowercased().contains("<script"))
    }

    @Test(
        "On a phone nothing has to be scrolled sideways but wide tables in their own frames", arguments: [false, true])
    func phone(isWire: Bool) throws {
        let browser = try #require(Browser.path)
        let result = try Browser.inFolder { folder in
            let page = isWire ? Report(WireDay.recording).html : HTMLReport.text(.sample(), PeakDay.recording)
            try Data(page.utf8).write(to: folder.appendingPathComponent("report.html"))
            let frame = """
                <!DOCTYPE html><title>frame</title><p id="width"></p>
                <iframe id="page" style="border:0;width:390px;height:800px" src="report.html"></iframe>
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
