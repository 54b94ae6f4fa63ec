internal import CCurl
internal import Glibc
internal import HTTPTypes
internal import Kernel

/// One easy handle of libcurl with the memory that its transfers need, used for one transfer after the other.
///
/// Options are set only where they differ from the transfer before: each costs a call, and most never change.
final class TransferSlot {
    /// libcurl's handle.
    let easy: UnsafeMutableRawPointer
    /// Whose slot it is.
    unowned let lane: Lane
    private let words = UnsafeMutablePointer<CChar>.allocate(capacity: Int(CURL_ERROR_SIZE))
    private let lines = HeaderLines()
    private var upload = UnsafeMutablePointer<UInt8>.allocate(capacity: 512)
    private var uploadCapacity = 512

    /// Its place among the lane's slots.
    var place = 0

    // The transfer under way.
    var isActive = false
    var token: UInt64 = 0
    var timings = TransferTimings()
    var limits = TransferLimits()
    var method = HTTPRequest.Method.get
    /// Path and query with the base path.
    var target = ""
    var uploadCount = 0
    var redirects = 0
    var foundNoPlace = false
    // What its callbacks learnt.
    var head = ResponseHead()
    var body: [UInt8] = []
    var sent: Int64 = 0
    /// Whether TLS has begun.
    private(set) var beganTLS = false
    /// Why the system gave us no socket; libcurl does not keep that.
    private(set) var openError: Int32 = 0
    /// Why a callback ended it.
    var verdict: Verdict?
    private var sendings = 0

    /// Why a callback ended a transfer.
    enum Verdict { case tooLarge, headTooLarge, resend, connected }

    // What the handle's options say now.
    private var setTarget = ""
    private var setShape = Shape.get
    private var setMethod = HTTPRequest.Method.get
    private var setList: UnsafeMutablePointer<curl_slist>?
    private var setTotal = 0
    private var setConnect = 0
    private var setLargest = 0
    private var setUpload: (UnsafeMutablePointer<UInt8>, Int)?

    private enum Shape { case get, head, body }

    init?(lane: Lane) {
        guard let easy = curl_easy_init() else { return nil }
        self.easy = easy
        self.lane = lane
        words[0] = 0
        rehearse_setopt_pointer(easy, CURLOPT_ERRORBUFFER, words)
        let own = Unmanaged.passUnretained(self).toOpaque()
        rehearse_setopt_pointer(easy, CURLOPT_PRIVATE, own)
        rehearse_setopt_pointer(easy, CURLOPT_WRITEDATA, own)
        rehearse_setopt_pointer(easy, CURLOPT_HEADERDATA, own)
        rehearse_setopt_data(easy, CURLOPT_WRITEFUNCTION) { bytes, size, count, slot in
            guard let bytes, let slot else { return 0 }
            return Unmanaged<TransferSlot>.fromOpaque(slot).takeUnretainedValue().received(bytes, size * count)
        }
        rehearse_setopt_data(easy, CURLOPT_HEADERFUNCTION) { bytes, size, count, slot in
            guard let bytes, let slot else { return 0 }
            return Unmanaged<TransferSlot>.fromOpaque(slot).takeUnretainedValue().receivedLine(bytes, size * count)
        }
        rehearse_setopt_pointer(easy, CURLOPT_PREREQDATA, own)
        rehearse_setopt_prereq(easy) { slot, _, _, _, _ in
            guard let slot else { return Int32(CURL_PREREQFUNC_ABORT) }
            return Unmanaged<TransferSlot>.fromOpaque(slot).takeUnretainedValue().sending()
        }
        // Called when TLS begins, the connection being there: libcurl's times do not tell that. Other libraries for TLS than
        // OpenSSL may not know it.
        rehearse_setopt_pointer(easy, CURLOPT_SSL_CTX_DATA, own)
        rehearse_setopt_tls(easy) { _, _, slot in
            guard let slot else { return CURLE_OK }
            Unmanaged<TransferSlot>.fromOpaque(slot).takeUnretainedValue().beganTLS = true
            return CURLE_OK
        }
        rehearse_setopt_pointer(easy, CURLOPT_OPENSOCKETDATA, own)
        rehearse_setopt_opensocket(easy) { slot, _, address in
            guard let slot, let address else { return CURL_SOCKET_BAD }
            return Unmanaged<TransferSlot>.fromOpaque(slot).takeUnretainedValue().openSocket(address)
        }
    }

    deinit {
        curl_easy_cleanup(easy)
        words.deallocate()
        upload.deallocate()
    }

    /// Sets the handle up for a request.
    func prepare(_ request: WireRequest, target: String) {
        head.reset()
        body = []
        sent = 0
        sendings = 0
        beganTLS = false
        openError = 0
        verdict = nil
        redirects = 0
        words[0] = 0
        method = request.method
        uploadCount = request.body.count
        let shape: Shape
        if !request.body.isEmpty || [.post, .put, .patch].contains(method) {
            shape = .body
        } else {
            shape = method == .head ? .head : .get
        }
        aim(target)
        shapeAs(shape)
        if shape == .body { load(request.body) }
        lines.write(request.fields, hasBody: shape == .body, isLarge: request.body.count > 1 << 20)
        let list = lines.list
        if list != setList {
            rehearse_setopt_list(easy, CURLOPT_HTTPHEADER, list)
            setList = list
        }
    }

