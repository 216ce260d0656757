// Hosts: the callbacks of the program outside.
#include <itr/itr.h>

#include <fmt/format.h>

#include <algorithm>
#include <utility>

#include "capi/codes.hpp"
#include "capi/objects.hpp"
#include "capi/policies.hpp"

namespace itr::capi {

/// The table of a log sink, released with it.
class LogSink {
  public:
    explicit LogSink(const itr_log_sink& table) : table_(table) {}
    LogSink(const LogSink&) = delete;
    LogSink& operator=(const LogSink&) = delete;
    ~LogSink() { release(table_); }
    /// A log that throws changes nothing.
    void log(const LogRecord& r) const noexcept {
        contain([&] {
            table_.log(table_.user_data, static_cast<std::int32_t>(r.level), r.event.data(), r.event.size(),
                       r.message.data(), r.message.size());
        });
    }

  private:
    itr_log_sink table_;
};

void LogPlace::log(const LogRecord& record) {
    std::shared_ptr<const LogSink> to;
    {
        const std::lock_guard lock(mutex);
        to = sink;
    }
    if (to) to->log(record);
}

policy::Policies policies_of(itr_host host) {
    if (host == 0) return {};
    const auto found = held<Host>(host);
    const std::lock_guard lock(found->mutex);
    return found->policies;
}

std::function<void(const LogRecord&)> log_of(itr_host host) {
    if (host == 0) return {};
    const auto found = held<Host>(host);
    const std::lock_guard lock(found->log->mutex);
    if (!found->log->sink) return {};
    return [sink = found->log->sink](const LogRecord& record) { sink->log(record); };
}

namespace {

/// Refuses a table that is NULL, of another layout, or without its function. Of one that is shorter than it
/// should be nothing but its size is read.
template <typename Table, typename Function>
void check_table(const Table* table, Function Table::*function) {
    if (table == nullptr) refuse(ITR_MISUSE, capi_null, "expected a table of callbacks, but found NULL");
    if (table->struct_size != sizeof(Table))
        refuse(ITR_MISUSE, capi_struct_size,
               fmt::format("expected struct_size to be {}, but found {}", sizeof(Table), table->struct_size));
    if (table->*function == nullptr)
        refuse(ITR_MISUSE, capi_null, "expected a function in the table, but found NULL");
}

template <typename Policy>
using Named = std::vector<std::pair<std::string, std::shared_ptr<const Policy>>>;

/// Puts a policy in its place; one of the same name goes. What is released then is released without the lock.
/// Once the policy is made it has the caller's table, and nothing may fail any more.
template <typename Policy, typename Make>
void put(Host& host, Named<Policy> policy::Policies::*list, std::string name, Make make) {
    std::shared_ptr<const Policy> before;
    const std::lock_guard lock(host.mutex);
    auto& known = host.policies.*list;
    const auto place =
        std::ranges::find(known, name, [](const auto& each) { return std::string_view(each.first); });
    if (place != known.end()) {
        before = std::exchange(place->second, make());
        return;
    }
    known.reserve(known.size() + 1);
    known.emplace_back(std::move(name), make());
}

/// What a program gave to add a policy.
struct Given {
    itr_host host;
    const char* name;
    std::uint64_t name_size;
    const itr_policy* table;
};

template <typename Policy>
void add(const Given& given, Named<Policy> policy::Policies::*list,
         std::shared_ptr<const Policy> (*make)(const itr_policy&, std::shared_ptr<LogPlace>)) {
    const auto host = held<Host>(given.host);
    check_table(given.table, &itr_policy::propose);
    std::string called = name("policy", given.name, given.name_size);
    put(*host, list, std::move(called), [&] { return make(*given.table, host->log); });
}

}  // namespace
}  // namespace itr::capi

// The functions below are in no namespace.
using namespace itr;        // NOLINT(google-build-using-namespace,google-global-names-in-headers)
using namespace itr::capi;  // NOLINT(google-build-using-namespace,google-global-names-in-headers)

extern "C" {

itr_status itr_host_open(itr_host* out, itr_error* err) {
    return door(err, out, [&](itr_host& handle) { handle = hold(std::make_shared<Host>()); });
}

itr_status itr_host_set_log(itr_host host, const itr_log_sink* sink, itr_error* err) {
    return door(err, [&] {
        const auto found = held<Host>(host);
        check_table(sink, &itr_log_sink::log);
        std::shared_ptr<const LogSink> before;  // goes when the lock has gone
        const std::lock_guard lock(found->log->mutex);
        before = std::exchange(found->log->sink, std::make_shared<LogSink>(*sink));
    });
}

itr_status itr_host_add_assignment(itr_host host, const char* name, uint64_t name_size,
                                   const itr_policy* policy, itr_error* err) {
    return door(err, [&] {
        add({host, name, name_size, policy}, &policy::Policies::assignment, make_assignment);
    });
}

itr_status itr_host_add_escalation(itr_host host, const char* name, uint64_t name_size,
                                   const itr_policy* policy, itr_error* err) {
    return door(err, [&] {
        add({host, name, name_size, policy}, &policy::Policies::escalation, make_escalation);
    });
}

itr_status itr_host_add_routing(itr_host host, const char* name, uint64_t name_size, const itr_policy* policy,
                                itr_error* err) {
    return door(err, [&] { add({host, name, name_size, policy}, &policy::Policies::routing, make_routing); });
}

itr_status itr_host_add_target(itr_host host, const char* name, uint64_t name_size, const itr_policy* policy,
                               itr_error* err) {
    return door(err, [&] { add({host, name, name_size, policy}, &policy::Policies::target, make_target); });
}

itr_status itr_host_close(itr_host host, itr_error* err) {
    return door(err, [&] { close<Host>(host); });
}
}
