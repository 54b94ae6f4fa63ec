internal import Kernel

/// A request that the client has taken and not yet handed to libcurl.
struct WaitingRequest {
    var token: UInt64
    var request: WireRequest
    var limits: TransferLimits
    var accepted: Int64
    /// Whether all places were taken when it came.
    var foundNoPlace = false

    /// When its time is up.
    var deadline: Int64 { accepted.addingReportingOverflow(limits.total).overflow ? .never : accepted + limits.total }
}

/// Requests in the order they came, for an endpoint whose places are taken.
struct WaitingLine {
    private var requests: [WaitingRequest?] = []
    private var first = 0
    private(set) var count = 0
    /// No request's time is up before this.
    private(set) var earliest = Int64.never

    mutating func append(_ request: WaitingRequest) {
        requests.append(request)
        count += 1
        earliest = min(earliest, request.deadline)
    }

    /// The one that waited longest, taken out.
    mutating func next() -> WaitingRequest? {
        while first < requests.count {
            let request = requests[first]
            requests[first] = nil
            first += 1
            // Half of it lies behind us: give that back.
            if first > 1_024, first * 2 > requests.count {
                requests.removeFirst(first)
                first = 0
            }
            guard let request else { continue }
            count -= 1
            if count == 0 { self = WaitingLine() }
            return request
        }
        return nil
    }

    /// Takes one out by its token.
    mutating func remove(_ token: UInt64) -> WaitingRequest? {
        guard let place = requests.indices.first(where: { requests[$0]?.token == token }) else { return nil }
        let request = requests[place]
        requests[place] = nil
        count -= 1
        if count == 0 { self = WaitingLine() }
        return request
    }

    /// Takes those out whose time is up.
    mutating func expired(_ now: Int64) -> [WaitingRequest] {
        guard now >= earliest else { return [] }
        var late: [WaitingRequest] = []
        earliest = .never
        for place in first..<requests.count {
            guard let request = requests[place] else { continue }
            if request.deadline <= now {
                late.append(request)
                requests[place] = nil
            } else {
                earliest = min(earliest, request.deadline)
            }
        }
        count -= late.count
        if count == 0 { self = WaitingLine() }
        return late
    }
}
