// Calendars made of calendars.
#include <algorithm>
#include <limits>

#include "time/source.hpp"

namespace itr::calendar {
namespace {

constexpr std::size_t no_limit = std::numeric_limits<std::size_t>::max();

class CombinedSource final : public Source {
  public:
    CombinedSource(Combine how, std::vector<Calendar> parts) : how_(how), parts_(std::move(parts)) {}

    Intervals intervals(Instant from, Instant to) const override {
        Intervals out = parts_.front().intervals(from, to, no_limit);
        for (std::size_t i = 1; i < parts_.size(); ++i) {
            const Intervals other = parts_[i].intervals(from, to, no_limit);
            switch (how_) {
                case Combine::any: out = unite(out, other); break;
                case Combine::all: out = intersect(out, other); break;
                case Combine::minus: out = subtract(out, other); break;
            }
        }
        return out;
    }

  private:
    Combine how_;
    std::vector<Calendar> parts_;
};

class Succession final : public Source {
  public:
    explicit Succession(std::vector<Reign> reigns) : reigns_(std::move(reigns)) {}

    Intervals intervals(Instant from, Instant to) const override {
        Intervals out;
        for (std::size_t i = 0; i < reigns_.size(); ++i) {
            const Instant begin = i == 0 ? from : std::max(from, reigns_[i].from);
            const Instant end = i + 1 == reigns_.size() ? to : std::min(to, reigns_[i + 1].from);
            if (end <= begin) continue;
            const Intervals part = reigns_[i].calendar.intervals(begin, end, no_limit);
            out.insert(out.end(), part.begin(), part.end());
        }
        normalize(out);
        return out;
    }

  private:
    std::vector<Reign> reigns_;
};

}  // namespace

std::unique_ptr<Source> combined_source(Combine how, std::vector<Calendar> parts) {
    return std::make_unique<CombinedSource>(how, std::move(parts));
}

std::unique_ptr<Source> succession_source(std::vector<Reign> reigns) {
    return std::make_unique<Succession>(std::move(reigns));
}

}  // namespace itr::calendar
