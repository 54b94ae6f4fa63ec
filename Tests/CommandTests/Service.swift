import Foundation
import Glibc
import Testing

#if canImport(FoundationNetworking)
    import FoundationNetworking
#endif

/// `rehearse serve` in a process of its own, ready to be asked.
struct Service {
    let process: Process
    /// Where the first system listens.
    let url: String
    /// Where the admin endpoint listens.
    let admin: String

    /// Starts it and waits until it says that it is ready.
    init(_ scenario: String, in folder: URL, environment: [String: String] = [:], seconds: Int = 90) throws {
        let (process, output, errors) = try Program.debug.start(
            ["serve", scenario, "--admin-port", "0", "--for", "\(seconds)"], in: folder, environment: environment)
        self.process = process
        let end = ContinuousClock.now + .seconds(30)
        var text = ""
        while !text.contains("Ready."), process.isRunning, ContinuousClock.now < end {
            Thread.sleep(forTimeInterval: 0.02)
            text = try String(contentsOf: output, encoding: .utf8)
        }
        let complaints = try String(contentsOf: errors, encoding: .utf8)
        let urls = text.split(whereSeparator: \.isWhitespace).filter { $0.hasPrefix("http://") }.map(String.init)
        guard text.contains("Ready."), urls.count >= 2 else {
            process.terminate()
            process.waitUntilExit()
            throw Failure(description: "it does not serve: \(text)\(complaints)")
        }
        (url, admin) = (urls[0], urls[urls.count - 1])
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