    /// Sets up the next request of a followed redirect.
    func follow(_ target: String) {
        head.reset()
        body = []
        sendings = 0
        redirects += 1
        words[0] = 0
        aim(target)
    }

    private func aim(_ target: String) {
        self.target = target
        guard target != setTarget else { return }
        setTarget = target
        rehearse_setopt_string(easy, CURLOPT_REQUEST_TARGET, lane.endpoint.requestTarget(target))
    }

    private func shapeAs(_ shape: Shape) {
        guard shape != setShape || method != setMethod else { return }
        if shape != setShape {
            if setShape == .head { rehearse_setopt_long(easy, CURLOPT_NOBODY, 0) }
            switch shape {
            case .get: rehearse_setopt_long(easy, CURLOPT_HTTPGET, 1)
            case .head: rehearse_setopt_long(easy, CURLOPT_NOBODY, 1)
            case .body: rehearse_setopt_long(easy, CURLOPT_POST, 1)
            }
        }
        let standard: HTTPRequest.Method =
            switch shape {
            case .get: .get
            case .head: .head
            case .body: .post
            }
        rehearse_setopt_string(easy, CURLOPT_CUSTOMREQUEST, method == standard ? nil : method.rawValue)
        setShape = shape
        setMethod = method
    }

    private func load(_ bytes: [UInt8]) {
        if bytes.count > uploadCapacity {
            upload.deallocate()
            uploadCapacity = bytes.count + bytes.count / 2
            upload = .allocate(capacity: uploadCapacity)
        }
        bytes.withUnsafeBufferPointer { bytes in
            guard let base = bytes.baseAddress else { return }
            upload.update(from: base, count: bytes.count)
        }
        guard setUpload?.0 != upload || setUpload?.1 != bytes.count else { return }
        setUpload = (upload, bytes.count)
        rehearse_setopt_offset(easy, CURLOPT_POSTFIELDSIZE_LARGE, curl_off_t(bytes.count))
        rehearse_setopt_pointer(easy, CURLOPT_POSTFIELDS, upload)
    }

    /// Sets what is left of the time limits.
    func bound(_ now: Int64) {
        let waited = now - timings.accepted
        let left = max(1, limits.total > waited ? milliseconds(limits.total - waited) : 1)
        if left != setTotal {
            rehearse_setopt_long(easy, CURLOPT_TIMEOUT_MS, left)
            setTotal = left
        }
        let connect = max(1, milliseconds(limits.connect))
        if connect != setConnect {
            rehearse_setopt_long(easy, CURLOPT_CONNECTTIMEOUT_MS, connect)
            setConnect = connect
        }
        // An answer to HEAD names a length that never comes.
        let largest = method == .head ? 0 : max(1, limits.responseBytes)
        if largest != setLargest {
            rehearse_setopt_offset(easy, CURLOPT_MAXFILESIZE_LARGE, curl_off_t(largest))
            setLargest = largest
        }
    }

    /// Rounded up, so that no limit is cut short; a day at most.
    private func milliseconds(_ span: Int64) -> Int { Int((min(span, .day) + 999_999) / 1_000_000) }

    /// What libcurl wrote of the failure.
    var errorWords: String { String(cString: words) }

    // MARK: Callbacks, which call nothing of libcurl's.

    private func received(_ bytes: UnsafeMutablePointer<CChar>, _ count: Int) -> Int {
        guard count <= limits.responseBytes - body.count else {
            verdict = .tooLarge
            return 0
        }
        bytes.withMemoryRebound(to: UInt8.self, capacity: count) {
            body.append(contentsOf: UnsafeBufferPointer(start: $0, count: count))
        }
        return count
    }

    private func receivedLine(_ bytes: UnsafeMutablePointer<CChar>, _ count: Int) -> Int {
        let fits = bytes.withMemoryRebound(to: UInt8.self, capacity: count) {
            head.take(UnsafeBufferPointer(start: $0, count: count))
        }
        if !fits { verdict = .headTooLarge }
        return fits ? count : 0
    }

    private func sending() -> Int32 {
        sendings += 1
        guard sendings == 1 || lane.endpoint.resends else {
            verdict = .resend
            return Int32(CURL_PREREQFUNC_ABORT)
        }
        if limits.connectsOnly {
            verdict = .connected
            return Int32(CURL_PREREQFUNC_ABORT)
        }
        sent = MonotonicClock.now
        return Int32(CURL_PREREQFUNC_OK)
    }

    private func openSocket(_ address: UnsafeMutablePointer<curl_sockaddr>) -> curl_socket_t {
        guard sendings == 0 || lane.endpoint.resends else {
            verdict = .resend
            return CURL_SOCKET_BAD
        }
        let type = address.pointee.socktype | Int32(SOCK_CLOEXEC.rawValue)
        let socket = socket(address.pointee.family, type, address.pointee.protocol)
        guard socket >= 0 else {
            openError = errno
            return CURL_SOCKET_BAD
        }
        lane.opened(socket)
        return socket
    }
}
