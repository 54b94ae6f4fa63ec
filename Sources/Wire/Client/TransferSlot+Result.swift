internal import CCurl
internal import HTTPTypes

/// What is read from the handle once a transfer is over.
extension TransferSlot {
    /// The finished transfer.
    func transfer(_ code: CURLcode, names: inout FieldNames) -> Transfer {
        var transfer = facts()
        transfer.result = result(code, transfer, names: &names)
        return transfer
    }

    /// Whether the handle remembers an error of the system's. libcurl never clears it, so that the next failure over this handle
    /// would be taken for that one; such a handle is used no more.
    var isTainted: Bool { number(CURLINFO_OS_ERRNO) != 0 }

    /// The transfer that was taken back.
    func cancelled() -> Transfer {
        var transfer = facts()
        transfer.result = .failure(failure(.cancelled, "taken back by the caller"))
        return transfer
    }

    /// Where the answer redirects to, if it does.
    func redirection(names: inout FieldNames) -> Redirection? {
        guard [301, 302, 303, 307, 308].contains(head.status), let location = head.first(.location, names: &names)
        else { return nil }
        return Redirection(location, from: lane.endpoint, target: target)
    }

    private func facts() -> Transfer {
        timings.sent = sent
        timings.total = time(CURLINFO_TOTAL_TIME_T)
        timings.firstByte = time(CURLINFO_STARTTRANSFER_TIME_T)
        let connections = number(CURLINFO_NUM_CONNECTS)
        // On a connection that was there already libcurl gives these as the moment it was chosen.
        if connections > 0 {
            timings.nameLookup = time(CURLINFO_NAMELOOKUP_TIME_T)
            timings.connect = time(CURLINFO_CONNECT_TIME_T)
            timings.tls = time(CURLINFO_APPCONNECT_TIME_T)
        }
        let pending = TransferFailure(kind: .other, place: "", words: "")
        var transfer = Transfer(token: token, endpoint: lane.id, result: .failure(pending), timings: timings)
        transfer.bytesUp = number(CURLINFO_REQUEST_SIZE) + uploaded
        transfer.bytesDown = number(CURLINFO_HEADER_SIZE) + offset(CURLINFO_SIZE_DOWNLOAD_T)
        transfer.reused = connections == 0 && sent != 0
        transfer.version =
            switch number(CURLINFO_HTTP_VERSION) {
            case CURL_HTTP_VERSION_1_0: .http10
            case CURL_HTTP_VERSION_1_1: .http11
            case CURL_HTTP_VERSION_2_0: .http2
            default: .none
            }
        var address: UnsafePointer<CChar>?
        rehearse_getinfo_string(easy, CURLINFO_PRIMARY_IP, &address)
        if let address { transfer.address = String(cString: address) }
        transfer.redirects = redirects
        transfer.foundNoPlace = foundNoPlace
        return transfer
    }

    private func result(_ code: CURLcode, _ transfer: Transfer, names: inout FieldNames) -> Result<
        WireResponse, TransferFailure
    > {
        guard code == CURLE_OK else { return .failure(reading(code, transfer)) }
        guard head.isComplete, (100...999).contains(head.status) else {
            return .failure(failure(.badHTTP, "an answer without a complete head"))
        }
        // Only a proxy answers with this; where there is none it is an answer like any other.
        if head.status == 407, lane.endpoint.isForwarded {
            return .failure(failure(.proxy, "it answered with status 407: it wants to know who we are"))
        }
        switch redirection(names: &names) {
        case .elsewhere(let target)?:
            return .failure(failure(.redirectRefused, "status \(head.status) leads to \(target), another origin"))
        case .within?:
            if case .followed(let most) = lane.endpoint.redirects, redirects >= most, method == .get || method == .head
            {
                return .failure(failure(.redirectRefused, "more than \(most) redirects, one after the other"))
            }
        case nil: break
        }
        let fields = head.fields(decoded: lane.endpoint.compression, names: &names)
        let response = WireResponse(head.status, fields: fields, body: body)
        body = []
        return .success(response)
    }

    private func reading(_ code: CURLcode, _ transfer: Transfer) -> TransferFailure {
        switch verdict {
        case .tooLarge?:
            return failure(.tooLarge, "the body is longer than \(limits.responseBytes) bytes", code)
        case .headTooLarge?:
            return failure(.tooLarge, "the head is longer than \(ResponseHead.largest) bytes", code)
        case .resend?:
            return failure(.closed, "the kept-alive connection was closed while the request was under way", code)
        case .connected?:
            return failure(.cancelled, "connected; nothing was to be sent", code)
        case nil: break
        }
        var progress = FailureReading.Progress()
        progress.named = time(CURLINFO_NAMELOOKUP_TIME_T) > 0
        progress.shaking = beganTLS
        progress.ready = sent != 0
        progress.unsent = uploaded < uploadCount
        progress.answered = head.status != 0 || !body.isEmpty
        let words = errorWords
        let systemError = openError != 0 ? openError : Int32(truncatingIfNeeded: number(CURLINFO_OS_ERRNO))
        let reading = FailureReading(
            code: code.rawValue, words: words, systemError: systemError, progress: progress,
            hasProxy: lane.endpoint.proxy != nil)
        var failure = failure(reading.kind, words.isEmpty ? String(cString: curl_easy_strerror(code)) : words, code)
        failure.systemError = reading.systemError
        return failure
    }

    private func failure(_ kind: TransferFailure.Kind, _ words: String, _ code: CURLcode = CURLE_OK) -> TransferFailure
    {
        TransferFailure(
            kind: kind, place: "\(method) \(lane.endpoint.whereabouts)", words: words, code: Int32(code.rawValue),
            status: head.status == 0 ? nil : head.status)
    }

    private var uploaded: Int { uploadCount == 0 ? 0 : offset(CURLINFO_SIZE_UPLOAD_T) }

    private func time(_ info: CURLINFO) -> Int64 { Int64(offset(info)) * 1_000 }

    private func offset(_ info: CURLINFO) -> Int {
        var value: curl_off_t = 0
        rehearse_getinfo_offset(easy, info, &value)
        return Int(value)
    }

    private func number(_ info: CURLINFO) -> Int {
        var value = 0
        rehearse_getinfo_long(easy, info, &value)
        return value
    }
}
