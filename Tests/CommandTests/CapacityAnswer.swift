import Foundation
import Testing

/// What `capacity.json` says.
struct CapacityAnswer {
    let json: [String: Any]
    let bytes: Data

    init(_ folder: URL) throws {
        bytes = try Data(contentsOf: folder.appending(path: "capacity.json"))
        json = try #require(try JSONSerialization.jsonObject(with: bytes) as? [String: Any])
    }

    func steady(_ name: String) throws -> Double {
        let load = try #require(json["steady_load"] as? [String: Any])
        return try #require(load[name] as? NSNumber).doubleValue
    }

    func interval() throws -> [Double] {
        let load = try #require(json["steady_load"] as? [String: Any])
        return try #require(load["interval_95"] as? [NSNumber]).map(\.doubleValue)
    }

    var constraints: [String] {
        (json["constraints"] as? [[String: Any]] ?? []).compactMap { $0["resource"] as? String }
    }
}
