#include <algorithm>
#include <array>
#include <itr/ids.hpp>
#include <itr/time.hpp>

#include "base/text.hpp"
#include "loader/reader.hpp"
#include "loader/trouble.hpp"

namespace itr::loader {
namespace {

/// Booleans of YAML 1.1, in any case ("NO" is Norway, too).
bool is_old_boolean(std::string_view text) {
    constexpr std::array<std::string_view, 8> words = {"yes", "no", "on", "off", "y", "n", "true", "false"};
    std::string lower(text.substr(0, 6));
    for (char& c : lower)
        if (c >= 'A' && c <= 'Z') c = static_cast<char>(c - 'A' + 'a');
    return text != "true" && text != "false" && std::ranges::find(words, lower) != words.end();
}

/// Of the other spellings of YAML 1.2's booleans the one that is used here.
std::string_view boolean_in_capitals(std::string_view text) noexcept {
    if (text == "True" || text == "TRUE") return "true";
    if (text == "False" || text == "FALSE") return "false";
    return {};
}

bool name_byte(char c, NameRule rule) noexcept {
    if ((c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '_') return true;
    return (rule == NameRule::dashed && c == '-') || (rule == NameRule::dotted && c == '.');
}

/// Calls `read` with a text and reports its error under the error's own code.
template <typename T, typename Read>
T parsed(Context& context, const Node& node, T otherwise, Read read) {
    if (!is_text(context, node)) return otherwise;
    auto result = read(node.text);
    if (result) return *std::move(result);
    context.error(result.error().code, node, result.error().message);
    return otherwise;
}

void warn_of_clock_time(Context& context, const Node& node) {
    if (node.plain && node.text.find(':') != std::string_view::npos)
        context.warn(unquoted_time, node, fmt::format("the time {} is not quoted", node.text),
                     fmt::format("older YAML readers take 22:00 for a number; write \"{}\"", node.text));
}

}  // namespace

std::string_view text_of(Context& context, const Node& node) {
    return is_text(context, node) ? node.text : std::string_view{};
}

std::string name_of(Context& context, const Node& node, NameRule rule, std::string_view what) {
    const std::string_view text = text_of(context, node);
    if (node.kind != Node::Kind::scalar || node.broken) return {};
    const bool starts_well =
        !text.empty() && (text[0] < '0' || text[0] > '9') && text[0] != '-' && text[0] != '.';
    if (starts_well && text.size() <= max_name_bytes &&
        std::ranges::all_of(text, [&](char c) { return name_byte(c, rule); }))
        return std::string(text);
    const char* extra = rule == NameRule::dashed ? " and '-'" : rule == NameRule::dotted ? " and '.'" : "";
    context.error(
        invalid_name, node, fmt::format("'{}' cannot be the name of {}", text, what),
        fmt::format("at most {} of a-z, 0-9, '_'{}, beginning with a letter or '_'", max_name_bytes, extra));
    return std::string(text);
}

model::Word word_of(Context& context, const Node& node) {
    const std::string_view text = text_of(context, node);
    if (text.empty() && node.kind == Node::Kind::scalar) context.error(invalid_value, node, "an empty text");
    return {std::string(text), context.content(node)};
}

std::vector<model::Word> words_of(Context& context, const Node& node) {
    std::vector<model::Word> words;
    if (node.kind == Node::Kind::scalar) {
        words.push_back(word_of(context, node));
        return words;
    }
    if (node.kind != Node::Kind::sequence) wrong_type(context, node, "a word, or a list of words");
    for (const Node& item : items(node)) words.push_back(word_of(context, item));
    return words;
}

model::Title title_of(Context& context, const Node& node) {
    model::Title title;
    if (node.kind == Node::Kind::scalar) {
        title.texts.emplace_back("en", node.text);
        return title;
    }
    if (node.kind != Node::Kind::map) wrong_type(context, node, "a text, or a map from language to text");
    for (const auto [language, text] : pairs(node))
        title.texts.emplace_back(text_of(context, language), text_of(context, text));
    return title;
}

bool bool_of(Context& context, const Node& node) {
    const std::string_view text = text_of(context, node);
    if (node.kind != Node::Kind::scalar || node.broken) return false;
    if (text == "true" || text == "false") return text == "true";
    if (const std::string_view word = boolean_in_capitals(text); !word.empty())
        context.error(boolean_word, node, fmt::format("'{}' is not how a truth is written here", text),
                      fmt::format("write {}", word));
    else if (is_old_boolean(text))
        context.error(boolean_word, node, fmt::format("'{}' is a text", text), "write true or false");
    else
        context.error(wrong_type_found, node,
                      fmt::format("expected true or false, but found {}", describe(node)));
    return false;
}

int number_of(Context& context, const Node& node, int low, int high) {
    const std::string_view text = text_of(context, node);
    if (node.kind != Node::Kind::scalar || node.broken) return low;
    int value = 0;
    const bool zero_first = text.size() > 1 && text[0] == '0';
    if (!zero_first && text::read_whole(text, value) && value >= low && value <= high) return value;
    const bool number_like =
        !text.empty() && text.find_first_not_of("0123456789_:xo") == std::string_view::npos;
    if (number_like && !text::read_whole(text, value)) {
        context.error(number_form, node, fmt::format("'{}' is not how a number is written here", text),
                      "decimal digits alone: no '_', no ':', no leading 0");
    } else if (zero_first) {
        context.error(number_form, node, fmt::format("'{}' begins with 0", text),
                      "some readers take it for octal; decimal digits without a leading 0");
    } else {
        context.error(
            wrong_type_found, node,
            fmt::format("expected a whole number from {} to {}, but found {}", low, high, describe(node)));
    }
    return low;
}

model::Source source_of(Context& context, const Node& node, std::uint32_t skip) {
    if (node.kind != Node::Kind::scalar) {
        context.error(wrong_type_found, node,
                      fmt::format("expected an expression, but found {}", describe(node)),
                      "quote the expression");
        return {{}, context.at(node)};
    }
    const std::string_view text = text_of(context, node);
    if (node.broken) return {std::string(text.substr(skip)), context.at(node)};
    if (node.plain && (!looks_whole(text) || text.empty())) {
        context.error(expression_cut, node, fmt::format("the expression '{}' is cut short by YAML", text),
                      "quote the expression");
    } else if (context.has_comment_behind(node)) {
        context.warn(expression_cut, node,
                     fmt::format("what follows ' #' is a comment, not part of '{}'", text),
                     "quote the expression");
    } else if (text.empty()) {
        context.error(invalid_value, node, "an empty expression");
    }
    return {std::string(text.substr(skip)), context.places(node, skip)};
}

std::vector<std::pair<model::Word, model::Source>> sources_of(Context& context, const Node& node) {
    std::vector<std::pair<model::Word, model::Source>> found;
    if (node.kind != Node::Kind::map) wrong_type(context, node, "a map from names to expressions");
    for (const auto [name, expression] : pairs(node)) {
        if (node.flow && expression.kind == Node::Kind::null && expression.text.empty()) {
            context.error(expression_cut, name,
                          fmt::format("'{}' stands behind a ',' without being a key", name.text),
                          "within { } an expression with a ',' must be quoted");
            continue;
        }
        model::Word word{name_of(context, name, NameRule::plain, "a field"), context.at(name)};
        found.emplace_back(std::move(word), source_of(context, expression));
    }
    return found;
}

// ---- times

Duration duration_of(Context& context, const Node& node) {
    const Duration length = parsed(context, node, Duration{}, parse_duration);
    if (length < Duration{})
        context.error(invalid_value, node, fmt::format("a negative length of time, {}", node.text));
    return length;
}

Duration difference_of(Context& context, const Node& node) {
    return parsed(context, node, Duration{}, parse_duration);
}

calendar::Target target_of(Context& context, const Node& node) {
    return parsed(context, node, calendar::Target{}, calendar::parse_target);
}

calendar::Target span_of(Context& context, const Node& node) {
    calendar::Target target = delay_of(context, node);
    if (target.kind == calendar::Target::Kind::date)
        context.error(invalid_value, node, fmt::format("'{}' is no length of time", node.text),
                      "4h, real 4h, 2 working days");
    return target;
}

calendar::Target delay_of(Context& context, const Node& node) {
    calendar::Target target = target_of(context, node);
    using Kind = calendar::Target::Kind;
    const bool delays = target.kind == Kind::working || target.kind == Kind::real ||
                        target.kind == Kind::working_days || target.kind == Kind::date;
    if (!delays && node.kind == Node::Kind::scalar && calendar::parse_target(node.text))
        context.error(invalid_value, node, fmt::format("'{}' is no delay", node.text),
                      "a length of time: 4h, real 4h, 2 working days; or a date: date ticket.deliver_on");
    return target;
}

calendar::Date date_of(Context& context, const Node& node, std::string_view text) {
    auto date = calendar::parse_date(text);
    if (date) return *date;
    context.error(date.error().code, node, date.error().message);
    return {};
}

calendar::Window window_of(Context& context, const Node& node) {
    warn_of_clock_time(context, node);
    return parsed(context, node, calendar::Window{}, calendar::parse_window);
}

std::vector<calendar::Window> windows_of(Context& context, const Node& node) {
    std::vector<calendar::Window> windows;
    if (node.kind == Node::Kind::scalar) return {window_of(context, node)};
    if (node.kind != Node::Kind::sequence)
        wrong_type(context, node, "a list of windows such as \"09:00-12:00\"");
    for (const Node& item : items(node)) windows.push_back(window_of(context, item));
    return windows;
}

std::uint16_t minute_of(Context& context, const Node& node) {
    warn_of_clock_time(context, node);
    const auto window = parsed(context, node, calendar::Window{}, [](std::string_view text) {
        return calendar::parse_window(fmt::format("{}-24:00", text));
    });
    return window.from;
}

}  // namespace itr::loader
