#include "model/cell.hpp"

#include <fmt/format.h>

#include <array>
#include <charconv>
#include <itr/time.hpp>

#include "base/text.hpp"
#include "model/codes.hpp"

namespace itr::model {
namespace {

std::string_view trim(std::string_view text) {
    while (text.starts_with(' ')) text.remove_prefix(1);
    while (text.ends_with(' ')) text.remove_suffix(1);
    return text;
}

Result<Value> read_bound(std::string_view text) {
    text = trim(text);
    if (std::int64_t whole = 0; text::read_whole(text, whole)) return Value(whole);
    if (double real = 0; text::read_whole(text, real)) return Value(real);
    if (auto at = text::read_timestamp(text)) return Value(*at);
    if (auto length = parse_duration(text)) return Value(to_time_span(*length));
    return fail(
        cell_invalid,
        fmt::format("expected a number, an instant or a length of time as a bound, but found '{}'", text));
}

struct Comparison {
    std::string_view sign;
    bool is_low;
    bool open;
};
// The longer sign first.
constexpr std::array<Comparison, 4> comparisons = {
    {{"<=", false, false}, {">=", true, false}, {"<", false, true}, {">", true, true}}};

Result<std::optional<Cell>> read_comparison(std::string_view text, const Comparison& comparison) {
    auto bound = read_bound(text.substr(comparison.sign.size()));
    if (!bound) return tl::unexpected(bound.error());
    Cell cell;
    cell.kind = Cell::Kind::range;
    (comparison.is_low ? cell.low : cell.high) = *std::move(bound);
    (comparison.is_low ? cell.low_open : cell.high_open) = comparison.open;
    return cell;
}

Result<std::optional<Cell>> read_interval(std::string_view text) {
    Cell cell;
    cell.kind = Cell::Kind::range;
    if (text.starts_with('(') || text.starts_with('[')) {
        cell.low_open = text.starts_with('(');
        text.remove_prefix(1);
        if (!text.ends_with(')') && !text.ends_with(']'))
            return fail(cell_invalid, fmt::format("a range without its closing bracket, '{}'", text));
        cell.high_open = text.ends_with(')');
        text.remove_suffix(1);
    }
    const std::size_t dots = text.find("..");
    auto low = read_bound(text.substr(0, dots));
    if (!low) return tl::unexpected(low.error());
    auto high = read_bound(text.substr(dots + 2));
    if (!high) return tl::unexpected(high.error());
    cell.low = *std::move(low);
    cell.high = *std::move(high);
    return cell;
}

std::string bound_text(const Value& value) {
    switch (value.kind()) {
        case Kind::integer: return fmt::format("{}", value.as_int());
        case Kind::timestamp: return text::write(value.as_timestamp());
        case Kind::duration: return to_string(to_duration(value.as_duration()));
        default: return to_json(value);
    }
}

bool is_interval(std::string_view text) {
    const std::size_t dots = text.find("..");
    if (dots == std::string_view::npos) return false;
    const std::string_view low = text.substr(text.find_first_not_of("[( "));
    return !low.empty() && (low[0] == '-' || (low[0] >= '0' && low[0] <= '9'));
}

}  // namespace

bool looks_like_a_form(std::string_view text) {
    if (text == "_" || text.starts_with("not ") || text.starts_with('=')) return true;
    return text.starts_with('<') || text.starts_with('>') || is_interval(text);
}

Result<std::optional<Cell>> read_cell(std::string_view text) {
    if (text == "_") return Cell{};
    if (text.starts_with("not ")) {
        Cell cell;
        cell.kind = Cell::Kind::none_of;
        const std::string_view value = trim(text.substr(4));
        auto bound = read_bound(value);
        cell.values.push_back(bound && !bound->is(Kind::timestamp) ? *bound : Value(value));
        return cell;
    }
    for (const Comparison& comparison : comparisons)
        if (text.starts_with(comparison.sign)) return read_comparison(text, comparison);
    if (is_interval(text)) return read_interval(text);
    return std::optional<Cell>{};
}

std::string range_text(const Cell& cell) {
    if (!cell.high) return fmt::format("{} {}", cell.low_open ? ">" : ">=", bound_text(*cell.low));
    if (!cell.low) return fmt::format("{} {}", cell.high_open ? "<" : "<=", bound_text(*cell.high));
    return fmt::format("{}{}..{}{}", cell.low_open ? '(' : '[', bound_text(*cell.low), bound_text(*cell.high),
                       cell.high_open ? ')' : ']');
}

}  // namespace itr::model
