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
    /// What a page is about.
    enum Page: String, CaseIterable {
        case simulated, wire, migration

        /// The page, with names that mean something to HTML.
        var nasty: String {
            switch self {
            case .simulated: HTMLReport.text(.sample(PeakDay.nasty), PeakDay.nastyRecording)
            case .wire: Report(WireDay.nasty).html
            case .migration: plain
            }
        }

        var plain: String {
            switch self {
            case .simulated: HTMLReport.text(.sample(), PeakDay.recording)
            case .wire: Report(WireDay.recording).html
            case .migration: MigrationReport(SampleMigration.findings, rows: SampleMigration.rows).html
            }
        }

        var heading: String { self == .migration ? "Who could be cut over" : "Four questions" }
    }

    /// What a page in a frame of so many pixels tells of itself.
    private static func framed(_ page: String, width: Int, tells: String) throws -> Browser.Rendering {
        let browser = try #require(Browser.path)
        return try Browser.inFolder { folder in
            try Data(page.utf8).write(to: folder.appendingPathComponent("report.html"))
            let frame = """
                <!DOCTYPE html><title>frame</title><p id="told"></p>
                <iframe id="page" style="border:0;width:\(width)px;height:800px" src="report.html"></iframe>
                <script>page.onload = () => {
                const root = page.contentDocument.documentElement
                told.textContent = "needs " + (\(tells)) + " px" }</script>
                """
            let file = folder.appendingPathComponent("frame.html")
            try Data(frame.utf8).write(to: file)
            return try Browser.render(file, with: browser, in: folder)
        }
    }

    @Test("Chromium renders it without a console message", arguments: Page.allCases)
    func renders(page: Page) throws {
        let browser = try #require(Browser.path)
        let result = try Browser.inFolder { folder in
            let file = folder.appendingPathComponent("report.html")
            try Data(page.nasty.utf8).write(to: file)
            return try Browser.render(file, with: browser, in: folder)
        }
        #expect(result.status == 0)
        #expect(result.log.split(separator: "\n").filter { $0.contains("CONSOLE") } == [])
        #expect(result.document.contains(page.heading) && result.document.contains("</html>"))
        #expect(!result.document.lowercased().contains("<script"))
    }

    @Test(
        "On a phone nothing has to be scrolled sideways but wide tables in their own frames", arguments: Page.allCases)
    func phone(page: Page) throws {
        let result = try Self.framed(page.plain, width: 390, tells: "root.scrollWidth")
        #expect(result.status == 0)
        #expect(
            result.document.contains("needs 390 px") || result.document.contains("needs 375 px"),
            "\(result.document.prefix(400))")
    }

    @Test("At 1280 pixels the classes of a migration fit their frame, whatever came of the events")
    func classes() throws {
        let frames = "[...root.querySelectorAll('.scroll')].filter(f => f.querySelector('.dense'))"
        let result = try Self.framed(
            Page.migration.plain, width: 1_280,
            tells: "\(frames).length + ' frames, ' + Math.max(...\(frames).map(f => f.scrollWidth - f.clientWidth))")
        #expect(result.status == 0)
        #expect(
            result.document.contains("needs 1 frames, 0 px"), "\(result.document.prefix(400))")
    }

    @Test("At 1280 pixels a chart of eight kinds of events makes room for its numbers once they are opened")
    func numbers() throws {
        // The sample has few kinds: the last column stands for the others.
        let result = try Self.framed(
            Page.migration.plain, width: 1_280,
            tells: """
                (() => {
                const fold = [...root.querySelectorAll('.grid .numbers')].find(f => f.querySelector('caption').textContent.startsWith('Lag'))
                fold.open = true
                for (const row of fold.querySelectorAll('tr')) {
                    while (row.children.length < 9) { row.append(row.lastElementChild.cloneNode(true)) }
                }
                const frame = fold.querySelector('.scroll')
                return fold.querySelectorAll('thead th').length + ' columns, ' + (frame.scrollWidth - frame.clientWidth)
                })()
                """)
        #expect(result.status == 0)
        #expect(result.document.contains("needs 9 columns, 0 px"), "\(result.document.prefix(400))")
    }
}
