#include "time/timeline.hpp"

#include <algorithm>

namespace itr::calendar {
namespace {

/// Later than every instant, and still far from overflow when instants are taken from it.
constexpr std::int64_t sentinel = std::int64_t{1} << 60;

}  // namespace

Timeline::~Timeline() {
    for (auto& slot : stretches_) delete slot.load(std::memory_order_relaxed);
}

std::uint64_t Timeline::since_begin(Instant at) {
    const std::int64_t clamped = std::clamp(at.ms, min_instant.ms, max_instant.ms + 1);
    return static_cast<std::uint64_t>(clamped - min_instant.ms);
}

Instant Timeline::begin_of(std::size_t index) {
    return Instant{min_instant.ms + static_cast<std::int64_t>(index) * stretch_ms};
}

const Timeline::Span& Timeline::span_from(const Stretch& stretch, std::uint64_t since_begin,
                                          std::int64_t at_ms) {
    const Span* span = &stretch.spans[stretch.by_time[(since_begin >> slot_bits) & (slots - 1)]];
    while (span->close <= at_ms) ++span;
    return *span;
}

const Timeline::Span& Timeline::span_with(const Stretch& stretch, std::int64_t position) {
    const Span* span =
        &stretch.spans[stretch.by_sum[static_cast<std::size_t>((position - stretch.before) >> slot_bits)]];
    while (span[1].sum <= position) ++span;
    return *span;
}

std::int64_t Timeline::position_in(const Stretch& stretch, std::uint64_t since_begin) {
    const std::int64_t at_ms = min_instant.ms + static_cast<std::int64_t>(since_begin);
    const Span& span = span_from(stretch, since_begin, at_ms);
    return span.sum + std::max<std::int64_t>(0, at_ms - span.open);
}

std::int64_t Timeline::position(Instant at) const {
    const std::uint64_t since = since_begin(at);
    return position_in(stretch(since >> stretch_bits), since);
}

Instant Timeline::forward(Instant from, std::int64_t length) const {
    const std::uint64_t since = since_begin(from);
    const Stretch* in = &stretch(since >> stretch_bits);
    const std::int64_t position = position_in(*in, since) + length;
    if (in->after < position) in = seek_forward(since >> stretch_bits, position);
    if (in == nullptr) return never;
    const Span& span = span_with(*in, position - 1);
    return Instant{span.open + (position - span.sum)};
}

Instant Timeline::backward(Instant to, std::int64_t length) const {
    const std::uint64_t since = since_begin(to);
    const Stretch* in = &stretch(since >> stretch_bits);
    const std::int64_t position = position_in(*in, since) - length;
    if (in->before > position) {
        // Mostly the one before will do.
        const std::size_t index = since >> stretch_bits;
        in = index > 0 ? &stretch(index - 1) : nullptr;
        if (in != nullptr && in->before > position) in = seek_backward(index - 1, position);
        if (in == nullptr) return never;
    }
    const Span& span = span_with(*in, position);
    return Instant{span.open + (position - span.sum)};
}

/// The first stretch that ends with so much. Gallops away from `index`, then halves.
const Timeline::Stretch* Timeline::seek_forward(std::size_t index, std::int64_t position) const {
    std::size_t low = index;
    std::size_t high = index;
    for (std::size_t step = 1; stretch(high).after < position; step *= 2) {
        if (high + 1 == stretches) return nullptr;
        low = high + 1;
        high = std::min(high + step, stretches - 1);
    }
    while (low < high) {
        const std::size_t middle = low + (high - low) / 2;
        if (stretch(middle).after < position) {
            low = middle + 1;
        } else {
            high = middle;
        }
    }
    return &stretch(high);
}

/// The last stretch that begins with no more. It holds the last instant with this position, for if the one
/// before ends with it, working time goes on here.
const Timeline::Stretch* Timeline::seek_backward(std::size_t index, std::int64_t position) const {
    std::size_t high = index;
    std::size_t low = index;
    for (std::size_t step = 1; stretch(low).before > position; step *= 2) {
        if (low == 0) return nullptr;
        high = low - 1;
        low = low > step ? low - step : 0;
    }
    while (low < high) {
        const std::size_t middle = low + (high - low + 1) / 2;
        if (stretch(middle).before > position) {
            high = middle - 1;
        } else {
            low = middle;
        }
    }
    return &stretch(low);
}

Calendar::Interval Timeline::interval_from(Instant at, Instant until) const {
    const std::uint64_t since = since_begin(at);
    std::size_t index = since >> stretch_bits;
    const Span* span = &span_from(stretch(index), since, std::max(at, min_instant).ms);
    while (span->open == sentinel) {
        if (++index == stretches) return {never, never};
        span = &stretch(index).spans.front();
    }
    // Intervals are cut where stretches meet.
    std::int64_t close = span->close;
    while (close < until.ms && close == begin_of(index + 1).ms && index + 1 < stretches &&
           stretch(index + 1).spans.front().open == close)
        close = stretch(++index).spans.front().close;
    return {Instant{span->open}, Instant{close}};
}

bool Timeline::is_empty() const {
    // Nearly every calendar has working time in a present year, so look there first.
    constexpr std::size_t present = 110;
    for (std::size_t step = 0; step < stretches; ++step) {
        const std::size_t index = (present + step) % stretches;
        if (!source_->intervals(begin_of(index), std::min(begin_of(index + 1), max_instant + milliseconds(1)))
                 .empty())
            return false;
    }
    return true;
}

const Timeline::Stretch& Timeline::compile_up_to(std::size_t index) const {
    const std::scoped_lock lock(compiling_);
    const auto publish = [&](std::size_t i, std::int64_t before, bool is_upward) {
        std::unique_ptr<Stretch> made = build(i);
        // `before` is the position at the end where the stretch meets its neighbour.
        const std::int64_t shift = is_upward ? before : before - made->after;
        made->before += shift;
        made->after += shift;
        for (Span& span : made->spans) span.sum += shift;
        stretches_[i].store(made.release(), std::memory_order_release);
    };
    if (lowest_ == stretches) {
        publish(index, 0, true);
        lowest_ = highest_ = index;
    }
    for (; highest_ < index; ++highest_)
        publish(highest_ + 1, stretches_[highest_].load(std::memory_order_relaxed)->after, true);
    for (; lowest_ > index; --lowest_)
        publish(lowest_ - 1, stretches_[lowest_].load(std::memory_order_relaxed)->before, false);
    return *stretches_[index].load(std::memory_order_relaxed);
}

std::unique_ptr<Timeline::Stretch> Timeline::build(std::size_t index) const {
    auto made = std::make_unique<Stretch>();
    const Instant end = std::min(begin_of(index + 1), max_instant + milliseconds(1));
    std::int64_t sum = 0;
    for (const auto& interval : source_->intervals(begin_of(index), end)) {
        made->spans.push_back({interval.from.ms, interval.to.ms, sum});
        sum += (interval.to - interval.from).ms;
    }
    made->spans.push_back({sentinel, sentinel, sum});
    made->before = 0;
    made->after = sum;
    add_indices(*made, index);
    return made;
}

void Timeline::add_indices(Stretch& stretch, std::size_t index) {
    std::uint32_t span = 0;
    for (std::size_t slot = 0; slot < slots; ++slot) {
        const std::int64_t from = begin_of(index).ms + (static_cast<std::int64_t>(slot) << slot_bits);
        while (stretch.spans[span].close <= from) ++span;
        stretch.by_time[slot] = span;
    }
    span = 0;
    for (std::int64_t sum = 0; sum < stretch.after; sum += std::int64_t{1} << slot_bits) {
        while (stretch.spans[span + 1].sum <= sum) ++span;
        stretch.by_sum.push_back(span);
    }
}

}  // namespace itr::calendar
