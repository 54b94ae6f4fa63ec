import Foundation
import Glibc
import Testing

#if canImport(FoundationNetworking)
    import FoundationNetworking
#endif

/// `rehearse serve` in a process of its own, ready to be asked.
struct Service {
    let process: Process
    /// Where each system listens.
    let urls: [String: String]
    /// Where the only system listens, or one of several.
    var url: String { urls.values.first ?? "" }
    /// Where the admin endpoint listens.
    let admin: String

    /// Starts it and waits until it says that it is ready.
    init(
        _ scenario: String, in folder: URL, environment: [String: String] = [:], seconds: Int = 90,
        options: [String] = []
    ) throws {
        let (process, output, errors) = try Program.debug.start(
            ["serve", scenario, "--admin-port", "0", "--for", "\(seconds)"] + options, in: folder,
            environment: environment)
        self.process = process
        let end = ContinuousClock.now + .seconds(30)
        var text = ""
        while !text.contains("Ready."), process.isRunning, ContinuousClock.now < end {
            Thread.sleep(forTimeInterval: 0.02)
            text = try String(contentsOf: output, encoding: .utf8)
        }
        let complaints = try String(contentsOf: errors, encoding: .utf8)
        // "system   URL   protocol", then "The admin endpoint is URL".
        var urls: [String: String] = [:]
        var admin: String?
        for line in text.split(separator: "\n") {
            let words = line.split(separator: " ").map(String.init)
            guard let place = words.firstIndex(where: { $0.hasPrefix("http://") }) else { continue }
            if line.hasPrefix("The admin endpoint") {
                admin = words[place]
            } else {
                urls[words[..<place].joined(separator: " ")] = words[place]
            }
        }
        guard text.contains("Ready."), !urls.isEmpty, let admin else {
            process.terminate()
            process.waitUntilExit()
            throw Failure(description: "it does not serve: \(text)\(complaints)")
        }
        (self.urls, self.admin) = (urls, admin)
    }

    struct Failure: Error, CustomStringConvertible {
        let description: String
    }

    /// Ends it.
    func stop() {
        process.terminate()
        process.waitUntilExit()
    }

    /// Asks it something, and waits for the status.
    static func status(of request: URLRequest) throws -> Int {
        let (status, _) = try answer(to: request)
        return status
    }

    /// Asks it something, and waits for the answer.
    static func answer(to request: URLRequest) throws -> (status: Int, body: Data) {
        let done = DispatchSemaphore(value: 0)
        let box = AnswerBox()
        var request = request
        request.timeoutInterval = 20
        URLSession.shared.dataTask(with: request) { data, response, error in
            box.put((response as? HTTPURLResponse)?.statusCode ?? 0, data ?? Data())
            done.signal()
        }.resume()
        done.wait()
        return box.content
    }
}
