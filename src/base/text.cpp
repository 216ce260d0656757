#include "base/text.hpp"

#include <fmt/core.h>

#include <algorithm>
#include <array>
#include <chrono>
#include <cstring>
#include <itr/ids.hpp>
#include <itr/time.hpp>
#include <optional>
#include <span>

#include "base/bytes.hpp"
#include "base/codes.hpp"

namespace itr::text {
namespace {

constexpr std::int64_t nanos_per_second = 1'000'000'000;

/// Reads a fixed form from the left; once something did not fit, everything after fails too.
class Reader {
  public:
    explicit Reader(std::string_view rest) : rest_(rest) {}

    int digits(std::size_t count) {
        int value = 0;
        for (std::size_t i = 0; i < count; ++i) {
            if (rest_.empty() || rest_[0] < '0' || rest_[0] > '9') return failed_ = true, 0;
            value = value * 10 + (rest_[0] - '0');
            rest_.remove_prefix(1);
        }
        return value;
    }
    bool take(char wanted) {
        if (rest_.empty() || rest_[0] != wanted) return false;
        rest_.remove_prefix(1);
        return true;
    }
    void need(char wanted) {
        if (!take(wanted)) failed_ = true;
    }
    char any() {
        if (rest_.empty()) return failed_ = true, '\0';
        const char c = rest_[0];
        rest_.remove_prefix(1);
        return c;
    }
    /// The digits behind a decimal point, as nanoseconds; those past the ninth are dropped.
    std::int64_t fraction() {
        std::int64_t value = 0;
        std::int64_t unit = nanos_per_second;
        bool any_digit = false;
        while (!rest_.empty() && rest_[0] >= '0' && rest_[0] <= '9') {
            any_digit = true;
            unit /= 10;
            value += unit * (rest_[0] - '0');
            rest_.remove_prefix(1);
        }
        if (!any_digit) failed_ = true;
        return value;
    }
    [[nodiscard]] bool done() const { return !failed_ && rest_.empty(); }

