import CCurl
import Foundation

/// The loop that libcurl's own example `hiperfifo.c` shows: epoll told at each callback, a timerfd for libcurl's timer, one event
/// after the other. It checks nothing and keeps nothing but a count; easy handles are used again, which the example does not do.
/// https://curl.se/libcurl/c/hiperfifo.html
final class BareCurlLoop {
    private let multi: UnsafeMutableRawPointer
    private let epoll = epoll_create1(0)
    private let timer = timerfd_create(CLOCK_MONOTONIC, Int32(TFD_NONBLOCK))
    private var handles: [UnsafeMutableRawPointer] = []
    private var registered: Set<Int32> = []
    private var bytes = 0
    private var answered = 0
    private var toStart = 0

    init(url: String, connections: Int) throws {
        guard curl_global_init(Int(CURL_GLOBAL_DEFAULT)) == CURLE_OK, let multi = curl_multi_init() else {
            throw BenchmarkError("libcurl has no memory")
        }
        self.multi = multi
        let own = Unmanaged.passUnretained(self).toOpaque()
        rehearse_multi_setopt_pointer(multi, CURLMOPT_SOCKETDATA, own)
        rehearse_multi_setopt_socket(multi) { _, socket, what, own, _ in
            guard let own else { return 0 }
            Unmanaged<BareCurlLoop>.fromOpaque(own).takeUnretainedValue().register(socket, what)
            return 0
        }
        rehearse_multi_setopt_pointer(multi, CURLMOPT_TIMERDATA, own)
        rehearse_multi_setopt_timer(multi) { _, milliseconds, own in
            guard let own else { return 0 }
            Unmanaged<BareCurlLoop>.fromOpaque(own).takeUnretainedValue().arm(milliseconds)
            return 0
        }
        for _ in 0..<connections {
            guard let easy = curl_easy_init() else { throw BenchmarkError("libcurl has no memory") }
            rehearse_setopt_string(easy, CURLOPT_URL, url)
            rehearse_setopt_long(easy, CURLOPT_NOSIGNAL, 1)
            rehearse_setopt_pointer(easy, CURLOPT_WRITEDATA, own)
            rehearse_setopt_data(easy, CURLOPT_WRITEFUNCTION) { _, size, count, own in
                guard let own else { return 0 }
                Unmanaged<BareCurlLoop>.fromOpaque(own).takeUnretainedValue().bytes += size * count
                return size * count
            }
            handles.append(easy)
        }
        var event = epoll_event(events: EPOLLIN.rawValue, data: epoll_data_t(fd: timer))
        epoll_ctl(epoll, EPOLL_CTL_ADD, timer, &event)
    }

    deinit {
        for easy in handles {
            curl_multi_remove_handle(multi, easy)
            curl_easy_cleanup(easy)
        }
        curl_multi_cleanup(multi)
        close(timer)
        close(epoll)
    }

    /// Makes so many requests, as many at once as there are handles.
    func run(_ requests: Int) throws {
        answered = 0
        toStart = requests - handles.count
        for easy in handles { curl_multi_add_handle(multi, easy) }
        var running: Int32 = 0
        var events = [epoll_event](repeating: epoll_event(), count: 64)
        while answered < requests {
            let count = epoll_wait(epoll, &events, Int32(events.count), 10_000)
            guard count > 0 else { throw BenchmarkError("the server does not answer") }
            for k in 0..<Int(count) {
                let descriptor = events[k].data.fd
                if descriptor == timer {
                    var expirations: UInt64 = 0
                    _ = read(timer, &expirations, 8)
                    curl_multi_socket_action(multi, CURL_SOCKET_TIMEOUT, 0, &running)
                } else {
                    var flags: Int32 = 0
                    if events[k].events & EPOLLIN.rawValue != 0 { flags |= CURL_CSELECT_IN }
                    if events[k].events & EPOLLOUT.rawValue != 0 { flags |= CURL_CSELECT_OUT }
                    curl_multi_socket_action(multi, descriptor, flags, &running)
                }
                try collect()
            }
        }
    }

    private func collect() throws {
        var left: Int32 = 0
        while let message = curl_multi_info_read(multi, &left) {
            guard let easy = message.pointee.easy_handle else { continue }
            guard message.pointee.data.result == CURLE_OK else {
                throw BenchmarkError(String(cString: curl_easy_strerror(message.pointee.data.result)))
            }
            var status = 0
            rehearse_getinfo_long(easy, CURLINFO_RESPONSE_CODE, &status)
            guard status == 200 else { throw BenchmarkError("status \(status)") }
            curl_multi_remove_handle(multi, easy)
            answered += 1
            if toStart > 0 {
                toStart -= 1
                curl_multi_add_handle(multi, easy)
            }
        }
    }

    private func register(_ socket: Int32, _ what: Int32) {
        guard what != CURL_POLL_REMOVE else {
            registered.remove(socket)
            epoll_ctl(epoll, EPOLL_CTL_DEL, socket, nil)
            return
        }
        var flags: UInt32 = 0
        if what & CURL_POLL_IN != 0 { flags |= EPOLLIN.rawValue }
        if what & CURL_POLL_OUT != 0 { flags |= EPOLLOUT.rawValue }
        var event = epoll_event(events: flags, data: epoll_data_t(fd: socket))
        epoll_ctl(epoll, registered.insert(socket).inserted ? EPOLL_CTL_ADD : EPOLL_CTL_MOD, socket, &event)
    }

    private func arm(_ milliseconds: Int) {
        var time = itimerspec()
        if milliseconds > 0 {
            time.it_value = timespec(tv_sec: milliseconds / 1_000, tv_nsec: milliseconds % 1_000 * 1_000_000)
        } else if milliseconds == 0 {
            // At once; a time of 0 would disarm it.
            time.it_value.tv_nsec = 1
        }
        timerfd_settime(timer, 0, &time, nil)
    }
}
