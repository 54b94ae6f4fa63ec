internal import ArgumentParser
internal import Scenario

/// Hosts named on the command line.
enum HostArgument {
    /// Refuses what can never be the host of a URL, such as a whole URL: it would allow nothing.
    static func check(_ hosts: [String]) throws {
        for host in hosts where !WebAddress.isHost(host) {
            throw ValidationError(
                "--allow-target: expected a host such as odoo.example.com, without scheme, port and path, found \"\(host)\""
            )
        }
    }
}
