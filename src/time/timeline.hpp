// Working intervals with prefix sums, so that adding and measuring cost the same whatever the length.
//
// Time from 1900 to 2200 is cut into stretches of 2^35 ms (about 398 days). A stretch is compiled when first
// needed, with the sum of working time before each of its intervals, and two indices in steps of 2^22 ms
// (about 70 minutes): by time and by working time. Compiled stretches are always neighbours, so that their
// sums have one origin. Readers take no lock: a stretch never changes once its pointer is published.
#pragma once

#include <array>
#include <atomic>
#include <memory>
#include <mutex>
#include <vector>

#include "time/source.hpp"

namespace itr::calendar {

class Timeline {
  public:
    explicit Timeline(std::unique_ptr<const Source> source) : source_(std::move(source)) {}
    ~Timeline();
    Timeline(const Timeline&) = delete;
    Timeline& operator=(const Timeline&) = delete;

    /// Working milliseconds before `at`, from an origin that is fixed once anything was asked.
    [[nodiscard]] std::int64_t position(Instant at) const;
    /// The first instant from `from` on with so much working time in between; `never` if there is none.
    /// Precondition: length > 0. O(1) within a stretch or two, else O(log n).
    [[nodiscard]] Instant forward(Instant from, std::int64_t length) const;
    /// The last instant up to `to` with so much working time in between; `never` if there is none. As
    /// forward().
    [[nodiscard]] Instant backward(Instant to, std::int64_t length) const;
    /// The interval that contains `at`, or else the next one; {never, never} if there is none. It is followed
    /// up to `until` and may go on behind it: one without an end would be followed for two centuries.
    [[nodiscard]] Calendar::Interval interval_from(Instant at, Instant until) const;
    /// Whether there is no working time at all. Compiles nothing.
    [[nodiscard]] bool is_empty() const;

  private:
    static constexpr int stretch_bits = 35;
    static constexpr int slot_bits = 22;
    static constexpr std::size_t slots = std::size_t{1} << (stretch_bits - slot_bits);
    static constexpr std::int64_t stretch_ms = std::int64_t{1} << stretch_bits;
    static constexpr std::size_t stretches =
        static_cast<std::size_t>((max_instant.ms + 1 - min_instant.ms) / stretch_ms) + 1;

    struct Span {
        std::int64_t open;
        std::int64_t close;
        std::int64_t sum;  ///< working time before `open`
    };
    struct Stretch {
        std::int64_t before;                       ///< position at its beginning
        std::int64_t after;                        ///< position at its end
        std::vector<Span> spans;                   ///< ends with a sentinel that no instant reaches
        std::vector<std::uint32_t> by_sum;         ///< first span that holds working time of the slot
        std::array<std::uint32_t, slots> by_time;  ///< first span that closes after the slot's beginning
    };

    static std::uint64_t since_begin(Instant at);
    static Instant begin_of(std::size_t index);
    static const Span& span_from(const Stretch& stretch, std::uint64_t since_begin, std::int64_t at_ms);
    static std::int64_t position_in(const Stretch& stretch, std::uint64_t since_begin);
    [[nodiscard]] const Stretch* seek_forward(std::size_t index, std::int64_t position) const;
    [[nodiscard]] const Stretch* seek_backward(std::size_t index, std::int64_t position) const;
    static const Span& span_with(const Stretch& stretch, std::int64_t position);

    const Stretch& stretch(std::size_t index) const {
        const Stretch* ready = stretches_[index].load(std::memory_order_acquire);
        return ready != nullptr ? *ready : compile_up_to(index);
    }
    const Stretch& compile_up_to(std::size_t index) const;
    std::unique_ptr<Stretch> build(std::size_t index) const;
    static void add_indices(Stretch& stretch, std::size_t index);

    std::unique_ptr<const Source> source_;
    mutable std::array<std::atomic<const Stretch*>, stretches> stretches_{};
    mutable std::mutex compiling_;
    mutable std::size_t lowest_ = stretches;  // guarded by compiling_; `stretches` while nothing is compiled
    mutable std::size_t highest_ = 0;
};

}  // namespace itr::calendar
