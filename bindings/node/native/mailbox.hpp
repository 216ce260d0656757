// Between the threads that the library is called in and the one thread of JavaScript: what has to be done in
// that one. A thread that asks waits for the answer; JavaScript's thread works its mail off when its event
// loop is idle, or while it waits for a call of its own.
#pragma once

#include <node_api.h>

#include <atomic>
#include <condition_variable>
#include <deque>
#include <functional>
#include <memory>
#include <mutex>
#include <thread>

namespace itr_node {

class Mailbox {
  public:
    using Work = std::function<void(napi_env)>;

    explicit Mailbox(napi_env env) : env_(env), thread_(std::this_thread::get_id()) {}

    /// Makes the way into the event loop. To be called once, on an object that a shared_ptr has.
    static bool connect(const std::shared_ptr<Mailbox>& mailbox);

    /// Never after leave(): threads that begin later may have the same id.
    [[nodiscard]] bool in_javascript() const { return !is_gone_ && std::this_thread::get_id() == thread_; }
    [[nodiscard]] napi_env env() const { return env_; }

    /// From another thread: waits until the work is done. False: JavaScript's thread ends. Then nothing was
    /// done, or what was begun goes on there: it must have all that it uses.
    [[nodiscard]] bool ask(const Work& work);
    /// From any thread: the work is done some time, or never if JavaScript's thread ends.
    void post(Work work);
    /// In JavaScript's thread: makes the call in another thread, and meanwhile does what is asked for.
    void call_apart(const std::function<void()>& call);
    /// In JavaScript's thread: does what is there.
    void work_off();
    /// From any thread: what refers to a value of JavaScript goes.
    void drop(napi_ref reference);
    /// Around a call that another thread makes for a promise.
    void call_begins();
    void call_ends();
    /// In JavaScript's thread, for the last time: does what is asked for until no call is under way, so that
    /// each ends as it would have. In the midst of an answer that another thread waits for there is no
    /// waiting for that thread: it gets none, and no other does.
    void finish();
    /// In JavaScript's thread: whoever waits for it, or will, goes on without an answer.
    void close();
    /// The same, when that thread ends.
    void leave();

    // Only used in JavaScript's thread.
    int callbacks = 0;  ///< how many of the host's functions are being called
    int in_flight = 0;  ///< calls in other threads whose promise is open

    std::atomic<int> policies{0};  ///< of the host, that the library may ask

  private:
    struct Item {
        Work work;
        bool* done;
    };
    void wake();
    void do_first(std::unique_lock<std::mutex>& lock);

    napi_env env_;
    std::thread::id thread_;
    napi_threadsafe_function loop_ = nullptr;

    std::mutex mutex_;
    std::condition_variable changed_;
    std::deque<Item> items_;
    int under_way_ = 0;
    int answering_ = 0;  ///< items begun that another thread waits for
    bool closed_ = false;
    std::atomic<bool> is_gone_{false};
};

}  // namespace itr_node
