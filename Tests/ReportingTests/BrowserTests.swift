import Foundation
import Kernel
import Testing

@testable import Reporting

/// A Chromium on this machine, if there is one.
enum Browser {
    static let path: String? = ["chromium", "chromium-browser", "google-chrome", "google-chrome-stable"].lazy
        .flatMap { name in ["/usr/bin/", "/usr/local/bin/", "/snap/bin/"].map { $0 + name } }
        .first { FileManager.default.isExecutableFile(atPath: $0) }
}

@Suite("The page in a browser")
struct BrowserTests {
    @Test(
        "Chromium renders it without a console message",
        .enabled(if: Browser.path != nil, "no Chromium on this machine: the page was not rendered"),
        .timeLimit(.minutes(2)))
    func renders() throws {
        let browser = try #require(Browser.path)
        let folder = FileManager.default.temporaryDirectory.appendingPathComponent("rehearse-page-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: folder) }
        let file = folder.appendingPathComponent("report.html")
        let log = folder.appendingPathComponent("log.txt")
        let dom = folder.appendingPathComponent("dom.html")
        for url in [log, dom] { try Data().write(to: url) }
        try HTMLReport.text(.sample(PeakDay.nasty), PeakDay.nastyRecording).write(
            to: file, atomically: true, encoding: .utf8)
        let process = Process()
        process.executableURL = URL(fileURLWithPath: browser)
        process.arguments = [
            "--headless", "--no-sandbox", "--disable-gpu", "--enable-logging=stderr", "--v=0", "--no-first-run",
            "--disable-extensions", "--disable-background-networking", "--disable-component-update", "--disable-sync",
            "--user-data-dir=\(folder.path)/profile", "--virtual-time-budget=2000", "--dump-dom", file.absoluteString,
        ]
        process.standardError = try FileHandle(forWritingTo: log)
        process.standardOutput = try FileHandle(forWritingTo: dom)
        try process.run()
        process.waitUntilExit()
        #expect(process.terminationStatus == 0)
        let messages = String(decoding: try Data(contentsOf: log), as: UTF8.self).split(separator: "\n")
        #expect(messages.filter { $0.contains("CONSOLE") }.isEmpty)
        let rendered = String(decoding: try Data(contentsOf: dom), as: UTF8.self)
        #expect(rendered.contains("Four questions") && rendered.contains("</html>"))
        #expect(!rendered.lowercased().contains("<script"))
    }
}
