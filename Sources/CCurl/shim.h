// libcurl for Swift: its variadic calls under names with types, and the parts of Linux that its event loop needs.
#pragma once

#include <curl/curl.h>
#include <errno.h>
#include <poll.h>
#include <stdint.h>
#include <sys/epoll.h>
#include <sys/eventfd.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <sys/timerfd.h>
#include <time.h>
#include <unistd.h>

// One wrapper for each kind of argument. The names say the kind; libcurl checks the option against it.

static inline CURLcode rehearse_setopt_long(CURL *handle, CURLoption option, long value) {
    return curl_easy_setopt(handle, option, value);
}

static inline CURLcode rehearse_setopt_offset(CURL *handle, CURLoption option, curl_off_t value) {
    return curl_easy_setopt(handle, option, value);
}

static inline CURLcode rehearse_setopt_string(CURL *handle, CURLoption option, const char *value) {
    return curl_easy_setopt(handle, option, value);
}

static inline CURLcode rehearse_setopt_pointer(CURL *handle, CURLoption option, void *value) {
    return curl_easy_setopt(handle, option, value);
}

static inline CURLcode rehearse_setopt_list(CURL *handle, CURLoption option, struct curl_slist *value) {
    return curl_easy_setopt(handle, option, value);
}

typedef size_t (*rehearse_data_callback)(char *, size_t, size_t, void *);

static inline CURLcode rehearse_setopt_data(CURL *handle, CURLoption option, rehearse_data_callback value) {
    return curl_easy_setopt(handle, option, value);
}

static inline CURLcode rehearse_setopt_opensocket(CURL *handle, curl_opensocket_callback value) {
    return curl_easy_setopt(handle, CURLOPT_OPENSOCKETFUNCTION, value);
}

static inline CURLcode rehearse_setopt_closesocket(CURL *handle, curl_closesocket_callback value) {
    return curl_easy_setopt(handle, CURLOPT_CLOSESOCKETFUNCTION, value);
}

static inline CURLcode rehearse_setopt_prereq(CURL *handle, curl_prereq_callback value) {
    return curl_easy_setopt(handle, CURLOPT_PREREQFUNCTION, value);
}

static inline CURLcode rehearse_setopt_tls(CURL *handle, curl_ssl_ctx_callback value) {
    return curl_easy_setopt(handle, CURLOPT_SSL_CTX_FUNCTION, value);
}

// libcurl keeps its own copy of the bytes.
static inline CURLcode rehearse_setopt_blob(CURL *handle, CURLoption option, const void *bytes, size_t count) {
    struct curl_blob blob = {(void *)bytes, count, CURL_BLOB_COPY};
    return curl_easy_setopt(handle, option, &blob);
}

static inline CURLcode rehearse_getinfo_long(CURL *handle, CURLINFO info, long *value) {
    return curl_easy_getinfo(handle, info, value);
}

static inline CURLcode rehearse_getinfo_offset(CURL *handle, CURLINFO info, curl_off_t *value) {
    return curl_easy_getinfo(handle, info, value);
}

static inline CURLcode rehearse_getinfo_string(CURL *handle, CURLINFO info, const char **value) {
    return curl_easy_getinfo(handle, info, value);
}

static inline CURLcode rehearse_getinfo_pointer(CURL *handle, CURLINFO info, void **value) {
    return curl_easy_getinfo(handle, info, value);
}

static inline CURLMcode rehearse_multi_setopt_long(CURLM *multi, CURLMoption option, long value) {
    return curl_multi_setopt(multi, option, value);
}

static inline CURLMcode rehearse_multi_setopt_pointer(CURLM *multi, CURLMoption option, void *value) {
    return curl_multi_setopt(multi, option, value);
}

static inline CURLMcode rehearse_multi_setopt_socket(CURLM *multi, curl_socket_callback value) {
    return curl_multi_setopt(multi, CURLMOPT_SOCKETFUNCTION, value);
}

static inline CURLMcode rehearse_multi_setopt_timer(CURLM *multi, curl_multi_timer_callback value) {
    return curl_multi_setopt(multi, CURLMOPT_TIMERFUNCTION, value);
}

// The version that the program runs with, 0x074700 for 7.71.0.
static inline unsigned int rehearse_curl_version(void) { return curl_version_info(CURLVERSION_NOW)->version_num; }

// Nanoseconds of the monotonic clock.
static inline int64_t rehearse_monotonic(void) {
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);
    return (int64_t)now.tv_sec * 1000000000 + now.tv_nsec;
}

// How late the kernel may end waits of the calling thread.
static inline void rehearse_set_timer_slack(unsigned long nanoseconds) { prctl(PR_SET_TIMERSLACK, nanoseconds, 0, 0, 0); }

// epoll_wait to the nanosecond. Kernels before 5.11 have no epoll_pwait2; there ppoll waits on the epoll descriptor instead.
static inline int rehearse_epoll_wait(int epoll, struct epoll_event *events, int capacity, int64_t nanoseconds) {
    if (nanoseconds <= 0) return epoll_wait(epoll, events, capacity, 0);
    struct timespec timeout = {nanoseconds / 1000000000, nanoseconds % 1000000000};
#ifdef SYS_epoll_pwait2
    int count = (int)syscall(SYS_epoll_pwait2, epoll, events, capacity, &timeout, NULL, 0);
    if (count >= 0 || errno != ENOSYS) return count;
#endif
    struct pollfd ready = {epoll, POLLIN, 0};
    if (ppoll(&ready, 1, &timeout, NULL) < 0) return -1;
    return epoll_wait(epoll, events, capacity, 0);
}

// The calling thread, and those it starts from then on, run on one processor only; its earlier processors are handed out. Zero or
// an error number.
static inline int rehearse_pin(int processor, unsigned long before[16]) {
    unsigned long mask[16] = {0};
    if (processor < 0 || processor >= (int)(sizeof mask * 8)) return EINVAL;
    mask[processor / (8 * sizeof *mask)] = 1UL << (processor % (8 * sizeof *mask));
    if (syscall(SYS_sched_getaffinity, 0, sizeof mask, before) < 0) return errno;
    return syscall(SYS_sched_setaffinity, 0, sizeof mask, mask) < 0 ? errno : 0;
}

// The processors that rehearse_pin handed out.
static inline void rehearse_unpin(const unsigned long before[16]) {
    syscall(SYS_sched_setaffinity, 0, 16 * sizeof *before, before);
}

// No core dump of this process from now on, whatever the limits and the pattern of the machine say.
static inline int rehearse_no_core_dumps(void) {
    return prctl(PR_SET_DUMPABLE, 0, 0, 0, 0);
}
