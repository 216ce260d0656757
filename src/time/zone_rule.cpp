#include "time/zone_rule.hpp"

#include <array>
#include <cctype>
#include <chrono>

#include "base/text.hpp"

namespace itr::calendar {
namespace {

/// Reads from the left; after the first thing that does not fit everything fails.
class Reader {
  public:
    explicit Reader(std::string_view text) : rest_(text) {}

    [[nodiscard]] bool ok() const { return ok_; }
    [[nodiscard]] bool at_end() const { return rest_.empty(); }
    [[nodiscard]] bool is_next(char c) const { return !rest_.empty() && rest_.front() == c; }
    bool take(char c) {
        if (!is_next(c)) return false;
        rest_.remove_prefix(1);
        return true;
    }
    void need(char c) { ok_ = take(c) && ok_; }

    void name() {
        if (take('<')) {
            take_while([](char c) { return c != '>'; });
            need('>');
        } else if (take_while([](char c) {
                       return std::isalpha(static_cast<unsigned char>(c)) != 0;
                   }).size() < 3) {
            ok_ = false;
        }
    }
    unsigned number() {
        unsigned value = 0;
        if (!text::read_whole(take_while([](char c) { return c >= '0' && c <= '9'; }), value)) ok_ = false;
        return value;
    }
    /// [+-]hh[:mm[:ss]]
    Duration time() {
        const bool negative = take('-');
        if (!negative) take('+');
        Duration sum = hours(number());
        if (take(':')) sum = sum + minutes(number());
        if (take(':')) sum = sum + seconds(number());
        if (sum > hours(168)) ok_ = false;
        return negative ? -sum : sum;
    }
    ZoneRule::Change change() {
        ZoneRule::Change out;
        need('M');
        out.month = number();
        need('.');
        out.week = number();
        need('.');
        out.weekday = number();
        if (take('/')) out.wall_time = time();
        if (out.month < 1 || out.month > 12 || out.week < 1 || out.week > 5 || out.weekday > 6) ok_ = false;
        return out;
    }

  private:
    template <typename Holds>
    std::string_view take_while(Holds holds) {
        std::size_t n = 0;
        while (n < rest_.size() && holds(rest_[n])) ++n;
        const std::string_view taken = rest_.substr(0, n);
        rest_.remove_prefix(n);
        return taken;
    }

    std::string_view rest_;
    bool ok_ = true;
};

Instant begins(const ZoneRule::Change& change, int year, Duration offset_before) {
    using namespace std::chrono;
    const auto month = std::chrono::year{year} / std::chrono::month{change.month};
    const std::chrono::weekday day{change.weekday};
    const sys_days date = change.week == 5 ? sys_days{month / day[last]} : sys_days{month / day[change.week]};
    return Instant{sys_time<std::chrono::milliseconds>{date}.time_since_epoch().count()} + change.wall_time -
           offset_before;
}

}  // namespace

Instant ZoneRule::summer_begins(int year) const { return begins(to_summer, year, standard); }
Instant ZoneRule::standard_begins(int year) const { return begins(to_standard, year, summer); }

std::optional<ZoneRule> read_zone_rule(std::string_view text) {
    Reader in(text);
    ZoneRule rule;
    in.name();
    rule.standard = -in.time();  // the text counts to the west
    if (!in.ok() || in.at_end()) return std::nullopt;
    in.name();
    rule.summer = in.is_next(',') ? rule.standard + hours(1) : -in.time();
    in.need(',');
    rule.to_summer = in.change();
    in.need(',');
    rule.to_standard = in.change();
    if (!in.ok() || !in.at_end()) return std::nullopt;
    return rule;
}

}  // namespace itr::calendar
