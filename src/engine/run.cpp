// A thread of the host that does what is due.
#include <algorithm>

#include "engine/codes.hpp"
#include "engine/impl.hpp"

namespace itr {

namespace {

constexpr Duration longest_pause_for_another = seconds(1);

/// From one look at what is due to the next.
class Runner {
  public:
    Runner(Engine& engine, engine::Alarm& alarm, const RunOptions& options) noexcept
        : engine_(engine), store_(engine.store()), alarm_(alarm), options_(options) {}

    /// Works off a batch; gives the instant of the next. Fails when the environment does.
    Result<Instant> look(const std::function<Result<Instant>(Instant)>& next_work);
    /// Until then, or until something earlier is due.
    void wait(const std::stop_token& stop, Instant next);
    /// After a failure.
    void back_off(const std::stop_token& stop);

  private:
    /// The first one, or twice as long as the last.
    [[nodiscard]] Duration next_pause(Duration last, Duration longest) const {
        return last == Duration{} ? options_.first_pause : std::min(last * 2, longest);
    }
    void pause(const std::stop_token& stop, Duration length);

    Engine& engine_;
    store::Store& store_;
    engine::Alarm& alarm_;
    const RunOptions& options_;
    Duration trouble_{};  ///< the pause after the last failure
    Duration held_{};     ///< the pause while somebody else has all that is due in an open transaction
};

Result<Instant> Runner::look(const std::function<Result<Instant>(Instant)>& next_work) {
    alarm_.set();
    const Instant now = options_.clock();
    const auto advanced = engine_.advance(now, options_.batch);
    if (!advanced) return fail(advanced.error());
    if (options_.after_look) options_.after_look(now);
    trouble_ = Duration{};
    const bool found_nothing = advanced->tickets == 0 && advanced->failed == 0;
    auto next = next_work(now);
    // Whoever has it locked need not tell when he is done.
    const bool is_held = next && *next <= now && found_nothing && store_.is_shared();
    held_ = is_held ? next_pause(held_, longest_pause_for_another) : Duration{};
    return next;
}

void Runner::wait(const std::stop_token& stop, Instant next) {
    if (held_ != Duration{}) return pause(stop, held_);
    const Instant now = options_.clock();
    if (next <= now) return;
    const Duration at_most =
        next == never ? options_.longest_pause : std::min(next - now, options_.longest_pause);
    if (options_.wait) return options_.wait(stop, at_most);
    if (!store_.is_shared()) return alarm_.wait(stop, next, at_most);
    const std::stop_callback wake(stop, [&] { store_.interrupt(); });
    // Why it could not wait, the next look will tell.
    if (!store_.wait_for_work(now, at_most)) alarm_.wait(stop, next, options_.first_pause);
}

void Runner::back_off(const std::stop_token& stop) {
    trouble_ = next_pause(trouble_, options_.longest_pause);
    pause(stop, trouble_);
}

void Runner::pause(const std::stop_token& stop, Duration length) {
    if (options_.wait) return options_.wait(stop, length);
    alarm_.wait(stop, Instant{INT64_MIN}, length);
}

}  // namespace

Status Engine::run(const std::stop_token& stop, const RunOptions& options) {
    if (!options.clock)
        return fail(engine_no_clock, "expected a clock in the options of a run, but there is none");
    Runner runner(*this, impl_->alarm, options);
    while (!stop.stop_requested()) {
        const auto next = runner.look([&](Instant now) { return impl_->next_work(now); });
        if (next) {
            runner.wait(stop, *next);
        } else {
            impl_->log(LogLevel::error, "run.failed", next.error().message);
            runner.back_off(stop);
        }
    }
    impl_->alarm.off();
    return {};
}

}  // namespace itr
