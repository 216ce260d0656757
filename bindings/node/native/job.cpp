#include "job.hpp"

#include <array>

namespace itr_node {
namespace {

constexpr std::size_t max_arguments = 10;

struct Called {
    const Function* function = nullptr;
    std::array<napi_value, max_arguments> given{};

    Called(napi_env env, napi_callback_info info) {
        std::size_t count = max_arguments;
        void* data = nullptr;
        napi_get_cb_info(env, info, &count, given.data(), nullptr, &data);
        function = static_cast<const Function*>(data);
    }
};

/// Why a function may not be called now; empty if it may.
std::string objection(const Addon& addon, const Function& function) {
    if (function.address == nullptr)
        return R"({"code":"capi.unknown_name","diagnostics":[],"message":"expected a library of the ABI version )" +
               std::to_string(function.since) + " or later, which has " + function.name + R"(","status":5})";
    // The library sees to it itself, but only in its own thread: in that of JavaScript there may be a policy
    // of a call in another one, which holds the ticket.
    if (addon.mailbox->callbacks > 0 && !function.from_callbacks)
        return std::string(R"({"code":"capi.reentrant","diagnostics":[],"message":"expected no call of )") +
               function.name + R"( from within a callback","status":5})";
    return {};
}

bool refused(napi_env env, const Called& called) {
    const std::string document = objection(Addon::of(env), *called.function);
    if (document.empty()) return false;
    throw_error(env, document);
    return true;
}

// ---- promises

struct Later {
    std::shared_ptr<Mailbox> mailbox;
    std::unique_ptr<Job> job;
    const Function* function = nullptr;
    napi_deferred deferred = nullptr;
    napi_async_work work = nullptr;
};

void execute(napi_env /*env*/, void* data) {
    const auto& later = *static_cast<Later*>(data);
    later.job->run(*later.function);
    later.mailbox->call_ends();
}

void complete(napi_env env, napi_status status, void* data) {
    const std::unique_ptr<Later> later(static_cast<Later*>(data));
    --later->mailbox->in_flight;
    if (status == napi_ok && later->job->succeeded())
        napi_resolve_deferred(env, later->deferred, later->job->result(env));
    else if (status == napi_ok)
        napi_reject_deferred(env, later->deferred, later->job->error(env));
    napi_delete_async_work(env, later->work);
}

/// What is being thrown becomes the reason of the rejection.
void reject(napi_env env, napi_deferred deferred) {
    napi_value thrown = nullptr;
    napi_get_and_clear_last_exception(env, &thrown);
    napi_reject_deferred(env, deferred, thrown);
}

}  // namespace

void Job::keep(std::uint64_t error) {
    const Inside& library = Libraries::get().inside();
    itr_bytes bytes{};
    if (library.error_document(error, &bytes) == 0) document_.assign(bytes.data, bytes.size);
    library.bytes_free(&bytes);
    library.error_free(error);
}

napi_value Job::error(napi_env env) {
    napi_value outcome = nullptr;
    napi_get_undefined(env, &outcome);
    if (tells_in_any_case()) outcome = result(env);
    return made_error(env, document_, outcome);
}

napi_value call_now(napi_env env, napi_callback_info info, Job& job) {
    const Called called(env, info);
    if (refused(env, called) || !job.read(env, called.given.data())) return nullptr;
    Mailbox& mailbox = *Addon::of(env).mailbox;
    // A call in another thread may hold a ticket while its policy waits for JavaScript, which would wait
    // here.
    if (mailbox.in_flight > 0 && mailbox.policies > 0)
        mailbox.call_apart([&] { job.run(*called.function); });
    else
        job.run(*called.function);
    if (job.succeeded()) return job.result(env);
    napi_throw(env, job.error(env));
    return nullptr;
}

napi_value call_later(napi_env env, napi_callback_info info, std::unique_ptr<Job> job) {
    const Called called(env, info);
    auto later = std::make_unique<Later>();
    napi_value promise = nullptr, name = string_of(env, called.function->name);
    napi_create_promise(env, &later->deferred, &promise);
    if (refused(env, called) || !job->read(env, called.given.data()))
        return reject(env, later->deferred), promise;
    later->job = std::move(job);
    later->function = called.function;
    later->mailbox = Addon::of(env).mailbox;
    napi_create_async_work(env, nullptr, name, execute, complete, later.get(), &later->work);
    ++later->mailbox->in_flight;
    later->mailbox->call_begins();
    napi_queue_async_work(env, later.release()->work);
    return promise;
}

}  // namespace itr_node
