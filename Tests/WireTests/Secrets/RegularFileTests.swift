import Foundation
import Kernel
import Testing

@testable import Wire

/// Files that a scenario names.
@Suite("Regular files")
struct RegularFileTests {
    private func reading(_ path: String, atMost most: Int = 10) -> String {
        do throws(RegularFile.Unreadable) {
            return String(decoding: try RegularFile.bytes(of: path, atMost: most), as: UTF8.self)
        } catch {
            return "unreadable: \(error)"
        }
    }

    @Test("What cannot be read is told in a few words; a pipe that nobody writes to keeps nobody waiting")
    func told() throws {
        let folder = FileManager.default.temporaryDirectory.appending(path: "rehearse-files-\(UUID())")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: folder) }
        let file = folder.appending(path: "key").path
        try Data("0123456789".utf8).write(to: URL(fileURLWithPath: file))
        let pipe = folder.appending(path: "pipe").path
        #expect(mkfifo(pipe, 0o600) == 0)
        #expect(reading(file) == "0123456789")
        #expect(reading(file, atMost: 9) == "unreadable: 10 bytes, expected at most 9")
        #expect(reading(folder.appending(path: "none").path) == "unreadable: No such file or directory")
        #expect(reading(folder.path) == "unreadable: not a regular file")
        #expect(reading(pipe) == "unreadable: not a regular file")
    }

    @Test("A run whose secret cannot be read says where, which and why, in one line")
    func run() {
        var landscape = WireLandscape(.real, orders: 1, over: .second)
        landscape.endpoint.url = "http://127.0.0.1:9"
        landscape.endpoint.auth = .bearer(CredentialReference(.file("/nowhere/key")))
        #expect(
            landscape.trouble()
                == "systems.warehouse.auth: ${file:/nowhere/key}: /nowhere/key cannot be read: No such file or directory; check the path and who may read it"
        )
    }
}
