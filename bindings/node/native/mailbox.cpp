#include "mailbox.hpp"

namespace itr_node {
namespace {

void on_loop(napi_env env, napi_value /*function*/, void* context, void* /*data*/) {
    if (env != nullptr) static_cast<std::shared_ptr<Mailbox>*>(context)->get()->work_off();
}

void on_loop_gone(napi_env /*env*/, void* data, void* /*hint*/) {
    delete static_cast<std::shared_ptr<Mailbox>*>(data);
}

}  // namespace

bool Mailbox::connect(const std::shared_ptr<Mailbox>& mailbox) {
    const napi_env env = mailbox->env_;
    napi_value name = nullptr;
    auto* kept = new std::shared_ptr<Mailbox>(mailbox);
    return napi_create_string_utf8(env, "itr", NAPI_AUTO_LENGTH, &name) == napi_ok &&
           napi_create_threadsafe_function(env, nullptr, nullptr, name, 0, 1, kept, on_loop_gone, kept,
                                           on_loop, &mailbox->loop_) == napi_ok &&
           napi_unref_threadsafe_function(env, mailbox->loop_) == napi_ok;
}

void Mailbox::wake() {
    static_cast<void>(napi_call_threadsafe_function(loop_, nullptr, napi_tsfn_nonblocking));
}

bool Mailbox::ask(const Work& work) {
    std::unique_lock lock(mutex_);
    if (closed_) return false;
    bool done = false;
    items_.push_back({work, &done});
    wake();
    changed_.notify_all();
    changed_.wait(lock, [&] { return done || closed_; });
    return done;
}

void Mailbox::post(Work work) {
    const std::lock_guard lock(mutex_);
    if (closed_) return;
    items_.push_back({std::move(work), nullptr});
    wake();
    changed_.notify_all();
}

void Mailbox::do_first(std::unique_lock<std::mutex>& lock) {
    Item item = std::move(items_.front());
    items_.pop_front();
    const int awaited = item.done != nullptr ? 1 : 0;
    answering_ += awaited;
    lock.unlock();
    napi_handle_scope scope = nullptr;
    napi_open_handle_scope(env_, &scope);
    item.work(env_);
    napi_close_handle_scope(env_, scope);
    item.work = nullptr;  // before the lock: what it holds last may ask for this object again
    lock.lock();
    answering_ -= awaited;
    if (awaited == 0 || closed_) return;  // if it was closed meanwhile, who asked has gone
    *item.done = true;
    changed_.notify_all();
}

void Mailbox::work_off() {
    std::unique_lock lock(mutex_);
    while (!items_.empty()) do_first(lock);
}

void Mailbox::call_apart(const std::function<void()>& call) {
    bool finished = false;
    std::thread helper([&] {
        call();
        const std::lock_guard lock(mutex_);
        finished = true;
        changed_.notify_all();
    });
    {
        std::unique_lock lock(mutex_);
        while (true) {
            changed_.wait(lock, [&] { return finished || !items_.empty(); });
            if (finished) break;
            do_first(lock);
        }
    }
    helper.join();
}

void Mailbox::drop(napi_ref reference) {
    if (!in_javascript()) return post([reference](napi_env env) { napi_delete_reference(env, reference); });
    const std::lock_guard lock(mutex_);
    if (!closed_) napi_delete_reference(env_, reference);
}

void Mailbox::call_begins() {
    const std::lock_guard lock(mutex_);
    ++under_way_;
}

void Mailbox::call_ends() {
    const std::lock_guard lock(mutex_);
    --under_way_;
    changed_.notify_all();
}

void Mailbox::finish() {
    {
        std::unique_lock lock(mutex_);
        while (!closed_ && answering_ == 0) {
            changed_.wait(lock, [&] { return under_way_ == 0 || !items_.empty(); });
            if (items_.empty()) break;
            do_first(lock);
        }
    }
    close();
}

void Mailbox::close() {
    std::deque<Item> undone;  // what they hold may ask for this object again
    const std::lock_guard lock(mutex_);
    if (closed_) return;
    closed_ = true;
    undone.swap(items_);
    changed_.notify_all();
    napi_release_threadsafe_function(loop_, napi_tsfn_abort);
}

void Mailbox::leave() {
    is_gone_ = true;
    close();
}

}  // namespace itr_node
