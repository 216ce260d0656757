#include "model/threshold.hpp"

#include <fmt/format.h>

#include <itr/time.hpp>

#include "base/text.hpp"
#include "model/codes.hpp"

namespace itr::model {
namespace {

constexpr std::int64_t max_per_mille = 10'000;
constexpr std::string_view predicted = "predicted";

Status invalid(std::string_view text) {
    return fail(
        threshold_invalid,
        fmt::format("expected a threshold such as 75%, 30m before due, 2h after start, 1h after breach, "
                    "every 1h after breach or predicted, but found '{}'",
                    text));
}

Status read_percent(std::string_view text, Threshold& threshold) {
    const std::string_view number = text.substr(0, text.size() - 1);
    const std::size_t point = number.find('.');
    std::int64_t whole = 0;
    std::int64_t tenth = 0;
    if (!text::read_whole(number.substr(0, point), whole)) return invalid(text);
    if (point != std::string_view::npos &&
        (number.size() != point + 2 || !text::read_whole(number.substr(point + 1), tenth)))
        return invalid(text);
    threshold.by = Threshold::At::percent;
    threshold.per_mille = whole * 10 + tenth;
    return whole >= 0 && threshold.per_mille > 0 && threshold.per_mille <= max_per_mille ? Status{}
                                                                                         : invalid(text);
}

}  // namespace

Status read_threshold(std::string_view text, Threshold& threshold) {
    if (text.ends_with('%')) return read_percent(text, threshold);
    if (text == predicted) {
        threshold.by = Threshold::At::predicted;
        return {};
    }
    struct Ending {
        std::string_view ending;
        Threshold::At by;
    };
    constexpr Ending endings[] = {{" before due", Threshold::At::before_due},
                                  {" after start", Threshold::At::after_start},
                                  {" after breach", Threshold::At::after_breach}};
    for (const auto& form : endings) {
        if (!text.ends_with(form.ending)) continue;
        std::string_view length = text.substr(0, text.size() - form.ending.size());
        const bool repeats = length.starts_with("every ");
        if (repeats) length.remove_prefix(6);
        threshold.real = length.starts_with("real ");
        if (threshold.real) length.remove_prefix(5);
        const auto offset = parse_duration(length);
        const bool repeatable = !repeats || form.by != Threshold::At::before_due;
        if (!offset || *offset < Duration{} || (repeats && *offset < seconds(1)) || !repeatable)
            return invalid(text);
        threshold.by = form.by;
        threshold.offset = *offset;
        threshold.every = repeats ? std::optional(*offset) : std::nullopt;
        return {};
    }
    return invalid(text);
}

std::string threshold_text(const Threshold& t) {
    const std::string offset =
        std::string(t.every ? "every " : "") + (t.real ? "real " : "") + to_string(t.offset);
    switch (t.by) {
        case Threshold::At::percent:
            return t.per_mille % 10 == 0 ? fmt::format("{}%", t.per_mille / 10)
                                         : fmt::format("{}.{}%", t.per_mille / 10, t.per_mille % 10);
        case Threshold::At::before_due: return offset + " before due";
        case Threshold::At::after_start: return offset + " after start";
        case Threshold::At::after_breach: return offset + " after breach";
        case Threshold::At::predicted: return std::string(predicted);
    }
    return {};
}

}  // namespace itr::model