  private:
    std::string_view rest_;
    bool failed_ = false;
};

struct Parts {
    int year, month, day, hour, minute, second, offset_minutes;
    std::int64_t nanos;
};

std::optional<Parts> read_parts(std::string_view text) {
    Reader in(text);
    Parts p{};
    p.year = in.digits(4);
    in.need('-');
    p.month = in.digits(2);
    in.need('-');
    p.day = in.digits(2);
    if (!in.take('T') && !in.take('t')) in.need(' ');
    p.hour = in.digits(2);
    in.need(':');
    p.minute = in.digits(2);
    in.need(':');
    p.second = in.digits(2);
    if (in.take('.')) p.nanos = in.fraction();
    if (!in.take('Z') && !in.take('z')) {
        const char sign = in.any();
        const int hour = in.digits(2);
        in.need(':');
        const int minute = in.digits(2);
        if ((sign != '+' && sign != '-') || hour > 23 || minute > 59) return std::nullopt;
        p.offset_minutes = (sign == '-' ? -1 : 1) * (hour * 60 + minute);
    }
    if (!in.done() || p.hour > 23 || p.minute > 59 || p.second > 59) return std::nullopt;
    return p;
}

std::optional<Timestamp> to_timestamp(const Parts& p) {
    using namespace std::chrono;
    const year_month_day date{year{p.year}, month{static_cast<unsigned>(p.month)},
                              day{static_cast<unsigned>(p.day)}};
    if (!date.ok() || p.year < 1) return std::nullopt;
    const std::int64_t days = sys_days{date}.time_since_epoch().count();
    const std::int64_t seconds =
        days * 86'400 + p.hour * 3600 + (p.minute - p.offset_minutes) * 60 + p.second;
    return Timestamp{seconds, static_cast<std::int32_t>(p.nanos)};
}

/// The end of year 9999 and the start of year 1: what the four digits of RFC 3339 can say.
constexpr std::int64_t first_second = -62'135'596'800;
constexpr std::int64_t last_second = 253'402'300'799;

struct Unit {
    std::string_view name;
    std::int64_t nanos;
};

constexpr std::array<Unit, 6> cel_units{{{"h", 3600 * nanos_per_second},
                                         {"m", 60 * nanos_per_second},
                                         {"s", nanos_per_second},
                                         {"ms", 1'000'000},
                                         {"us", 1'000},
                                         {"ns", 1}}};

std::string_view take_while(std::string_view& text, auto holds) {
    std::size_t n = 0;
    while (n < text.size() && holds(text[n])) ++n;
    const std::string_view taken = text.substr(0, n);
    text.remove_prefix(n);
    return taken;
}

bool is_digit(char c) { return c >= '0' && c <= '9'; }
bool is_letter(char c) { return c >= 'a' && c <= 'z'; }

/// A sum of terms: whole seconds and nanoseconds apart, so that no intermediate value needs more than 64
/// bits.
struct Sum {
    std::int64_t seconds = 0;
    std::int64_t nanos = 0;

    void add(std::int64_t count, std::int64_t unit_nanos) {
        if (unit_nanos >= nanos_per_second) {
            seconds += count * (unit_nanos / nanos_per_second);
        } else {
            const std::int64_t per_second = nanos_per_second / unit_nanos;
            seconds += count / per_second;
            add_nanos(count % per_second * unit_nanos);
        }
    }
    void add_nanos(std::int64_t more) {
        nanos += more;
        seconds += nanos / nanos_per_second;
        nanos %= nanos_per_second;
    }
};

/// Takes one "1.5h" off the left of `text` and adds it; false on any fault.
bool take_term(std::string_view& text, Sum& sum) {
    const std::string_view whole = take_while(text, is_digit);
    std::string_view fraction;
    if (text.starts_with('.')) {
        text.remove_prefix(1);
        fraction = take_while(text, is_digit);
    }
    const std::string_view name = take_while(text, is_letter);
    const auto* unit = std::ranges::find(cel_units, name, &Unit::name);
    if ((whole.empty() && fraction.empty()) || whole.size() > 14 || unit == cel_units.end()) return false;
    std::int64_t count = 0;
    if (!whole.empty() && !read_whole(whole, count)) return false;
    sum.add(count, unit->nanos);
    std::int64_t scale = unit->nanos;
    for (const char c : fraction) {
        scale /= 10;
        sum.add_nanos((c - '0') * scale);
    }
    return true;
}

/// Two digits behind a separator.
void put_two(char*& at, char separator, unsigned number) {
    *at++ = separator;
    *at++ = static_cast<char>('0' + number / 10);
    *at++ = static_cast<char>('0' + number % 10);
}

/// Exactly `width` digits of a number that has no more.
void put_padded(char*& at, std::int64_t number, std::size_t width) {
    for (char* digit = at + width; digit != at; number /= 10) *--digit = static_cast<char>('0' + number % 10);
    at += width;
}

/// As many digits of the second (0, 3, 6 or 9) as it takes.
void put_fraction(char*& at, std::int64_t nanos) {
    if (nanos == 0) return;
    *at++ = '.';
    if (nanos % 1'000'000 == 0) return put_padded(at, nanos / 1'000'000, 3);
    if (nanos % 1'000 == 0) return put_padded(at, nanos / 1'000, 6);
    put_padded(at, nanos, 9);
}

/// Four digits, and more characters only for years that RFC 3339 cannot say.
void put_year(char*& at, int year) {
    if (year >= 0 && year <= 9999) return put_padded(at, year, 4);
    at = std::to_chars(at, at + 8, year).ptr;
}

}  // namespace

Result<Timestamp> read_timestamp(std::string_view text) {
    if (const auto parts = read_parts(text))
        if (const auto timestamp = to_timestamp(*parts))
            if (timestamp->seconds >= first_second && timestamp->seconds <= last_second) return *timestamp;
    return fail(time_invalid,
                fmt::format("expected an instant such as 2026-03-02T09:00:00+08:00, but found '{}'", text));
}

char* write_to(char* at, Timestamp timestamp) noexcept {
    using namespace std::chrono;
    const sys_seconds instant{std::chrono::seconds{timestamp.seconds}};
    const auto midnight = floor<days>(instant);
    const year_month_day date{midnight};
    const hh_mm_ss time{instant - midnight};
    put_year(at, static_cast<int>(date.year()));
    put_two(at, '-', static_cast<unsigned>(date.month()));
    put_two(at, '-', static_cast<unsigned>(date.day()));
    put_two(at, 'T', static_cast<unsigned>(time.hours().count()));
    put_two(at, ':', static_cast<unsigned>(time.minutes().count()));
    put_two(at, ':', static_cast<unsigned>(time.seconds().count()));
    put_fraction(at, timestamp.nanos);
    *at++ = 'Z';
    return at;
}

std::string write(Timestamp timestamp) {
    std::array<char, max_timestamp_bytes> text;
    return {text.data(), write_to(text.data(), timestamp)};
}

Result<TimeSpan> read_time_span(std::string_view text) {
    const auto bad = [&] {
        return fail(duration_invalid,
                    fmt::format("expected a duration such as 1h30m or 1.5s, but found '{}'", text));
    };
    std::string_view rest = text;
    const bool negative = rest.starts_with('-');
    if (negative || rest.starts_with('+')) rest.remove_prefix(1);
    if (rest == "0") return TimeSpan{};
    if (rest.empty()) return bad();
    Sum sum;
    while (!rest.empty())
        if (!take_term(rest, sum) || sum.seconds > last_second - first_second) return bad();
    if (negative) sum = {-sum.seconds, -sum.nanos};
    return TimeSpan{sum.seconds, static_cast<std::int32_t>(sum.nanos)};
}

std::string write(TimeSpan span) {
    const bool negative = span.seconds < 0 || span.nanos < 0;
    const auto magnitude = [](std::int64_t v) {
        return v < 0 ? 0 - static_cast<std::uint64_t>(v) : static_cast<std::uint64_t>(v);
    };
    std::string text = fmt::format("{}{}", negative ? "-" : "", magnitude(span.seconds));
    if (span.nanos != 0) {
        text += fmt::format(".{:09}", magnitude(span.nanos));
        text.resize(text.find_last_not_of('0') + 1);
    }
    return text + "s";
}

Result<std::string> read_hex(std::string_view text) {
    std::string raw;
    if (text.size() % 2 != 0) return fail(json_invalid, "expected an even number of hexadecimal digits");
    for (std::size_t i = 0; i < text.size(); i += 2) {
        unsigned byte = 0;
        const auto [rest, error] = std::from_chars(text.data() + i, text.data() + i + 2, byte, 16);
        if (error != std::errc{} || rest != text.data() + i + 2)
            return fail(json_invalid, "expected hexadecimal digits");
        raw.push_back(static_cast<char>(byte));
    }
    return raw;
}

std::string to_hex(std::string_view raw) {
    std::string out;
    out.reserve(raw.size() * 2);
    for (const char c : raw) fmt::format_to(std::back_inserter(out), "{:02x}", static_cast<unsigned char>(c));
    return out;
}

}  // namespace itr::text

namespace itr {

Result<Instant> parse_instant(std::string_view text) {
    const auto timestamp = text::read_timestamp(text);
    if (!timestamp) return fail(timestamp.error());
    const Instant at = to_instant(*timestamp);
    if (at < min_instant || at > max_instant)
        return fail(time_out_of_range,
                    fmt::format("expected an instant from 1900 to 2200, but found '{}'", text));
    return at;
}

std::string to_string(Instant instant) {
    if (instant == never) return "never";
    return text::write(to_timestamp(instant));
}

namespace {

struct DurationUnit {
    std::string_view name;
    std::int64_t ms;
};

constexpr std::array<DurationUnit, 6> duration_units{
    {{"w", 604'800'000}, {"d", 86'400'000}, {"h", 3'600'000}, {"m", 60'000}, {"s", 1000}, {"ms", 1}}};

constexpr std::int64_t max_duration_ms = std::int64_t{300} * 366 * 86'400'000;

}  // namespace

Result<Duration> parse_duration(std::string_view text) {
    const auto bad = [&] {
        return fail(duration_invalid,
                    fmt::format("expected a duration such as 15m, 1h30m or 2d, but found '{}'", text));
    };
    std::string_view rest = text;
    const bool negative = rest.starts_with('-');
    if (negative) rest.remove_prefix(1);
    if (rest.empty()) return bad();
    std::int64_t total = 0;
    std::size_t next_unit = 0;  // units come largest first, each at most once
    while (!rest.empty()) {
        const std::string_view digits = text::take_while(rest, text::is_digit);
        const std::string_view name = text::take_while(rest, text::is_letter);
        while (next_unit < duration_units.size() && duration_units[next_unit].name != name) ++next_unit;
        std::int64_t count = 0;
        if (next_unit == duration_units.size() || digits.size() > 15 || !text::read_whole(digits, count))
            return bad();
        if (count > (max_duration_ms - total) / duration_units[next_unit].ms)
            return fail(duration_out_of_range,
                        fmt::format("expected at most 300 years, but found '{}'", text));
        total += count * duration_units[next_unit++].ms;
    }
    return Duration{negative ? -total : total};
}

std::string to_string(Duration duration) {
    if (duration.ms == 0) return "0s";
    std::string out = duration.ms < 0 ? "-" : "";
    auto rest = duration.ms < 0 ? 0 - static_cast<std::uint64_t>(duration.ms)
                                : static_cast<std::uint64_t>(duration.ms);
    for (const DurationUnit& unit : std::span(duration_units).subspan(2)) {
        const auto size = static_cast<std::uint64_t>(unit.ms);
        if (rest >= size) out += fmt::format("{}{}", rest / size, unit.name);
        rest %= size;
    }
    return out;
}

bool text::is_plain_json(std::string_view text) noexcept {
    return bytes::holds_throughout(text, bytes::are_plain_json);
}

bool text::is_storable_utf8(std::string_view text) noexcept {
    return is_utf8(text) && text.find('\0') == std::string_view::npos;
}

Status check_name(std::string_view what, std::string_view text) {
    const auto bad = [&](std::string_view found) {
        return fail(
            id_invalid,
            fmt::format("expected a {} of 1 to {} bytes of UTF-8 without control characters, but found {}",
                        what, max_name_bytes, found));
    };
    if (text.empty()) return bad("an empty one");
    if (text.size() > max_name_bytes) return bad(fmt::format("{} bytes", text.size()));
    if (text::is_plain_name(text)) return {};
    if (!is_utf8(text)) return bad("invalid UTF-8");
    for (const char c : text)
        if (static_cast<unsigned char>(c) < 0x20 || c == 0x7F) return bad("a control character");
    return {};
}

bool is_utf8(std::string_view text) noexcept {
    if (bytes::holds_throughout(text, bytes::are_ascii)) return true;
    const auto at = [&](std::size_t i) { return static_cast<unsigned char>(text[i]); };
    for (std::size_t i = 0; i < text.size();) {
        constexpr std::size_t step = sizeof(std::uint64_t);
        if (text.size() - i >= step && bytes::are_ascii(bytes::load<std::uint64_t>(text.data() + i))) {
            i += step;
            continue;
        }
        const unsigned lead = at(i);
        if (lead < 0x80) {
            ++i;
            continue;
        }
        const std::size_t length = lead >= 0xF0 ? 4 : lead >= 0xE0 ? 3 : 2;
        if (lead < 0xC2 || lead > 0xF4 || i + length > text.size()) return false;
        for (std::size_t k = 1; k < length; ++k)
            if ((at(i + k) & 0xC0) != 0x80) return false;
        // The second byte rules out overlong forms, surrogates and what lies beyond U+10FFFF.
        const unsigned second = at(i + 1);
        if ((lead == 0xE0 && second < 0xA0) || (lead == 0xED && second > 0x9F) ||
            (lead == 0xF0 && second < 0x90) || (lead == 0xF4 && second > 0x8F))
            return false;
        i += length;
    }
    return true;
}

}  // namespace itr
